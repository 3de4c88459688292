#include "protocols/activesync/endpoint.h"

#include <fstream>
#include <sstream>

#include <sys/stat.h>

#include "base/limits.h"
#include "base/text.h"
#include "protocols/activesync/commands/command.h"
#include "tests/unit/protocols/activesync/endpoint_fixture.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace hierarchy = wbxml::folder_hierarchy;
namespace ping = wbxml::ping;

Element folder_sync(std::string_view key) {
    Element root(hierarchy::kFolderSync);
    root.add(hierarchy::kSyncKey, std::string(key));
    return root;
}

Element ping_of(std::string_view folder) {
    Element root(ping::kPing);
    root.add(ping::kHeartbeatInterval, 60);
    auto& asked = root.add(ping::kFolders).add(ping::kFolder);
    asked.add(ping::kId, std::string(folder));
    asked.add(ping::kClass, std::string("Email"));
    return root;
}

std::string status_in(const Answered& answer) {
    const auto root = answer.root();
    for (const auto& child : root.children()) {
        if (wbxml::name_of(child.tag()) == "Status") {
            return std::string(child.content());
        }
    }
    return "";
}

// -- the door

TEST_F(EndpointTest, OptionsIsAnsweredOnTheLoop) {
    auto asked = request("Sync");
    asked.method = "OPTIONS";
    for (const auto* query : {"", "Cmd=OPTIONS&User=u1&DeviceId=abc&DeviceType=iPhone"}) {
        asked.query = query;
        auto outcome = endpoint_->immediate(asked);
        ASSERT_TRUE(outcome);
        const auto answer = answered(std::move(std::get<Reply>(*outcome)));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "");
        EXPECT_EQ(answer.header("MS-ASProtocolVersions"), "2.5,12.0,12.1,14.0,14.1,16.0,16.1");
        EXPECT_EQ(answer.header("MS-ASProtocolCommands"),
                  "Sync,SendMail,SmartForward,SmartReply,GetAttachment,GetHierarchy,FolderSync,"
                  "FolderCreate,FolderDelete,FolderUpdate,MoveItems,GetItemEstimate,"
                  "MeetingResponse,Search,Settings,Ping,ItemOperations,Provision,ResolveRecipients,"
                  "ValidateCert,Find");
        EXPECT_NE(answer.header("MS-Server-ActiveSync"), "");
        EXPECT_EQ(answer.header("Cache-Control"), "private");
    }
}

TEST_F(EndpointTest, OtherMethodsAre501AndOtherPaths404) {
    for (const auto* method : {"GET", "PUT", "DELETE", "post"}) {
        auto asked = request("Sync");
        asked.method = method;
        EXPECT_EQ(handle(asked).status, 501) << method;
    }
    for (const auto* path :
         {"/", "/Microsoft-Server-ActiveSync/x", "/Microsoft-Server-ActiveSyn"}) {
        auto asked = request("Sync");
        asked.path = path;
        EXPECT_EQ(handle(asked).status, 404) << path;
    }
}

TEST_F(EndpointTest, ItsPathIsTakenInAnyCaseAndWithASlash) {
    for (const auto* path : {"/microsoft-server-activesync", "/Microsoft-Server-ActiveSync/"}) {
        auto asked = request("Nonsense");
        asked.path = path;
        EXPECT_EQ(handle(asked).status, 501) << path;
    }
}

TEST_F(EndpointTest, AMalformedRequestLineIs400) {
    device_ = "a,b";
    version_ = "12.1";
    EXPECT_EQ(post("FolderSync", folder_sync("0")).status, 400);
    EXPECT_FALSE(device());
}

TEST_F(EndpointTest, AVersionThatIsNotOfferedHearsWhichAre) {
    for (const auto& [version, status] : {std::pair{"1.0", 505}, {"17.0", 400}, {"x", 400}}) {
        version_ = version;
        const auto answer = post("FolderSync", folder_sync("0"));
        EXPECT_EQ(answer.status, status) << version;
        EXPECT_EQ(answer.header("MS-ASProtocolVersions"), "2.5,12.0,12.1,14.0,14.1,16.0,16.1");
    }
}

TEST_F(EndpointTest, CommandsThatAreNotThereYetSaySo) {
    provision();
    for (const auto& command : commands()) {
        if (command.run != nullptr || command.since > Version::k14_1) {
            continue;
        }
        SCOPED_TRACE(command.name);
        for (const auto* version : {"12.1", "14.1"}) {
            version_ = version;
            const auto answer = post(command.name, "whatever");
            if (command.root && version_ == "14.1") {
                EXPECT_EQ(answer.status, 200);
                EXPECT_EQ(status_in(answer), "137");
            } else {
                EXPECT_EQ(answer.status, 501);
            }
        }
    }
    EXPECT_EQ(post("Nonsense").status, 501);
    EXPECT_EQ(post("Find").status, 501);  // not of this version
}

