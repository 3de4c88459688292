// The end of the process, whatever holds it up.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include <unistd.h>

#include "base/stream_log.h"

namespace syncgate {

inline constexpr std::chrono::milliseconds kLogPatience{200};  // whoever reads it may have stopped

// Ends the process when stopping takes too long, from begin() until it is destroyed: the outbox may
// wait for a relay that says nothing. What was acknowledged is on the disk.
class StopGuard {
  public:
    explicit StopGuard(StreamLog& log) : log_(log) {}

    void begin() {
        thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
    }

  private:
    static constexpr std::chrono::milliseconds kMost{9'500};

    void watch(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, kMost, [] { return false; });
        if (!stop.stop_requested()) {
            log_.warning("stop_forced", {{"after_ms", kMost.count()}});
            (void)log_.flush(kLogPatience);  // the process ends, said or not
            _exit(0);
        }
    }

    StreamLog& log_;
    std::mutex mutex_;  // for the wait alone
    std::condition_variable_any wake_;
    std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace syncgate
