#include "gateway/push/hub.h"

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "model/shared_id.h"

namespace syncgate::push {
namespace {

using net::ExchangeHandle;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr AccountId kJane = 1;
constexpr AccountId kJohn = 2;

class Recorder final : public WakeTarget {
  public:
    void wake(const ExchangeHandle& exchange, Wake why) override {
        wakes_.emplace_back(exchange.slot, why);
    }
    // Those since the last call: by slot of the connection.
    std::vector<std::pair<std::uint32_t, Wake>> take() { return std::exchange(wakes_, {}); }

  private:
    std::vector<std::pair<std::uint32_t, Wake>> wakes_;
};

class HubTest : public testing::Test {
  protected:
    HubTest() { hub_.connect(&woken_); }
    static ExchangeHandle exchange(std::uint32_t slot) {
        return {0, slot, ExchangeHandle::next_generation()};
    }
    Hub hub_{3};
    Recorder woken_;
};

TEST_F(HubTest, WakesThoseThatWatchTheCollection) {
    const auto a = exchange(1);
    const auto b = exchange(2);
    const auto c = exchange(3);
    hub_.watch(a, {kJane, {7, 5}, ""});
    hub_.watch(b, {kJane, {6}, ""});
    hub_.watch(c, {kJohn, {5}, ""});
    hub_.changed(kJane, 5, 1);
    EXPECT_THAT(woken_.take(), ElementsAre(Pair(1, Wake::kChange)));
    hub_.changed(kJane, 9, 2);
    EXPECT_THAT(woken_.take(), IsEmpty());
}

TEST_F(HubTest, AChangeOfWhatAnotherSharesWakesThoseThatWatchItByItsName) {
    const auto shared = *shared_id({kJohn, 5});
    const auto a = exchange(1);
    hub_.watch(a, {kJane, {7, shared}, ""});
    hub_.changed(kJohn, 6, 1);
    hub_.changed(kJane, 5, 2);
    EXPECT_THAT(woken_.take(), IsEmpty());
    hub_.changed(kJohn, 5, 3);
    EXPECT_THAT(woken_.take(), ElementsAre(Pair(1, Wake::kChange)));
    EXPECT_EQ(hub_.highest(kJane, shared), 3);
    EXPECT_EQ(hub_.highest(kJohn, 5), 3);
}

TEST_F(HubTest, WakesCoalesceUntilRearmed) {
    const auto a = exchange(1);
    hub_.watch(a, {kJane, {5, 6}, ""});
    hub_.changed(kJane, 5, 1);
    hub_.changed(kJane, 6, 2);
    hub_.changed(kJane, 5, 3);
    EXPECT_EQ(woken_.take().size(), 1U);
    hub_.rearm(a);
    EXPECT_THAT(woken_.take(), IsEmpty());
    hub_.changed(kJane, 5, 4);
    EXPECT_EQ(woken_.take().size(), 1U);
}

TEST_F(HubTest, AStrongerReasonGoesThroughBehindAWeakerOne) {
    const auto a = exchange(1);
    hub_.watch(a, {kJane, {5}, ""});
    hub_.changed(kJane, 5, 1);
    hub_.disturb(kJane, Wake::kPolicy);
    hub_.disturb(kJane, Wake::kPolicy);
    hub_.changed(kJane, 5, 2);
    EXPECT_THAT(woken_.take(), ElementsAre(Pair(1, Wake::kChange), Pair(1, Wake::kPolicy)));
}

TEST_F(HubTest, ANewWatchReplacesTheOldOne) {
    const auto a = exchange(1);
    hub_.watch(a, {kJane, {5}, ""});
    hub_.watch(a, {kJane, {6}, ""});
    hub_.changed(kJane, 5, 1);
    EXPECT_THAT(woken_.take(), IsEmpty());
    hub_.changed(kJane, 6, 2);
    EXPECT_EQ(woken_.take().size(), 1U);
}

TEST_F(HubTest, TheNewestOfASlotLives) {
    const auto older = exchange(1);
    const auto newer = exchange(2);
    const auto other_slot = exchange(3);
    const auto other_account = exchange(4);
    hub_.watch(older, {kJane, {5}, "phone"});
    hub_.watch(other_slot, {kJane, {5}, "tablet"});
    hub_.watch(other_account, {kJohn, {5}, "phone"});
    hub_.watch(newer, {kJane, {5}, "phone"});
    EXPECT_THAT(woken_.take(), ElementsAre(Pair(1, Wake::kSuperseded)));
}

TEST_F(HubTest, AnOlderRequestThatWatchesLateIsTheOneThatGoes) {
    const auto older = exchange(1);
    const auto newer = exchange(2);
    hub_.watch(newer, {kJane, {5}, "phone"});
    hub_.watch(older, {kJane, {5}, "phone"});
    EXPECT_THAT(woken_.take(), ElementsAre(Pair(1, Wake::kSuperseded)));
}

TEST_F(HubTest, KnowsTheHighestModseqPublished) {
    EXPECT_EQ(hub_.highest(kJane, 5), std::nullopt);
    hub_.changed(kJane, 5, 3);
    hub_.changed(kJane, 5, 9);
    hub_.changed(kJane, 5, 4);
    EXPECT_EQ(hub_.highest(kJane, 5), 9);
    EXPECT_EQ(hub_.highest(kJane, 6), std::nullopt);
    EXPECT_EQ(hub_.highest(kJohn, 5), std::nullopt);
}

TEST_F(HubTest, AnAccountParksItsNumberAndNoMore) {
    std::vector<ExchangeHandle> parked;
    for (std::uint32_t i = 0; i < 3; ++i) {
        parked.push_back(exchange(i));
        EXPECT_TRUE(hub_.park(parked.back(), kJane));
    }
    EXPECT_FALSE(hub_.park(exchange(9), kJane));
    EXPECT_TRUE(hub_.park(exchange(10), kJohn));
    EXPECT_EQ(hub_.parked(), 4U);
    EXPECT_TRUE(hub_.park(parked.front(), kJane)) << "the same once more is not one more";
    hub_.forget(parked.front());
    EXPECT_EQ(hub_.parked(), 3U);
    EXPECT_TRUE(hub_.park(exchange(11), kJane));
}

TEST_F(HubTest, ASupersededExchangeFreesItsPlaceAtOnce) {
    std::vector<ExchangeHandle> parked;
    for (std::uint32_t i = 0; i < 3; ++i) {
        parked.push_back(exchange(i));
        hub_.watch(parked.back(), {kJane, {5}, "phone " + std::to_string(i)});
        EXPECT_TRUE(hub_.park(parked.back(), kJane));
    }
    const auto again = exchange(9);
    hub_.watch(again, {kJane, {5}, "phone 1"});
    EXPECT_TRUE(hub_.park(again, kJane));
    hub_.forget(parked[1]);
    EXPECT_EQ(hub_.parked(), 3U);
    EXPECT_FALSE(hub_.park(exchange(10), kJane));
}

TEST_F(HubTest, TheForgottenAreSilent) {
    const auto a = exchange(1);
    const auto b = exchange(2);
    hub_.watch(a, {kJane, {5}, "phone"});
    hub_.watch(b, {kJane, {5}, ""});
    EXPECT_TRUE(hub_.park(a, kJane));
    hub_.forget(a);
    hub_.forget(a);
    hub_.changed(kJane, 5, 1);
    hub_.disturb(kJane, Wake::kPolicy);
    EXPECT_THAT(woken_.take(), ElementsAre(Pair(2, Wake::kChange), Pair(2, Wake::kPolicy)));
    EXPECT_EQ(hub_.parked(), 0U);
    hub_.watch(exchange(3), {kJane, {5}, "phone"});
    EXPECT_THAT(woken_.take(), IsEmpty()) << "the slot is free";
}

TEST_F(HubTest, AHandleOfAnEarlierRequestOnTheSameConnectionIsAnother) {
    const auto first = exchange(1);
    hub_.watch(first, {kJane, {5}, ""});
    hub_.forget(first);
    const auto second = exchange(1);
    hub_.watch(second, {kJane, {6}, ""});
    hub_.forget(first);
    hub_.changed(kJane, 6, 1);
    EXPECT_THAT(woken_.take(), ElementsAre(Pair(1, Wake::kChange)));
}

TEST_F(HubTest, AWatchMayGoOverToAnotherAccountWithItsPlace) {
    const auto a = exchange(1);
    hub_.watch(a, {kJane, {5}, ""});
    EXPECT_TRUE(hub_.park(a, kJane));
    hub_.watch(a, {kJohn, {5}, ""});
    EXPECT_EQ(hub_.parked(), 1U);
    hub_.changed(kJane, 5, 1);
    EXPECT_THAT(woken_.take(), IsEmpty());
    hub_.changed(kJohn, 5, 1);
    EXPECT_THAT(woken_.take(), ElementsAre(Pair(1, Wake::kChange)));
    hub_.forget(a);
    EXPECT_EQ(hub_.parked(), 0U);
}

TEST_F(HubTest, NobodyIsWokenAfterItWasDisconnected) {
    hub_.watch(exchange(1), {kJane, {5}, ""});
    hub_.connect(nullptr);
    hub_.changed(kJane, 5, 1);
    EXPECT_THAT(woken_.take(), IsEmpty());
}

TEST_F(HubTest, ManyThreadsMayUseItAtOnce) {
    constexpr int kRounds = 2000;
    hub_.connect(nullptr);
    std::vector<std::jthread> threads;
    for (std::uint32_t t = 0; t < 4; ++t) {
        threads.emplace_back([this, t] {
            for (int i = 0; i < kRounds; ++i) {
                const auto a = exchange(t);
                hub_.watch(a, {kJane, {5}, "phone " + std::to_string(t % 2)});
                if (hub_.park(a, kJane)) {
                    hub_.changed(kJane, 5, i);
                    hub_.rearm(a);
                }
                hub_.forget(a);
            }
        });
    }
    threads.clear();
    EXPECT_EQ(hub_.parked(), 0U);
    EXPECT_EQ(hub_.highest(kJane, 5), kRounds - 1);
}

}  // namespace
}  // namespace syncgate::push
