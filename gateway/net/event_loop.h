// One thread, one epoll set, and the connections that live in it. Nothing of a connection is
// touched by another thread; those post to the inbox.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/net/accepted.h"
#include "gateway/net/driver.h"
#include "gateway/net/timer_wheel.h"
#include "gateway/net/traffic.h"

namespace syncgate::net {

// What epoll reports on.
class Pollable {
  public:
    virtual ~Pollable() = default;
    virtual void ready(std::uint32_t events) = 0;
};

class EventLoop {
  public:
    EventLoop(std::uint32_t index, Traffic& traffic);
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    void start();
    void stop();  // ends the thread and cuts what is still connected

    // Thread-safe. What comes for an exchange that is no more is dropped.
    void deliver(const ExchangeHandle& exchange, std::unique_ptr<Payload> payload);
    void wake(const ExchangeHandle& exchange, Wake why);
    void post(std::function<void()> task);
    void adopt(const Accepted& accepted);
    void begin_stopping();  // tells every connection, also those to come

    // Below: on the loop's thread (or before start()).
    bool watch(int fd, Pollable& pollable, std::uint32_t events);
    void change(int fd, Pollable& pollable, std::uint32_t events);
    void unwatch(int fd);
    void set_timer(Timer& timer, std::chrono::milliseconds wait);
    void retire(Connection& connection);
    void again(Connection& connection);  // has read its share: once more in the next round; once

    [[nodiscard]] std::uint64_t now_millis() const { return now_; }
    [[nodiscard]] std::uint32_t index() const { return index_; }
    [[nodiscard]] Traffic& traffic() { return traffic_; }
    [[nodiscard]] bool stopping() const { return stopping_; }
    [[nodiscard]] char* scratch() { return scratch_.get(); }
    static constexpr std::size_t kScratch = 64U << 10U;

  private:
    struct Inbox {
        std::vector<std::pair<ExchangeHandle, std::unique_ptr<Payload>>> payloads;
        std::vector<std::pair<ExchangeHandle, Wake>> wakes;
        std::vector<Accepted> accepted;
        std::vector<std::function<void()>> tasks;
        [[nodiscard]] bool empty() const {
            return payloads.empty() && wakes.empty() && accepted.empty() && tasks.empty();
        }
    };

    void run();
    void round();
    void take_inbox();
    void run_again();
    void bury();
    void admit(const Accepted& accepted) noexcept;
    Connection& place(const Accepted& accepted);
    void turn_away(const Accepted& accepted);
    Connection* find(const ExchangeHandle& exchange);
    void cut_all();
    void ring() const;
    template <class Add>
    bool append(Add add);

    const std::uint32_t index_;
    Traffic& traffic_;
    int epoll_ = -1;
    int bell_ = -1;  // an eventfd: the inbox is no longer empty
    std::uint64_t now_ = 0;
    TimerWheel wheel_;
    std::unique_ptr<char[]> scratch_;
    std::vector<std::unique_ptr<Connection>> slots_;
    std::vector<std::uint32_t> free_slots_;
    std::vector<std::uint32_t> retired_;
    std::vector<std::uint32_t> again_;
    bool stopping_ = false;
    bool own_post_ = false;  // the inbox was filled by this thread itself: no bell needed

    std::mutex mutex_;  // guards inbox_ and open_
    Inbox inbox_;
    bool open_ = true;
    std::atomic<bool> quit_{false};
    std::thread thread_;
};

}  // namespace syncgate::net
