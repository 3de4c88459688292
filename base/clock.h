// The time, as a service: everything that asks for it gets a Clock, so that tests set it.
#pragma once

#include <atomic>
#include <cstdint>

namespace syncgate {

using UnixSeconds = std::int64_t;  // since 1970-01-01 00:00:00 UTC
using UnixMillis = std::int64_t;

class Clock {
  public:
    virtual ~Clock() = default;
    // Thread-safe. The wall clock; it may jump.
    [[nodiscard]] virtual UnixMillis now_millis() const = 0;
    [[nodiscard]] UnixSeconds now() const { return now_millis() / 1000; }
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] UnixMillis now_millis() const override;
};

// For tests: stands still until it is moved. Thread-safe.
class FakeClock final : public Clock {
  public:
    explicit FakeClock(UnixSeconds start) : millis_(start * 1000) {}
    [[nodiscard]] UnixMillis now_millis() const override { return millis_; }
    void advance(UnixSeconds seconds) { millis_ += seconds * 1000; }

  private:
    std::atomic<UnixMillis> millis_;
};

}  // namespace syncgate
