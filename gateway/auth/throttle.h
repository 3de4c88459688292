// How often somebody may be wrong: buckets that fill again with time, one for each pair of address
// and account, and a wide one for each address. An IPv6 address stands for its /64: who has one has
// them all.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace syncgate::auth {

// Thread-safe; bounded in memory.
class Throttle {
  public:
    explicit Throttle(const Clock& clock) : clock_(clock) {}

    // Whether one more try may be made now; counts nothing.
    bool allows(const std::string& address, const std::string& account);
    // A try was wrong.
    void failed(const std::string& address, const std::string& account);

  private:
    struct Bucket {
        double tokens = 0;
        UnixMillis at = 0;
    };
    struct Rate {
        double burst;
        double per_second;
    };

    double tokens_of(const std::string& key, const Rate& rate, UnixMillis now);
    void take(const std::string& key, const Rate& rate, UnixMillis now);

    static constexpr Rate kPair{10, 10.0 / 60};
    static constexpr Rate kAddress{200, 200.0 / 60};
    static constexpr std::size_t kMost = 100'000;

    const Clock& clock_;
    std::mutex mutex_;  // guards buckets_
    std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace syncgate::auth
