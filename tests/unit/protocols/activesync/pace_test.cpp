#include "protocols/activesync/pace.h"

#include <functional>

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

constexpr AccountId kAccount = 1;
constexpr std::string_view kPhone = "phone1";

class PaceTest : public testing::Test {
  protected:
    std::optional<Pause> ask(Paced request, std::string_view device = kPhone) {
        return pace_.count(kAccount, device, request);
    }
    // How many of these in a row are counted before the device pauses; -1 if it never does.
    int until_pause(const std::function<Paced(int)>& request, int most) {
        for (int i = 1; i <= most; ++i) {
            if (ask(request(i))) {
                return i;
            }
        }
        return -1;
    }
    static Paced fresh(int i) {
        return {static_cast<std::uint64_t>(i) + 1000, false, false, false};
    }

    FakeClock clock_{1'795'500'000};
    Pace pace_{clock_, {30, 10, 5}};
};

TEST_F(PaceTest, TooManyRequestsPauseTheDeviceForAWhile) {
    EXPECT_EQ(until_pause(fresh, 100), 31);
    const auto pause = pace_.paused(kAccount, kPhone);
    ASSERT_TRUE(pause);
    EXPECT_EQ(pause->reason, "CommandFrequency");
    EXPECT_EQ(pause->seconds, Pace::kPause);
    clock_.advance(Pace::kPause - 1);
    EXPECT_EQ(pace_.paused(kAccount, kPhone)->seconds, 1);
    clock_.advance(1);
    EXPECT_FALSE(pace_.paused(kAccount, kPhone));
    EXPECT_FALSE(ask(fresh(200)));
}

TEST_F(PaceTest, OtherDevicesAndAccountsAreNotMeant) {
    until_pause(fresh, 100);
    EXPECT_FALSE(pace_.paused(kAccount, "phone2"));
    EXPECT_FALSE(pace_.paused(kAccount + 1, kPhone));
    EXPECT_FALSE(pace_.paused(11, "hone1"));
}

TEST_F(PaceTest, RequestsThatMoveOnAreFree) {
    EXPECT_EQ(until_pause(
                  [](int i) {
                      return Paced{fresh(i).digest, false, false, true};
                  },
                  10'000),
              -1);
}

TEST_F(PaceTest, TheSameRequestAgainAndAgainPausesTheDeviceThoughItIsAnsweredWithItems) {
    EXPECT_EQ(until_pause([](int) { return Paced{7, false, false, true}; }, 100), 12);
    EXPECT_EQ(pace_.paused(kAccount, kPhone)->reason, "RecentCommands");
}

TEST_F(PaceTest, ACircleOfSomeRequestsIsFoundToo) {
    EXPECT_EQ(until_pause(
                  [](int i) {
                      return Paced{fresh(i % 5).digest, false, false, true};
                  },
                  100),
              16);
}

TEST_F(PaceTest, WhatIsMeantToBeRepeatedOnlyCountsAsARequest) {
    EXPECT_EQ(until_pause([](int) { return Paced{7, false, true, false}; }, 100), 31);
    EXPECT_EQ(pace_.paused(kAccount, kPhone)->reason, "CommandFrequency");
}

TEST_F(PaceTest, FoldersStartedOverAndOverPauseTheDevice) {
    const auto circle = [](int i) {  // a reset, then as many pages as are worth nothing as repeats
        return i % 40 == 1 ? Paced{7, true, false, true}
                           : Paced{static_cast<std::uint64_t>(i) + 1000, false, false, true};
    };
    EXPECT_EQ(until_pause(circle, 1000), 6 * 40 + 1);
    EXPECT_EQ(pace_.paused(kAccount, kPhone)->reason, "SyncCommands");
}

TEST_F(PaceTest, ManyFoldersStartedOnceEachAreFree) {
    EXPECT_EQ(until_pause([](int i) { return Paced{fresh(i).digest, true, false, true}; }, 60), -1);
}

TEST_F(PaceTest, SlowlyEverythingMayGoOnForEver) {
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(ask({7, false, false, false})) << i;
        clock_.advance(3600 / 10);
    }
}

TEST_F(PaceTest, AnEndlessCircleIsSaidOnce) {
    const auto circle = [](int) { return Paced{7, false, false, true}; };
    int news = 0;
    for (int i = 0; i < 10'000; ++i) {
        if (pace_.paused(kAccount, kPhone)) {
            clock_.advance(Pace::kPause);
        }
        const auto pause = ask(circle(i));
        news += pause && pause->is_news ? 1 : 0;
    }
    EXPECT_EQ(news, 1);
    clock_.advance(3 * 3600);
    int more = 0;
    for (int i = 0; i < 100 && more == 0; ++i) {
        const auto pause = ask(circle(i));
        more += pause && pause->is_news ? 1 : 0;
    }
    EXPECT_EQ(more, 1);
}

TEST_F(PaceTest, ZeroIsNoLimit) {
    Pace unlimited(clock_, {0, 0, 0});
    for (int i = 0; i < 10'000; ++i) {
        ASSERT_FALSE(unlimited.count(kAccount, kPhone, {7, true, false, false}));
    }
}

TEST_F(PaceTest, AClockSetBackPausesNobodyForLonger) {
    until_pause(fresh, 100);
    clock_.advance(-86'400);
    EXPECT_LE(pace_.paused(kAccount, kPhone)->seconds, Pace::kPause);
    clock_.advance(Pace::kPause);
    EXPECT_FALSE(pace_.paused(kAccount, kPhone));
}

TEST_F(PaceTest, MemoryIsBoundedAndForgetsTheIdle) {
    for (std::size_t i = 0; i < Pace::kMost + 100; ++i) {
        ask(fresh(1), std::to_string(i));
    }
    EXPECT_EQ(pace_.devices(), Pace::kMost);
    clock_.advance(3601);
    ask(fresh(1), "one more");
    EXPECT_EQ(pace_.devices(), 1U);
}

}  // namespace
}  // namespace syncgate::activesync
