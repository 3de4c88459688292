#include "protocols/activesync/commands/sync.h"

#include "tests/unit/protocols/activesync/commands/device_fixture.h"

namespace syncgate::activesync {
namespace {

namespace air_sync = wbxml::air_sync;

using wbxml::Element;

struct Asked {
    CollectionId collection;
    std::string key;
};

Element request(const std::vector<Asked>& all, bool waits = false) {
    Element root(air_sync::kSync);
    Element& collections = root.add(air_sync::kCollections);
    for (const auto& each : all) {
        Element& collection = collections.add(air_sync::kCollection);
        collection.add(air_sync::kSyncKey, each.key);
        collection.add(air_sync::kCollectionId, each.collection);
    }
    if (waits) {
        root.add(air_sync::kWait, 5);
    }
    return root;
}

class SyncTest : public DeviceTest {
  protected:
    void SetUp() override {
        DeviceTest::SetUp();
        trash_ = folder(*account_, Role::kTrash);
        folder_key_ = first(folder_sync("0"), "SyncKey");
    }

    std::string start(CollectionId collection) { return first(sync(collection, "0"), "SyncKey"); }
    // The key under which the device has all that is there.
    std::string at_rest(CollectionId collection) {
        return first(sync(collection, start(collection)), "SyncKey");
    }

    // The state of a Sync of the inbox that waits.
    std::string hang(const std::string& key) {
        const Element root = request({{inbox_, key}}, true);
        auto outcome = send("Sync", &root);
        const auto* park = std::get_if<Park>(&outcome);
        EXPECT_NE(park, nullptr) << shown(outcome);
        return park == nullptr ? std::string() : park->state;
    }
    std::string wake(const std::string& state, Wake why) {
        Parked parked{
            {account_->id(), account_->address()}, {}, state, &waiting_, std::chrono::seconds(10)};
        return shown(endpoint_->resume(parked, why));
    }

    static std::size_t count(const std::string& xml, const std::string& what) {
        std::size_t found = 0;
        for (auto at = xml.find(what); at != std::string::npos; at = xml.find(what, at + 1)) {
            ++found;
        }
        return found;
    }

    CollectionId trash_ = 0;
    std::string folder_key_;
};

TEST_F(SyncTest, AHangingOneEndsWithNothingToSay) {
    const auto key = at_rest(inbox_);
    for (const auto why : {Wake::kDeadline, Wake::kSuperseded, Wake::kClosing}) {
        EXPECT_EQ(wake(hang(key), why), "");
    }
}

TEST_F(SyncTest, AHangingOneGoesOnWaitingWhenTheChangeIsNotForIt) {
    const auto state = hang(at_rest(inbox_));
    EXPECT_EQ(wake(state, Wake::kChange), "parked");
}

TEST_F(SyncTest, AtItsDeadlineAHangingOneLooksOnceMore) {
    const auto state = hang(at_rest(inbox_));
    deliver(inbox_, "late");
    EXPECT_EQ(first(wake(state, Wake::kDeadline), "Subject"), "late");
}

TEST_F(SyncTest, AHangingOneIsSentToProvisionByANewPolicy) {
    EXPECT_EQ(first(wake(hang(at_rest(inbox_)), Wake::kPolicy), "Status"), "142");
}

TEST_F(SyncTest, AHangingOneIsToldOfEachNewHierarchyOnce) {
    const auto key = at_rest(inbox_);
    const auto state = hang(key);
    add_folder("new");
    EXPECT_EQ(first(wake(state, Wake::kChange), "Status"), "12");
    const auto deaf = hang(key);
    deliver(inbox_, "m");
    EXPECT_EQ(first(wake(deaf, Wake::kChange), "Subject"), "m");
    folder_key_ = first(folder_sync(folder_key_), "SyncKey");
    const auto rested = at_rest(inbox_);
    hang(rested);
    add_folder("another");
    EXPECT_EQ(first(ask("Sync", request({{inbox_, rested}}, true)), "Status"), "12");
    EXPECT_EQ(ask("Sync", request({{inbox_, rested}}, true)), "parked");
}

TEST_F(SyncTest, AHangingOneWhoseKeyWasOvertakenHasNothingToSay) {
    const auto state = hang(at_rest(inbox_));
    const auto newer = at_rest(inbox_);
    EXPECT_EQ(sync(inbox_, newer), "");
    deliver(inbox_, "m");
    EXPECT_EQ(wake(state, Wake::kChange), "");
    EXPECT_EQ(first(sync(inbox_, newer), "Subject"), "m");
}

TEST_F(SyncTest, WhenTheAnswerIsFullEachCollectionSaysThatThereIsMore) {
    const std::string large(5U << 20U, 'x');
    deliver_text(inbox_, large);
    const auto other = add_folder("other");
    for (const auto collection : {trash_, other}) {
        deliver(collection, "one");
        deliver(collection, "two");
    }
    const auto answer = ask(
        "Sync", request({{inbox_, start(inbox_)}, {trash_, start(trash_)}, {other, start(other)}}));
    EXPECT_EQ(count(answer, "<Add>"), 3U);
    EXPECT_EQ(count(answer, "<MoreAvailable>"), 2U);
}

TEST_F(SyncTest, WhenTheClientWantsNoMoreACollectionWaitsForTheNextRequest) {
    deliver(inbox_, "one");
    deliver(trash_, "two");
    Element root = request({{inbox_, start(inbox_)}, {trash_, start(trash_)}});
    root.add(air_sync::kWindowSize, 1);
    const auto answer = ask("Sync", root);
    EXPECT_EQ(count(answer, "<Collection>"), 1U);
    EXPECT_EQ(first(answer, "Subject"), "one");
}

}  // namespace
}  // namespace syncgate::activesync
