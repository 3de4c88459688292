// Tells the spam filter what users say of messages (store/lessons.h), one at a time.
#pragma once

#include <atomic>
#include <optional>
#include <stop_token>

#include "base/clock.h"
#include "base/log.h"
#include "model/spam_filter.h"
#include "store/lessons.h"
#include "store/store.h"

namespace syncgate::learning {

struct TeachCounters {
    std::atomic<std::uint64_t> learnt{0};
    std::atomic<std::uint64_t> failed{0};  // tries
};

inline constexpr int kMostTries = 10;     // then a lesson is given up: after some hours
inline constexpr UnixSeconds kRest = 60;  // so long a filter that failed is asked nothing

// One thread at a time, but for its counters.
class Teacher {
  public:
    struct Services {
        store::Store& store;
        SpamFilter& filter;
        const Clock& clock;
        Log& log;
    };

    explicit Teacher(Services services) : services_(services) {}

    // All that is due, until the filter fails or it is to stop.
    void teach(const std::stop_token& stop);

    [[nodiscard]] const TeachCounters& counters() const { return counters_; }

  private:
    // False when there is nothing to be told now.
    bool teach_one(const std::stop_token& stop);
    // False: there is nothing to tell any more.
    Result<bool> tell(const store::Lesson& lesson, const std::stop_token& stop);
    void failed(const store::Lesson& lesson, const Error& error);
    // What the directory says of a step that must be written down.
    void note(const Result<void>& written);

    const Services services_;
    UnixSeconds rests_until_ = 0;
    TeachCounters counters_;
};

}  // namespace syncgate::learning