// -- what a request may be, judged by its head

TEST_F(EndpointTest, AdmitsAMessageWhereOneMayCome) {
    for (const auto* command : {"SendMail", "Sync"}) {
        EXPECT_GT(endpoint_->admit(request(command)).max_body, limits::kMessageBytes) << command;
    }
    for (const auto* command : {"Ping", "FolderSync", "Provision", "Settings", "MoveItems"}) {
        EXPECT_LE(endpoint_->admit(request(command)).max_body, 1U << 20U) << command;
    }
}

TEST_F(EndpointTest, TheLoginBelongsToTheDevice) {
    EXPECT_EQ(endpoint_->admit(request("Sync")).client, "activesync phone1");
    auto options = request("");
    options.method = "OPTIONS";
    options.query = "";
    EXPECT_EQ(endpoint_->admit(options).client, "");
}

TEST_F(EndpointTest, SendingIsSlowWorkAndReadingMuchIsBulk) {
    for (const auto* sends : {"SendMail", "SmartReply", "SmartForward"}) {
        EXPECT_EQ(endpoint_->admit(request(sends)).work_class, WorkClass::kSlow) << sends;
    }
    for (const auto* reads_much : {"ItemOperations", "Search", "Find"}) {
        EXPECT_EQ(endpoint_->admit(request(reads_much)).work_class, WorkClass::kBulk) << reads_much;
    }
    EXPECT_EQ(endpoint_->admit(request("Sync")).work_class, WorkClass::kInteractive);
}

// -- policy

TEST_F(EndpointTest, WithoutAKeyADeviceIsSentToProvision) {
    struct Row {
        const char *version, *key;
        int http;
        const char* status;
    };
    for (const Row& row : {Row{"12.1", "", 449, ""}, Row{"12.1", "0", 449, ""},
                           Row{"14.1", "", 200, "142"}, Row{"16.1", "0", 200, "142"}}) {
        version_ = row.version;
        policy_key_ = row.key;
        const auto answer = post("FolderSync", folder_sync("0"));
        EXPECT_EQ(answer.status, row.http);
        if (row.http == 200) {
            EXPECT_EQ(status_in(answer), row.status);
            EXPECT_EQ(answer.root().tag(), hierarchy::kFolderSync);
        }
    }
}

TEST_F(EndpointTest, AStaleKeyIsSaidToBeOne) {
    provision();
    const std::string right = policy_key_;
    policy_key_ = "12345";
    EXPECT_EQ(status_in(post("FolderSync", folder_sync("0"))), "144");
    policy_key_ = "";
    EXPECT_EQ(status_in(post("FolderSync", folder_sync("0"))), "142");
    version_ = "12.1";
    EXPECT_EQ(post("FolderSync", folder_sync("0")).status, 449);
    policy_key_ = right;
    EXPECT_EQ(status_in(post("FolderSync", folder_sync("0"))), "1");
}

// Settings may come before Provision (iOS sends it first), and Ping never carries a key.
TEST_F(EndpointTest, SettingsAndPingNeedNoKey) {
    Element settings(wbxml::settings::kSettings);
    settings.add(wbxml::settings::kUserInformation).add(wbxml::settings::kGet);
    EXPECT_EQ(status_in(post("Settings", settings)), "1");
    EXPECT_NE(status_in(post("Ping", Element(ping::kPing))), "142");
}

TEST_F(EndpointTest, WhatCannotProvisionIsLetIn) {
    device_type_ = "WindowsOutlook15";
    EXPECT_EQ(status_in(post("FolderSync", folder_sync("0"))), "1");
}

TEST_F(EndpointTest, ABlockedDeviceIsRefusedEverything) {
    provision();
    change_device([](Device& device) { device.access = Access::kBlock; });
    EXPECT_EQ(status_in(post("FolderSync", folder_sync("0"))), "129");
    EXPECT_EQ(status_in(post("Provision", provision_request("", ""))), "129");
    EXPECT_EQ(status_in(post("Ping", Element(ping::kPing))), "129");
    version_ = "12.1";
    EXPECT_EQ(post("FolderSync", folder_sync("0")).status, 403);
}

