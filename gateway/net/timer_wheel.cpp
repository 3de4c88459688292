#include "gateway/net/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace syncgate::net {

void Timer::unlink() {
    if (next_ != nullptr) {
        next_->previous_ = previous_;
        previous_->next_ = next_;
        next_ = previous_ = nullptr;
    }
}

TimerWheel::Head::Head() {
    TimerWheel::link(*this, *this);
}

TimerWheel::TimerWheel(std::uint64_t now_millis) : tick_(now_millis / kTickMillis) {}

void TimerWheel::set(Timer& timer, std::uint64_t now_millis, std::chrono::milliseconds wait) {
    const auto millis = static_cast<std::uint64_t>(std::max<std::int64_t>(wait.count(), 1));
    timer.due_ = std::max((now_millis + millis) / kTickMillis, tick_) + 1;
    if (timer.next_ != nullptr && timer.visited_ <= timer.due_) {
        return;  // looked at in time, and moved on then
    }
    timer.unlink();
    enter(timer);
}

void TimerWheel::advance(std::uint64_t now_millis) {
    const std::uint64_t now = now_millis / kTickMillis;
    // After a long sleep one round over all slots is enough: timers know their own tick.
    tick_ = std::max(tick_, now > kSlots ? now - kSlots : 0);
    while (tick_ < now) {
        ++tick_;
        const std::size_t index = tick_ % kSlots;
        Head& slot = slots_[index];
        occupied_[index / 64] &= ~(std::uint64_t{1} << index % 64);
        if (!empty(slot)) {
            turn(slot);
        }
    }
}

void TimerWheel::turn(Head& slot) {
    Head work;
    work.next_ = slot.next_;
    work.previous_ = slot.previous_;
    work.next_->previous_ = work.previous_->next_ = &work;
    slot.next_ = slot.previous_ = &slot;
    while (!empty(work)) {
        Timer& timer = *work.next_;
        timer.unlink();
        if (timer.due_ > tick_) {
            enter(timer);
        } else if (timer.due_ != 0) {
            timer.due_ = 0;
            timer.expired();
        }
    }
}

int TimerWheel::wait(std::uint64_t now_millis) const {
    for (std::uint64_t ahead = 1; ahead <= kSlots;) {
        const std::size_t index = (tick_ + ahead) % kSlots;
        const std::uint64_t word = occupied_[index / 64] >> index % 64;
        if (word == 0) {
            ahead += 64 - index % 64;
            continue;
        }
        const std::uint64_t due =
            (tick_ + ahead + static_cast<unsigned>(std::countr_zero(word))) * kTickMillis;
        return due > now_millis ? static_cast<int>(due - now_millis) : 0;
    }
    return -1;
}

bool TimerWheel::empty(const Head& head) {
    return head.next_ == &head;
}

void TimerWheel::link(Head& head, Timer& timer) {
    if (&head == &timer) {
        timer.next_ = timer.previous_ = &timer;
        return;
    }
    timer.previous_ = head.previous_;
    timer.next_ = &head;
    head.previous_->next_ = &timer;
    head.previous_ = &timer;
}

void TimerWheel::enter(Timer& timer) {
    timer.visited_ = std::min(timer.due_, tick_ + kSlots - 1);
    const std::size_t index = timer.visited_ % kSlots;
    occupied_[index / 64] |= std::uint64_t{1} << index % 64;
    link(slots_[index], timer);
}

}  // namespace syncgate::net
