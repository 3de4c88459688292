// What has to be done now and then.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace syncgate {

// Calls `work` from a thread of its own, at once and then so often, until it is destroyed.
class Repeated {
  public:
    Repeated(std::chrono::seconds every, std::function<void(const std::stop_token&)> work)
        : thread_([this, every, work = std::move(work)](const std::stop_token& stop) {
              while (!stop.stop_requested()) {
                  work(stop);
                  std::unique_lock lock(mutex_);
                  wake_.wait_for(lock, stop, every, [] { return false; });
              }
          }) {}

  private:
    std::mutex mutex_;  // for the wait alone
    std::condition_variable_any wake_;
    std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace syncgate