TEST_F(EndpointTest, ADeviceBlockedWhileItWaitsIsToldSo) {
    provision();
    const auto inbox = std::to_string(folder(*account_, Role::kInbox));
    ASSERT_EQ(status_in(post("FolderSync", folder_sync("0"))), "1");
    auto asked = request("Ping");
    const std::string body = wbxml::write(ping_of(inbox));
    asked.body = body;
    asked.headers.add("Content-Type", content_type_);
    auto outcome = endpoint_->handle(asked);
    auto* park = std::get_if<Park>(&outcome);
    ASSERT_NE(park, nullptr);
    change_device([](Device& device) { device.access = Access::kBlock; });
    Parked parked{who(*account_), {}, park->state, &waiting_, std::chrono::seconds(10)};
    auto resumed = endpoint_->resume(parked, Wake::kChange);
    EXPECT_EQ(status_in(answered(std::move(std::get<Reply>(resumed)))), "129");
}

TEST_F(EndpointTest, ADeviceRemovedWhileItWaitsIsLookedAtBeforeItWaitsAgain) {
    provision();
    const auto inbox = std::to_string(folder(*account_, Role::kInbox));
    ASSERT_EQ(status_in(post("FolderSync", folder_sync("0"))), "1");
    const std::string body = wbxml::write(ping_of(inbox));
    auto asked = request("Ping", body);
    auto outcome = endpoint_->handle(asked);
    auto* park = std::get_if<Park>(&outcome);
    ASSERT_NE(park, nullptr);
    ASSERT_TRUE(endpoint_->immediate(asked));
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
        change.remove_device(change.device(device_)->number);
        return true;
    }));
    Parked parked{who(*account_), {}, park->state, &waiting_, std::chrono::seconds(10)};
    EXPECT_TRUE(std::holds_alternative<Reply>(endpoint_->resume(parked, Wake::kChange)));
    EXPECT_FALSE(endpoint_->immediate(asked));
}

TEST_F(EndpointTest, AStateThatIsNotOursIsNoReasonToCrash) {
    for (const std::string state : {"", "x",
                                    "\x04Sync\x01"
                                    "a\x8d\x01",
                                    "\x08"
                                    "FolderSy"}) {
        Parked parked{who(*account_), {}, state, &waiting_, std::chrono::seconds(10)};
        auto outcome = endpoint_->resume(parked, Wake::kChange);
        EXPECT_GE(std::get<Reply>(outcome).status, 500);
    }
}

// -- a device that changes its version

TEST_F(EndpointTest, OnlySyncAndFolderSyncChangeTheVersionOfADevice) {
    version_ = "16.1";
    provision();
    const std::string key(
        post("FolderSync", folder_sync("0")).root().text(hierarchy::kSyncKey).value_or(""));
    version_ = "14.0";
    post("Settings", Element(wbxml::settings::kSettings));
    EXPECT_EQ(device()->version, "16.1");
    version_ = "16.1";
    EXPECT_EQ(status_in(post("FolderSync", folder_sync(key))), "1");
    version_ = "14.0";
    EXPECT_EQ(status_in(post("FolderSync", folder_sync(key))), "9");
    EXPECT_EQ(device()->version, "14.0");
    EXPECT_EQ(status_in(post("FolderSync", folder_sync("0"))), "1");
}

// -- bodies

TEST_F(EndpointTest, ABrokenBodyIs400Or102) {
    provision();
    for (const std::string_view body : {"\x03\x01\x6a", "<FolderSync/>", "\x03\x01\x6a\x00\x45"}) {
        version_ = "14.1";
        EXPECT_EQ(status_in(post("FolderSync", body)), "102");
        version_ = "12.1";
        EXPECT_EQ(post("FolderSync", body).status, 400);
    }
}

TEST_F(EndpointTest, ABodyOfAnotherCommandIs103) {
    provision();
    EXPECT_EQ(status_in(post("FolderSync", Element(ping::kPing))), "103");
}

TEST_F(EndpointTest, ABodyThatIsAbsentOrOfAnotherTypeIs101) {
    provision();
    EXPECT_EQ(status_in(post("FolderSync")), "101");
    content_type_ = "text/xml";
    EXPECT_EQ(status_in(post("FolderSync", folder_sync("0"))), "101");
    version_ = "12.1";
    EXPECT_EQ(post("FolderSync", folder_sync("0")).status, 400);
}

