// A device that never gets past one message: what it is sent, and how it gets the message after
// all.
#include "protocols/activesync/sync/set_aside.h"

#include <gmock/gmock.h>

#include "protocols/activesync/sync/stuck_pages.h"
#include "tests/unit/protocols/activesync/commands/device_fixture.h"

namespace syncgate::activesync {
namespace {

using testing::HasSubstr;
using testing::Not;

class SetAsideTest : public DeviceTest {
  protected:
    void SetUp() override {
        DeviceTest::SetUp();
        endpoint_ = std::make_unique<Endpoint>(Services{*store_, clock_, log_, false, {}, &stuck_});
        folder_sync("0");
    }

    // Syncs until nothing is left; the device never uses a key that came with the bad message.
    // Whether it came to rest.
    bool runs_dry(std::string& key, const std::string& bad) {
        for (int i = 0; i < 200; ++i) {
            const std::string answer = sync(inbox_, key, 10);
            if (answer.empty()) {
                return true;
            }
            seen_ += answer;
            if (answer.find("<Subject>" + bad + "<") == std::string::npos) {
                key = first(answer, "SyncKey");
            }
            clock_.advance(60);
        }
        return false;
    }

    std::vector<ItemId> aside() {
        const auto found =
            account_->read([](const store::Snapshot& snapshot) -> Result<std::vector<ItemId>> {
                return set_aside_of(snapshot, snapshot.device("PHONE")->number);
            });
        EXPECT_TRUE(found);
        return *found;
    }

    int retry() {
        const auto count = account_->note([](store::Note& note) -> Result<int> {
            return retry_set_aside(note, note.device("PHONE")->number);
        });
        EXPECT_TRUE(count);
        return *count;
    }

    StuckPages stuck_{clock_};
    std::string seen_;
};

TEST_F(SetAsideTest, TheFolderGoesOnWithANoteInItsPlace) {
    for (const char* subject : {"m1", "m2", "bad", "m3", "m4"}) {
        deliver(inbox_, subject);
    }
    std::string key = first(sync(inbox_, "0"), "SyncKey");
    ASSERT_TRUE(runs_dry(key, "bad"));
    for (const char* subject : {"m1", "m2", "m3", "m4"}) {
        EXPECT_THAT(seen_, HasSubstr("<Subject>" + std::string(subject) + "<"));
    }
    EXPECT_THAT(seen_, HasSubstr("cannot be shown"));
    EXPECT_EQ(aside(), (std::vector<ItemId>{{inbox_, 3}}));
    EXPECT_EQ(log_.count("item_set_aside"), 1);
}

TEST_F(SetAsideTest, ItStaysSetAsideWhenTheDeviceStartsAnew) {
    deliver(inbox_, "bad");
    std::string key = first(sync(inbox_, "0"), "SyncKey");
    ASSERT_TRUE(runs_dry(key, "bad"));
    key = first(sync(inbox_, "0"), "SyncKey");
    const std::string page = sync(inbox_, key);
    EXPECT_THAT(page, HasSubstr("cannot be shown"));
    EXPECT_THAT(page, Not(HasSubstr("<Subject>bad<")));
}

TEST_F(SetAsideTest, ARetrySendsTheMessageItselfAsAChange) {
    deliver(inbox_, "bad");
    std::string key = first(sync(inbox_, "0"), "SyncKey");
    ASSERT_TRUE(runs_dry(key, "bad"));
    EXPECT_EQ(retry(), 1);
    EXPECT_TRUE(aside().empty());
    const std::string page = sync(inbox_, key);
    EXPECT_THAT(page, HasSubstr("<Change>"));
    EXPECT_THAT(page, HasSubstr("<Subject>bad<"));
    EXPECT_EQ(sync(inbox_, first(page, "SyncKey")), "");
    EXPECT_EQ(retry(), 0);
}

TEST_F(SetAsideTest, AMessageThatWasNeverTakenIsStillAnAddAfterARetry) {
    deliver(inbox_, "bad");
    const std::string primed = first(sync(inbox_, "0"), "SyncKey");
    std::string key = primed;
    ASSERT_TRUE(runs_dry(key, "bad"));
    const std::string fresh = first(sync(inbox_, "0"), "SyncKey");
    EXPECT_EQ(retry(), 1);
    const std::string page = sync(inbox_, fresh);
    EXPECT_THAT(page, HasSubstr("<Add>"));
    EXPECT_THAT(page, HasSubstr("<Subject>bad<"));
}

TEST_F(SetAsideTest, OtherDevicesAreSentTheMessage) {
    deliver(inbox_, "bad");
    std::string key = first(sync(inbox_, "0"), "SyncKey");
    ASSERT_TRUE(runs_dry(key, "bad"));
    const auto number = account_->read([](const store::Snapshot& snapshot) -> Result<std::size_t> {
        return set_aside_of(snapshot, snapshot.device("PHONE")->number + 1).size();
    });
    EXPECT_EQ(*number, 0U);
}

// The stand-in shows nothing of the contact: an edit of it would remove everything.
TEST_F(SetAsideTest, AnEditOfTheStandInIsRefused) {
    const auto id = account_->write([](store::Change& change) -> Result<ItemId> {
        const auto book = *change.by_role(ItemClass::kContact, Role::kDefault);
        store::NewObject object;
        object.bytes = "BEGIN:VCARD\nVERSION:3.0\nN:Lee;Ann;;;\nFN:Ann Lee\nEND:VCARD\n";
        store::NewItem item;
        item.object = change.add_object(object);
        const ItemId made{book.id, change.add_item(book.id, item)};
        set_aside(change, change.device("PHONE")->number, made);
        return made;
    });
    ASSERT_TRUE(id);
    const std::string shown = sync(id->collection, first(sync(id->collection, "0"), "SyncKey"));
    EXPECT_THAT(shown, HasSubstr("cannot be shown"));

    namespace air_sync = wbxml::air_sync;
    Element root(air_sync::kSync);
    Element& asked = root.add(air_sync::kCollections).add(air_sync::kCollection);
    asked.add(air_sync::kSyncKey, first(shown, "SyncKey"));
    asked.add(air_sync::kCollectionId, id->collection);
    Element& edit = asked.add(air_sync::kCommands).add(air_sync::kChange);
    edit.add(air_sync::kServerId, to_server_id(*id));
    edit.add(air_sync::kApplicationData).add(wbxml::contacts::kLastName, std::string("New"));
    EXPECT_THAT(ask("Sync", root), HasSubstr("<Status>6</Status>"));
    const auto text = account_->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
        return snapshot.bytes(snapshot.item(id->collection, id->uid)->object, 0, 1000);
    });
    EXPECT_THAT(*text, HasSubstr("FN:Ann Lee"));
}

}  // namespace
}  // namespace syncgate::activesync
