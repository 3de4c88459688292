#include "protocols/activesync/sync/ping_memory.h"

#include <map>

#include <gmock/gmock.h>

namespace syncgate::activesync {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

// The hub as a waiting exchange sees it.
class FakeWaiting final : public Waiting {
  public:
    void watch(const Watch& watch) override { watched = watch.collections; }
    [[nodiscard]] std::optional<Modseq> highest(AccountId, CollectionId collection) const override {
        const auto it = published.find(collection);
        return it == published.end() ? std::nullopt : std::optional(it->second);
    }
    std::map<CollectionId, Modseq> published;
    std::vector<CollectionId> watched;
};

constexpr AccountId kJane = 1;

class PingMemoryTest : public testing::Test {
  protected:
    PingMemoryTest() {
        waiting_.published[5] = 7;
        memory_.remember(
            kJane, "PHONE",
            {"digest", milliseconds(500), "state", {kJane, {5, 6}, "slot"}, {7, std::nullopt}});
    }
    std::optional<Park> renew(std::string_view digest, bool empty_body = false) {
        return memory_.renew(kJane, "PHONE", digest, empty_body, waiting_);
    }
    PingMemory memory_;
    FakeWaiting waiting_;
};

TEST_F(PingMemoryTest, ParksTheSamePingAgain) {
    const auto park = renew("digest");
    ASSERT_TRUE(park);
    EXPECT_EQ(park->wait, milliseconds(500));
    EXPECT_EQ(park->state, "state");
    EXPECT_THAT(waiting_.watched, ElementsAre(5, 6));
}

TEST_F(PingMemoryTest, TakesAnEmptyBodyForTheSame) {
    EXPECT_TRUE(renew("of nothing", true));
}

TEST_F(PingMemoryTest, LooksAgainForAnotherRequest) {
    EXPECT_FALSE(renew("other"));
}

TEST_F(PingMemoryTest, LooksAgainOnceAnythingWatchedWasPublished) {
    waiting_.published[6] = 8;
    EXPECT_FALSE(renew("digest"));
    waiting_.published.erase(6);
    EXPECT_TRUE(renew("digest"));
    waiting_.published[5] = 9;
    EXPECT_FALSE(renew("digest"));
}

TEST_F(PingMemoryTest, KnowsADeviceOfAnAccountOnly) {
    EXPECT_FALSE(memory_.renew(kJane + 1, "PHONE", "digest", false, waiting_));
    EXPECT_FALSE(memory_.renew(kJane, "OTHER", "digest", false, waiting_));
}

TEST_F(PingMemoryTest, ForgetsWhatItIsTold) {
    memory_.forget(kJane, "PHONE");
    EXPECT_FALSE(renew("digest"));
}

}  // namespace
}  // namespace syncgate::activesync
