#include "protocols/activesync/commands/ping.h"

#include "base/limits.h"
#include "tests/unit/protocols/activesync/commands/device_fixture.h"

namespace syncgate::activesync {
namespace {

namespace ping = wbxml::ping;

class PingTest : public DeviceTest {
  protected:
    void SetUp() override {
        DeviceTest::SetUp();
        folder_key_ = first(folder_sync("0"), "SyncKey");
        key_ = first(sync(inbox_, first(sync(inbox_, "0"), "SyncKey")), "SyncKey");
    }

    static Element request(const std::string& heartbeat, const std::vector<std::string>& folders) {
        Element root(ping::kPing);
        if (!heartbeat.empty()) {
            root.add(ping::kHeartbeatInterval, heartbeat);
        }
        if (!folders.empty()) {
            Element& list = root.add(ping::kFolders);
            for (const auto& id : folders) {
                Element& folder = list.add(ping::kFolder);
                folder.add(ping::kId, id);
                folder.add(ping::kClass, std::string("Email"));
            }
        }
        return root;
    }
    std::string ask_ping(const std::string& heartbeat, const std::vector<std::string>& folders) {
        return ask("Ping", request(heartbeat, folders));
    }
    [[nodiscard]] std::vector<std::string> in_inbox() const { return {std::to_string(inbox_)}; }

    std::string folder_key_, key_;
};

TEST_F(PingTest, WaitsWhileNothingHasChanged) {
    EXPECT_EQ(ask_ping("600", in_inbox()), "parked");
}

TEST_F(PingTest, NamesTheFolderThatHasChanged) {
    deliver(inbox_, "new");
    EXPECT_EQ(ask_ping("600", in_inbox()), "<Ping><Status>2</Status><Folders><Folder>" +
                                               std::to_string(inbox_) +
                                               "</Folder></Folders></Ping>");
}

TEST_F(PingTest, AsksForParametersThatItNeverGot) {
    EXPECT_EQ(first(ask_without_body("Ping"), "Status"), "3");
    EXPECT_EQ(first(ask_ping("600", {}), "Status"), "3");
    EXPECT_EQ(first(ask_ping("", in_inbox()), "Status"), "3");
    EXPECT_EQ(first(ask_ping("", {}), "Status"), "4");  // a body that says nothing
}

TEST_F(PingTest, RemembersWhatItGotBefore) {
    EXPECT_EQ(ask_ping("600", in_inbox()), "parked");
    EXPECT_EQ(ask_without_body("Ping"), "parked");
    deliver(inbox_, "new");
    EXPECT_EQ(first(ask_without_body("Ping"), "Status"), "2");
}

TEST_F(PingTest, NamesTheNearerBoundOfAHeartbeatOutOfRange) {
    const struct {
        const char* heartbeat;
        int bound;
    } kRows[] = {{"0", limits::kHeartbeatMin},
                 {"-5", limits::kHeartbeatMin},
                 {"1", limits::kHeartbeatMin},
                 {"999999", limits::kHeartbeatMax}};
    for (const auto& row : kRows) {
        const auto answer = ask_ping(row.heartbeat, in_inbox());
        EXPECT_EQ(first(answer, "Status"), "5") << row.heartbeat;
        EXPECT_EQ(first(answer, "HeartbeatInterval"), std::to_string(row.bound)) << row.heartbeat;
    }
}

TEST_F(PingTest, NamesTheMostFoldersThatItTakes) {
    const std::vector<std::string> many(static_cast<std::size_t>(limits::kPingFolders) + 1, "1");
    const auto answer = ask_ping("600", many);
    EXPECT_EQ(first(answer, "Status"), "6");
    EXPECT_EQ(first(answer, "MaxFolders"), std::to_string(limits::kPingFolders));
}

TEST_F(PingTest, SendsToFolderSyncWhenTheHierarchyIsAnother) {
    EXPECT_EQ(first(ask_ping("600", {"4711"}), "Status"), "7");
    add_folder("new");
    EXPECT_EQ(first(ask_ping("600", in_inbox()), "Status"), "7");
    folder_sync(folder_key_);
    EXPECT_EQ(ask_ping("600", in_inbox()), "parked");
}

// The answer that showed the folder was lost, and the folder is gone before the device asks again.
TEST_F(PingTest, RestsWhenALostFolderSyncShowedAFolderThatIsGone) {
    const auto id = add_folder("short-lived");
    folder_sync(folder_key_);  // lost
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
        change.remove_collection(id);
        return true;
    }));
    EXPECT_EQ(first(ask_ping("600", in_inbox()), "Status"), "7");
    const auto answer = folder_sync(folder_key_);
    EXPECT_EQ(first(answer, "Count"), "0");
    EXPECT_EQ(ask_ping("600", in_inbox()), "parked");
    EXPECT_EQ(first(folder_sync(first(answer, "SyncKey")), "Status"), "1");
}

TEST_F(PingTest, ATableOfFolderSyncKeys) {
    EXPECT_EQ(first(folder_sync("nonsense"), "Status"), "9");
    EXPECT_EQ(first(folder_sync("999999"), "Status"), "9");
    EXPECT_EQ(first(folder_sync(folder_key_), "SyncKey"), folder_key_);
}

}  // namespace
}  // namespace syncgate::activesync
