#include "gateway/net/timer_wheel.h"

#include <functional>
#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace syncgate::net {
namespace {

using std::chrono::milliseconds;

struct Alarm final : Timer {
    void expired() override {
        ++fired;
        if (then) {
            then();
        }
    }
    int fired = 0;
    std::function<void()> then;
};

constexpr std::uint64_t kStart = 1'000'000;

TEST(TimerWheel, FiresAtItsDeadlineOrATickLaterNeverBefore) {
    // Within a slot, over many, over one turn of the wheel (65.5 s), over fifty.
    for (const std::int64_t wait : {0, 1, 15, 16, 17, 1000, 65'535, 65'536, 65'537, 3'540'000}) {
        SCOPED_TRACE(wait);
        TimerWheel wheel(kStart);
        Alarm alarm;
        wheel.set(alarm, kStart, milliseconds(wait));
        const auto due = kStart + static_cast<std::uint64_t>(wait);
        wheel.advance(due - 1);
        EXPECT_EQ(alarm.fired, 0);
        wheel.advance(due + 2 * TimerWheel::kTickMillis);
        EXPECT_EQ(alarm.fired, 1);
        wheel.advance(due + 4'000'000);
        EXPECT_EQ(alarm.fired, 1);
    }
}

TEST(TimerWheel, SleepsUntilTheNextDeadlineAndForeverWithoutOne) {
    TimerWheel wheel(kStart);
    EXPECT_EQ(wheel.wait(kStart), -1);
    Alarm alarm;
    wheel.set(alarm, kStart, milliseconds(5000));
    const int wait = wheel.wait(kStart);
    EXPECT_GE(wait, 5000 - 32);
    EXPECT_LE(wait, 5000 + 32);
}

TEST(TimerWheel, ReachesEveryDeadlineByItsOwnWaits) {
    TimerWheel wheel(kStart);
    Alarm alarm;
    wheel.set(alarm, kStart, milliseconds(400'000));
    std::uint64_t now = kStart;
    for (int rounds = 0; alarm.fired == 0; ++rounds) {
        ASSERT_LT(rounds, 20);
        const int wait = wheel.wait(now);
        ASSERT_GE(wait, 0);
        now += static_cast<std::uint64_t>(wait);
        wheel.advance(now);
    }
    EXPECT_GE(now, kStart + 400'000);
    EXPECT_LE(now, kStart + 400'000 + 2 * TimerWheel::kTickMillis);
}

TEST(TimerWheel, AClearedOrDestroyedTimerIsSilent) {
    TimerWheel wheel(kStart);
    Alarm cleared;
    wheel.set(cleared, kStart, milliseconds(100));
    {
        Alarm destroyed;
        wheel.set(destroyed, kStart, milliseconds(100));
    }
    TimerWheel::clear(cleared);
    wheel.advance(kStart + 1000);
    EXPECT_EQ(cleared.fired, 0);
}

TEST(TimerWheel, SettingAgainReplacesTheDeadline) {
    TimerWheel wheel(kStart);
    Alarm later;
    Alarm earlier;
    wheel.set(later, kStart, milliseconds(100));
    wheel.set(later, kStart, milliseconds(10'000));
    wheel.set(earlier, kStart, milliseconds(10'000));
    wheel.set(earlier, kStart, milliseconds(100));
    wheel.advance(kStart + 1000);
    EXPECT_EQ(later.fired, 0);
    EXPECT_EQ(earlier.fired, 1);
    wheel.advance(kStart + 10'100);
    EXPECT_EQ(later.fired, 1);
    EXPECT_EQ(earlier.fired, 1);
}

TEST(TimerWheel, ATimerMaySetAndDestroyOthersOfTheSameTick) {
    TimerWheel wheel(kStart);
    Alarm first;
    auto second = std::make_unique<Alarm>();
    Alarm third;
    wheel.set(first, kStart, milliseconds(50));
    wheel.set(*second, kStart, milliseconds(50));
    wheel.set(third, kStart, milliseconds(50));
    first.then = [&] {
        second.reset();
        wheel.set(first, kStart + 100, milliseconds(50));
        first.then = nullptr;
    };
    wheel.advance(kStart + 100);
    EXPECT_EQ(first.fired, 1);
    EXPECT_EQ(third.fired, 1);
    wheel.advance(kStart + 300);
    EXPECT_EQ(first.fired, 2);
}

TEST(TimerWheel, AfterALongSleepEverythingDueFires) {
    TimerWheel wheel(kStart);
    std::vector<std::unique_ptr<Alarm>> alarms;
    for (int i = 0; i < 200; ++i) {
        alarms.push_back(std::make_unique<Alarm>());
        wheel.set(*alarms.back(), kStart, milliseconds(i * 1777));
    }
    wheel.advance(kStart + 24ULL * 3600 * 1000);
    for (const auto& alarm : alarms) {
        EXPECT_EQ(alarm->fired, 1);
    }
}

TEST(TimerWheel, KeepsThousandsOfRandomDeadlines) {
    std::mt19937 random(20'261'124);
    TimerWheel wheel(kStart);
    struct Expected final : Timer {
        void expired() override {
            EXPECT_GE(*now, due);
            EXPECT_LE(*now, due + 2 * TimerWheel::kTickMillis + 16);
            ++fired;
        }
        const std::uint64_t* now = nullptr;
        std::uint64_t due = 0;
        int fired = 0;
    };
    std::uint64_t now = kStart;
    std::vector<std::unique_ptr<Expected>> timers;
    for (int i = 0; i < 3000; ++i) {
        timers.push_back(std::make_unique<Expected>());
        const auto wait = static_cast<std::int64_t>(random() % 200'000);
        timers.back()->now = &now;
        timers.back()->due = kStart + static_cast<std::uint64_t>(wait);
        wheel.set(*timers.back(), kStart, milliseconds(wait));
    }
    while (now < kStart + 201'000) {
        now += 1 + random() % 16;
        wheel.advance(now);
    }
    for (const auto& timer : timers) {
        EXPECT_EQ(timer->fired, 1);
    }
    EXPECT_EQ(wheel.wait(now), -1);
}

}  // namespace
}  // namespace syncgate::net