TEST_F(EndpointTest, AnElementInTheWrongPlaceGetsTheCommandsStatus) {
    provision();
    Element sync(wbxml::air_sync::kSync);
    sync.add(wbxml::air_sync::kCollection);
    EXPECT_EQ(status_in(post("Sync", sync)), "4");
    Element moves(wbxml::move::kMoveItems);
    moves.add(wbxml::move::kSrcMsgId);
    EXPECT_EQ(status_in(post("MoveItems", moves)), "103");
}

// -- answers

TEST_F(EndpointTest, TheFirstFolderSyncAsksForOptionsAnew) {
    provision();
    const auto first = post("FolderSync", folder_sync("0"));
    EXPECT_EQ(first.header("Content-Type"), "application/vnd.ms-sync.wbxml");
    EXPECT_EQ(first.header("X-MS-RP"), "2.5,12.0,12.1,14.0,14.1,16.0,16.1");
    EXPECT_NE(first.header("MS-ASProtocolCommands"), "");
    const std::string key(first.root().text(hierarchy::kSyncKey).value_or(""));
    const auto second = post("FolderSync", folder_sync(key));
    EXPECT_EQ(status_in(second), "1");
    EXPECT_EQ(second.header("X-MS-RP"), "");
    EXPECT_EQ(second.header("MS-ASProtocolVersions"), "");
    EXPECT_NE(second.header("MS-Server-ActiveSync"), "");
}

TEST_F(EndpointTest, TheLogHearsWhoAskedWhatAndWhatCameOfIt) {
    provision();
    const auto answer = post("foldersync", folder_sync("0"));
    EXPECT_EQ(answer.note("command"), "FolderSync");
    EXPECT_EQ(answer.note("device"), "phone1");
    EXPECT_EQ(answer.note("eas_status"), "1");
    const auto stale = post("FolderSync", folder_sync("999"));
    EXPECT_EQ(stale.note("eas_status"), "9");
}

// -- the device

TEST_F(EndpointTest, ADeviceIsWrittenDownAndRenewedAtMostHourly) {
    post("FolderSync", folder_sync("0"));
    auto known = device();
    ASSERT_TRUE(known);
    EXPECT_EQ(known->type, "iPhone");
    EXPECT_EQ(known->user_agent, "Apple-iPhone/1.0");
    EXPECT_EQ(known->version, "14.1");
    EXPECT_EQ(known->first_seen, clock_.now());
    const auto first = known->last_seen;

    clock_.advance(3500);
    post("FolderSync", folder_sync("0"));
    EXPECT_EQ(device()->last_seen, first);
    clock_.advance(200);
    post("FolderSync", folder_sync("0"));
    EXPECT_EQ(device()->last_seen, clock_.now());
}

TEST_F(EndpointTest, WhatADeviceChangesOfItselfIsWrittenDownAtOnce) {
    post("FolderSync", folder_sync("0"));
    user_agent_ = "Apple-iPhone/2.0 " + std::string(400, 'x');
    version_ = "16.1";
    post("FolderSync", folder_sync("0"));
    EXPECT_EQ(device()->user_agent, user_agent_.substr(0, 256));
    EXPECT_EQ(device()->version, "16.1");
}

// -- the trace

TEST_F(EndpointTest, TracesADeviceWhileItIsSwitchedOn) {
    provision();
    change_device([&](Device& device) { device.trace_until = clock_.now() + 60; });
    post("FolderSync", folder_sync("0"));
    const auto file = traces() / (std::to_string(account_->id()) + "-phone1.log");
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    EXPECT_NE(text.str().find("request FolderSync"), std::string::npos) << text.str();
    EXPECT_NE(text.str().find("<FolderHierarchy:SyncKey>0<"), std::string::npos) << text.str();
    EXPECT_NE(text.str().find("answer FolderSync"), std::string::npos);
    struct stat info {};
    ASSERT_EQ(stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);

    clock_.advance(61);
    post("FolderSync", folder_sync("0"));
    EXPECT_EQ(std::filesystem::file_size(file), text.str().size());
}

TEST_F(EndpointTest, TracesARefusalToo) {
    provision();
    change_device([&](Device& device) { device.trace_until = clock_.now() + 60; });
    policy_key_ = "1";
    post("FolderSync", folder_sync("0"));
    std::ostringstream text;
    text << std::ifstream(traces() / (std::to_string(account_->id()) + "-phone1.log")).rdbuf();
    EXPECT_NE(text.str().find(">144<"), std::string::npos) << text.str();
}

TEST_F(EndpointTest, TracesNobodyElse) {
    provision();
    post("FolderSync", folder_sync("0"));
    EXPECT_FALSE(std::filesystem::exists(traces()));
}

}  // namespace
}  // namespace syncgate::activesync
