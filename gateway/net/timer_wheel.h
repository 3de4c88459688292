// Deadlines of many connections: setting one is O(1), and moving one later costs nothing.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace syncgate::net {

class TimerWheel;

// One deadline. Unset when made; unsets itself when destroyed. Its wheel must outlive it.
class Timer {
  public:
    Timer() = default;
    virtual ~Timer() { unlink(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    virtual void expired() = 0;

  private:
    friend class TimerWheel;
    void unlink();

    Timer* previous_ = nullptr;
    Timer* next_ = nullptr;
    std::uint64_t due_ = 0;      // the tick that was asked for; 0 for none
    std::uint64_t visited_ = 0;  // the tick at which the wheel will look at it
};

// One thread. The time is given to it, in milliseconds of any steady clock.
class TimerWheel {
  public:
    static constexpr std::uint64_t kTickMillis = 16;

    explicit TimerWheel(std::uint64_t now_millis);

    // Replaces an earlier deadline of the same timer. Fires at the deadline or up to a tick later.
    void set(Timer& timer, std::uint64_t now_millis, std::chrono::milliseconds wait);
    static void clear(Timer& timer) { timer.due_ = 0; }

    // Fires what is due; a timer may set, clear or destroy any timer meanwhile.
    void advance(std::uint64_t now_millis);

    // Milliseconds until the wheel next wants advance(); -1: never.
    [[nodiscard]] int wait(std::uint64_t now_millis) const;

  private:
    static constexpr std::size_t kSlots = 4096;

    // A ring's head.
    struct Head final : Timer {
        Head();
        void expired() override {}
    };
    static bool empty(const Head& head);
    static void link(Head& head, Timer& timer);
    void enter(Timer& timer);
    void turn(Head& slot);

    std::uint64_t tick_;  // all up to it are done
    std::array<Head, kSlots> slots_;
    // A bit for each slot that may hold something, so that wait() need not walk them all.
    std::array<std::uint64_t, kSlots / 64> occupied_{};
};

}  // namespace syncgate::net
