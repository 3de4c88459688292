// A device whose layers are switched.
#include <gmock/gmock.h>

#include "tests/unit/protocols/activesync/commands/device_fixture.h"

namespace syncgate::activesync {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Layer kMail{ItemClass::kMail, 0, 0};

class LayersOfADevice : public DeviceTest {
  protected:
    void SetUp() override {
        DeviceTest::SetUp();
        deliver(inbox_, "one");
        hierarchy_key_ = first(folder_sync("0"), "SyncKey");
        key_ = first(sync(inbox_, first(sync(inbox_, "0"), "SyncKey")), "SyncKey");
    }

    void switch_mail(bool shown) {
        ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
            change.set_layer({change.device("PHONE")->number, ""}, kMail, shown);
            return true;
        }));
    }

    // FolderSync with the last key, which the answer replaces.
    std::string next_folders() {
        const auto answer = folder_sync(hierarchy_key_);
        hierarchy_key_ = first(answer, "SyncKey");
        return answer;
    }

    std::string ping() {
        namespace page = wbxml::ping;
        Element root(page::kPing);
        root.add(page::kHeartbeatInterval, 600);
        Element& folder = root.add(page::kFolders).add(page::kFolder);
        folder.add(page::kId, inbox_);
        folder.add(page::kClass, std::string("Email"));
        return ask("Ping", root);
    }

    std::string estimate(const std::string& key) {
        namespace page = wbxml::get_item_estimate;
        Element root(page::kGetItemEstimate);
        Element& asked = root.add(page::kCollections).add(page::kCollection);
        asked.add(wbxml::air_sync::kSyncKey, key);
        asked.add(page::kCollectionId, inbox_);
        return ask("GetItemEstimate", root);
    }

    [[nodiscard]] std::string of_inbox() const {
        return "<ServerId>" + std::to_string(inbox_) + "</ServerId>";
    }

    std::string hierarchy_key_, key_;
};

TEST_F(LayersOfADevice, SwitchedOffLeaveByDeleteAndComeBackWithNewKeys) {
    switch_mail(false);
    const auto gone = next_folders();
    EXPECT_THAT(gone, HasSubstr("<Delete>" + of_inbox() + "</Delete>"));
    EXPECT_THAT(gone, Not(HasSubstr("<Add>")));
    EXPECT_EQ(first(next_folders(), "Count"), "0");
    switch_mail(true);
    const auto back = next_folders();
    EXPECT_THAT(back, HasSubstr("<Add>" + of_inbox()));
    EXPECT_THAT(back, Not(HasSubstr("<Delete>")));
    EXPECT_EQ(first(sync(inbox_, key_), "Status"), "3");
    const auto key = first(sync(inbox_, "0"), "SyncKey");
    EXPECT_THAT(sync(inbox_, key), HasSubstr("<Subject>one</Subject>"));
}

TEST_F(LayersOfADevice, AnswerTwelveForACollectionThatIsHidden) {
    switch_mail(false);
    for (const auto& key : {key_, std::string("0")}) {
        EXPECT_EQ(first(sync(inbox_, key), "Status"), "12");
    }
    EXPECT_EQ(first(estimate(key_), "Status"), "2");
    EXPECT_EQ(first(ping(), "Status"), "7");
    next_folders();
    EXPECT_EQ(first(sync(inbox_, key_), "Status"), "12");
}

TEST_F(LayersOfADevice, KeepTheKeysOfAFolderWhoseDeleteWasLost) {
    switch_mail(false);
    EXPECT_THAT(folder_sync(hierarchy_key_), HasSubstr("<Delete>"));  // never arrives
    switch_mail(true);
    deliver(inbox_, "two");
    EXPECT_EQ(first(next_folders(), "Count"), "0");
    EXPECT_THAT(sync(inbox_, key_), HasSubstr("<Subject>two</Subject>"));
}

TEST_F(LayersOfADevice, DropTheKeysWhenTheDeleteIsConfirmedThoughItIsShownAgain) {
    switch_mail(false);
    next_folders();
    switch_mail(true);
    EXPECT_THAT(next_folders(), HasSubstr("<Add>" + of_inbox()));
    EXPECT_EQ(first(sync(inbox_, key_), "Status"), "3");
}

TEST_F(LayersOfADevice, KeepNewKeysFromALateDuplicateOfTheConfirmation) {
    switch_mail(false);
    next_folders();
    switch_mail(true);
    const auto confirmed = hierarchy_key_;
    next_folders();
    const auto key = first(sync(inbox_, first(sync(inbox_, "0"), "SyncKey")), "SyncKey");
    folder_sync(confirmed);
    deliver(inbox_, "two");
    EXPECT_THAT(sync(inbox_, key), HasSubstr("<Subject>two</Subject>"));
}

class LayersOfAKeeper : public LayersOfADevice {
  protected:
    LayersOfAKeeper() { device_type_ = "Android"; }
};

TEST_F(LayersOfAKeeper, SwitchedOffEmptyTheInboxAndDeleteOtherFolders) {
    const auto other = add_folder("Projects");
    next_folders();
    EXPECT_EQ(ping(), "parked");
    switch_mail(false);
    const auto folders = next_folders();
    EXPECT_THAT(folders, HasSubstr("<Delete><ServerId>" + std::to_string(other)));
    EXPECT_THAT(folders, Not(HasSubstr(of_inbox())));
    EXPECT_EQ(first(ping(), "Status"), "2");
    EXPECT_THAT(estimate(key_), HasSubstr("<Estimate>1</Estimate>"));

    const auto emptied = sync(inbox_, key_);
    EXPECT_THAT(emptied, HasSubstr("<SoftDelete>"));
    auto key = first(emptied, "SyncKey");
    deliver(inbox_, "two");
    EXPECT_EQ(sync(inbox_, key), "");
    EXPECT_EQ(ping(), "parked");

    switch_mail(true);
    EXPECT_EQ(first(ping(), "Status"), "7");  // other folders
    next_folders();
    const auto back = sync(inbox_, key);
    EXPECT_THAT(back, HasSubstr("<Subject>one</Subject>"));
    EXPECT_THAT(back, HasSubstr("<Subject>two</Subject>"));
}

}  // namespace
}  // namespace syncgate::activesync
