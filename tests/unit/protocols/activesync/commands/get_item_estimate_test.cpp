#include "protocols/activesync/commands/get_item_estimate.h"

#include "tests/unit/protocols/activesync/commands/device_fixture.h"

namespace syncgate::activesync {
namespace {

namespace estimate = wbxml::get_item_estimate;
namespace air_sync = wbxml::air_sync;

class EstimateTest : public DeviceTest {
  protected:
    std::string ask_estimate(const std::string& collection, const std::string& key) {
        Element root(estimate::kGetItemEstimate);
        Element& asked = root.add(estimate::kCollections).add(estimate::kCollection);
        if (!key.empty()) {
            asked.add(air_sync::kSyncKey, key);
        }
        asked.add(estimate::kCollectionId, collection);
        return ask("GetItemEstimate", root);
    }
    [[nodiscard]] std::string inbox() const { return std::to_string(inbox_); }
};

TEST_F(EstimateTest, CountsWhatSyncWouldBring) {
    for (int i = 0; i < 7; ++i) {
        deliver(inbox_, "m");
    }
    const auto start = first(sync(inbox_, "0"), "SyncKey");
    EXPECT_EQ(first(ask_estimate(inbox(), start), "Estimate"), "7");
    const auto next = first(sync(inbox_, start, 5), "SyncKey");
    EXPECT_EQ(first(ask_estimate(inbox(), next), "Estimate"), "2");
    const auto last = first(sync(inbox_, next, 5), "SyncKey");
    EXPECT_EQ(first(ask_estimate(inbox(), last), "Estimate"), "0");
}

TEST_F(EstimateTest, ChangesNothing) {
    deliver(inbox_, "m");
    const auto start = first(sync(inbox_, "0"), "SyncKey");
    const auto lost = first(sync(inbox_, start), "SyncKey");
    EXPECT_EQ(first(ask_estimate(inbox(), lost), "Estimate"), "0");
    EXPECT_EQ(first(ask_estimate(inbox(), start), "Estimate"), "1");
    EXPECT_EQ(first(sync(inbox_, start), "Subject"), "m");
}

TEST_F(EstimateTest, TellsWhyItCanNot) {
    EXPECT_EQ(first(ask_estimate("4711", "1"), "Status"), "2");
    EXPECT_EQ(first(ask_estimate("x", "1"), "Status"), "2");
    EXPECT_EQ(first(ask_estimate(inbox(), "0"), "Status"), "3");
    EXPECT_EQ(first(ask_estimate(inbox(), "17"), "Status"), "3");  // never synced
    sync(inbox_, "0");
    EXPECT_EQ(first(ask_estimate(inbox(), "999999"), "Status"), "4");
}

// What a narrower Sync before hides counts too: a filter that is not said is none.
TEST_F(EstimateTest, CountsEverythingWithoutAFilter) {
    deliver(inbox_, "m");
    clock_.advance(40 * 86'400);
    Element root(air_sync::kSync);
    Element& asked = root.add(air_sync::kCollections).add(air_sync::kCollection);
    asked.add(air_sync::kSyncKey, first(sync(inbox_, "0"), "SyncKey"));
    asked.add(air_sync::kCollectionId, inbox_);
    asked.add(air_sync::kOptions).add(air_sync::kFilterType, 5);
    const auto key = first(ask("Sync", root), "SyncKey");
    EXPECT_EQ(first(ask_estimate(inbox(), key), "Estimate"), "1");
}

}  // namespace
}  // namespace syncgate::activesync
