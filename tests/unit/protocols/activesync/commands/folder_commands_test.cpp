// A device that makes, renames and deletes folders: what stands in the store afterwards.
#include <gmock/gmock.h>

#include "tests/unit/protocols/activesync/commands/device_fixture.h"

namespace syncgate::activesync {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace page = wbxml::folder_hierarchy;

class FolderCommands : public DeviceTest {
  protected:
    void SetUp() override {
        DeviceTest::SetUp();
        key_ = first(folder_sync("0"), "SyncKey");
    }

    std::string create(const std::string& key, const std::string& name,
                       const std::string& parent = "0") {
        Element root(page::kFolderCreate);
        root.add(page::kSyncKey, key);
        root.add(page::kParentId, parent);
        root.add(page::kDisplayName, name);
        root.add(page::kType, 12);
        return ask("FolderCreate", root);
    }
    std::string remove(const std::string& key, const std::string& id) {
        Element root(page::kFolderDelete);
        root.add(page::kSyncKey, key);
        root.add(page::kServerId, id);
        return ask("FolderDelete", root);
    }
    std::size_t folders() {
        auto found = account_->read([](const store::Snapshot& snapshot) -> Result<std::size_t> {
            return snapshot.children(ItemClass::kMail, 0).size();
        });
        EXPECT_TRUE(found);
        return *found;
    }
    void switch_mail(bool shown) {
        ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
            change.set_layer({}, Layer{ItemClass::kMail, 0, 0}, shown);
            return true;
        }));
    }

    std::string key_;
};

TEST_F(FolderCommands, ARepetitionIsKnownAfterARestart) {
    const auto before = folders();
    const auto answer = create(key_, "Made");
    EXPECT_EQ(first(answer, "Status"), "1");
    endpoint_ = std::make_unique<Endpoint>(Services{*store_, clock_, log_, false, {}});
    EXPECT_EQ(create(key_, "Made"), answer);
    EXPECT_EQ(folders(), before + 1);
}

TEST_F(FolderCommands, ARepetitionAfterAWeekIsARequestLikeAnother) {
    create(key_, "Made");
    clock_.advance(8 * 86'400);
    EXPECT_EQ(first(create(key_, "Made"), "Status"), "2");
}

TEST_F(FolderCommands, ARepetitionWhoseKeyWasPushedOutGetsANewOneForTheSameFolder) {
    const auto answer = create(key_, "Made");
    folder_sync(key_);
    folder_sync(key_);
    const auto again = create(key_, "Made");
    EXPECT_EQ(first(again, "ServerId"), first(answer, "ServerId"));
    EXPECT_NE(first(again, "SyncKey"), first(answer, "SyncKey"));
    EXPECT_EQ(create(key_, "Made"), again);
    EXPECT_EQ(first(folder_sync(first(again, "SyncKey")), "Count"), "0");
}

TEST_F(FolderCommands, WhatIsRefusedIsNotRemembered) {
    create(key_, "Taken");
    EXPECT_EQ(first(create(key_, "Taken", "4711"), "Status"), "5");
    const auto other = add_folder("Other");
    EXPECT_EQ(first(create(key_, "Other"), "Status"), "2");
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
        return change.remove_collection(other).has_value();
    }));
    EXPECT_EQ(first(create(key_, "Other"), "Status"), "1");
}

TEST_F(FolderCommands, AFolderThatADeviceMakesIsShownThere) {
    switch_mail(false);
    key_ = first(folder_sync(key_), "SyncKey");
    const auto answer = create(key_, "Made");
    EXPECT_EQ(first(answer, "Status"), "1");
    const auto told = folder_sync(first(answer, "SyncKey"));
    EXPECT_THAT(told, HasSubstr("<DisplayName>Inbox</DisplayName>"));
    EXPECT_THAT(told, Not(HasSubstr("<DisplayName>Made</DisplayName>")));
    EXPECT_THAT(told, Not(HasSubstr("<Delete>")));
    switch_mail(false);
    EXPECT_EQ(first(folder_sync(first(told, "SyncKey")), "Count"), "0");  // its own choice stays
}

TEST_F(FolderCommands, AKeyThatConfirmsADeleteDropsTheLineAsFolderSyncDoes) {
    const auto gone = add_folder("Gone");
    key_ = first(folder_sync(key_), "SyncKey");
    sync(gone, "0");
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
        return change.remove_collection(gone).has_value();
    }));
    key_ = first(folder_sync(key_), "SyncKey");
    create(key_, "Made");
    const auto line = account_->read([&](const store::Snapshot& snapshot) -> Result<store::Line> {
        return snapshot.line(snapshot.device("PHONE")->number, gone);
    });
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->points.empty());
}

TEST_F(FolderCommands, ADeleteOfWhatAnotherHasPutIntoTrashLeavesItThere) {
    const auto made = add_folder("Made");
    deliver(made, "one");
    key_ = first(folder_sync(key_), "SyncKey");
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
        return change.trash_collection(made).has_value();
    }));
    const auto answer = remove(key_, std::to_string(made));
    EXPECT_EQ(first(answer, "Status"), "1");
    EXPECT_THAT(folder_sync(first(answer, "SyncKey")),
                HasSubstr("<Add><ServerId>" + std::to_string(made)));
    const auto left = account_->read([&](const store::Snapshot& snapshot) -> Result<std::size_t> {
        return snapshot.items(made, 0, 10).size();
    });
    ASSERT_TRUE(left);
    EXPECT_EQ(*left, 1U);
}

// It did not change by that, and is told all the same.
TEST_F(FolderCommands, ADeleteBelowWhatAnotherHasPutIntoTrashComesBackWithIt) {
    const auto above = add_folder("above");
    const auto inside = create(key_, "inside", std::to_string(above));
    EXPECT_EQ(first(inside, "Status"), "5");  // it was not told of that yet
    key_ = first(folder_sync(key_), "SyncKey");
    const auto made = create(key_, "inside", std::to_string(above));
    key_ = first(made, "SyncKey");
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
        return change.trash_collection(above).has_value();
    }));
    const auto answer = remove(key_, first(made, "ServerId"));
    EXPECT_EQ(first(answer, "Status"), "1");
    EXPECT_THAT(folder_sync(first(answer, "SyncKey")),
                HasSubstr("<Add><ServerId>" + first(made, "ServerId")));
}

// What another has moved out of it, too, with what stands below that and did not change.
TEST_F(FolderCommands, ADeleteForGoodBringsBackWhatAnotherHasMovedOut) {
    CollectionId doomed = 0, saved = 0, below = 0;
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
        const auto add = [&](CollectionId parent, const char* name) {
            return *change.add_collection(ItemClass::kMail, parent, Role::kNone, name);
        };
        doomed = add(change.by_role(ItemClass::kMail, Role::kTrash)->id, "doomed");
        saved = add(doomed, "saved");
        below = add(saved, "below");
        return true;
    }));
    key_ = first(folder_sync(key_), "SyncKey");
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
        return change.rename_collection(saved, 0, "saved").has_value();
    }));
    const auto answer = remove(key_, std::to_string(doomed));
    const auto told = folder_sync(first(answer, "SyncKey"));
    EXPECT_EQ(first(told, "Count"), "2");
    EXPECT_THAT(told, HasSubstr("<Add><ServerId>" + std::to_string(saved)));
    EXPECT_THAT(told, HasSubstr("<Add><ServerId>" + std::to_string(below)));
}

}  // namespace
}  // namespace syncgate::activesync
