// Rung when there is work; whoever works waits for it. Outlives both.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

namespace syncgate::outbox {

// Thread-safe.
class Bell {
  public:
    void ring() {
        {
            const std::lock_guard lock(mutex_);
            rung_ = true;
        }
        rings_.notify_all();
    }

    // Whether it was rung since the last take().
    bool take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(rung_, false);
    }

    // Until it rings, the time is over, or it is to stop.
    void wait(const std::stop_token& stop, std::chrono::milliseconds most) {
        std::unique_lock lock(mutex_);
        rings_.wait_for(lock, stop, most, [this] { return rung_; });
    }

  private:
    std::mutex mutex_;  // guards rung_
    std::condition_variable_any rings_;
    bool rung_ = false;
};

}  // namespace syncgate::outbox
