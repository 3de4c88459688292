#include <gmock/gmock.h>

#include "gateway/admin/operations.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::admin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class DeviceOperationsTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        operations_ = std::make_unique<Operations>(
            *store_, nullptr,
            Operations::Told{
                [this] { ++looks_; },
                [this](const store::AuditRecord& record) { decided_.push_back(record.event); }});
        ASSERT_TRUE(account_->note([](store::Note& note) -> Result<bool> {
            auto device = note.ensure_device("ABC", "iPhone");
            device.version = "16.1";
            device.user_agent = "Agent/1";
            device.information = "OS=iOS 17\nFriendlyName=My phone\n";
            device.recovery_password = "geheim";
            note.update_device(device);
            return true;
        }));
    }

    Result<std::string> run(const std::string& name, std::map<std::string, std::string> values) {
        return operations_->run({name, std::move(values), {}});
    }
    std::string text(const std::string& name, std::map<std::string, std::string> values = {}) {
        const auto done = run(name, std::move(values));
        EXPECT_TRUE(done) << name << ": " << done.error().detail;
        return done ? *done : std::string();
    }
    ErrorCode error(const std::string& name, std::map<std::string, std::string> values) {
        const auto done = run(name, std::move(values));
        EXPECT_FALSE(done) << name << ": " << *done;
        return done ? ErrorCode::kInternal : done.error().code;
    }
    std::string of_device(const std::string& name, std::map<std::string, std::string> more = {}) {
        more.insert({{"account", "u1"}, {"device", "ABC"}});
        return text(name, more);
    }
    ErrorCode refused(const std::string& name, std::map<std::string, std::string> more = {}) {
        more.insert({{"account", "u1"}, {"device", "ABC"}});
        return error(name, more);
    }
    Device device() {
        return *account_->read([](const store::Snapshot& snapshot) -> Result<Device> {
            return *snapshot.device("ABC");
        });
    }
    bool was_woken() {
        const auto heard = heard_.take();
        return heard.size() == 1 && std::get<1>(heard.front()) == kHierarchy;
    }

    std::unique_ptr<Operations> operations_;
    int looks_ = 0;
    std::vector<std::string> decided_;
};

TEST_F(DeviceOperationsTest, ADeviceIsLetInOrNotAndWokenAndThatIsAudited) {
    for (const auto& [word, access, state] :
         {std::tuple{"block", Access::kBlock, "blocked"},
          std::tuple{"quarantine", Access::kQuarantine, "quarantined"},
          std::tuple{"allow", Access::kAllow, "allowed"},
          std::tuple{"by-rule", Access::kByRule, "allowed"}}) {
        heard_.take();
        of_device("device-access", {{"access", word}});
        EXPECT_EQ(device().access, access);
        EXPECT_TRUE(was_woken());
        EXPECT_THAT(text("device-list"), HasSubstr("\t" + std::string(state) + "\t"));
    }
    EXPECT_THAT(decided_, ElementsAre("block", "quarantine", "allow", "by-rule"));
    EXPECT_THAT(text("audit", {{"account", "u1"}, {"last", "1"}}),
                HasSubstr("\tadministrator\tu1@example.org\tABC\tby-rule\t\n"));
    EXPECT_EQ(refused("device-access", {{"access", "maybe"}}), ErrorCode::kMalformed);
    EXPECT_EQ(error("device-access", {{"account", "u1"}, {"device", "X"}, {"access", "allow"}}),
              ErrorCode::kNotFound);
}

TEST_F(DeviceOperationsTest, AWipeIsAskedTakenBackAndKeptFromBeingForgotten) {
    of_device("device-wipe");
    EXPECT_EQ(device().wipe, Wipe::kPending);
    EXPECT_THAT(text("device-list"), HasSubstr("\twipe pending\t"));
    EXPECT_EQ(refused("device-forget"), ErrorCode::kConflict);
    of_device("device-unwipe");
    EXPECT_EQ(device().wipe, Wipe::kNone);
    EXPECT_EQ(device().policy_key, 0U);
    EXPECT_EQ(refused("device-unwipe"), ErrorCode::kConflict);
    of_device("device-wipe", {{"account_only", "yes"}});
    EXPECT_EQ(device().wipe, Wipe::kAccountPending);
    of_device("device-unwipe");
    of_device("device-access", {{"access", "block"}});
    EXPECT_EQ(refused("device-forget"), ErrorCode::kConflict);
}

TEST_F(DeviceOperationsTest, AWipeOfTheAccountAloneNeedsADeviceThatKnowsIt) {
    ASSERT_TRUE(account_->note([](store::Note& note) -> Result<bool> {
        auto device = *note.device("ABC");
        device.version = "16.0";
        note.update_device(device);
        return true;
    }));
    EXPECT_EQ(refused("device-wipe", {{"account_only", "yes"}}), ErrorCode::kUnsupported);
    EXPECT_EQ(device().wipe, Wipe::kNone);
}

TEST_F(DeviceOperationsTest, ShowsAllOfADeviceAndItsPasswordOnlyWhenAsked) {
    const auto shown = of_device("device-show");
    EXPECT_THAT(shown, HasSubstr("type\tiPhone\nstate\tallowed\nby\tstandard\n"));
    EXPECT_THAT(shown, HasSubstr("OS\tiOS 17\nFriendlyName\tMy phone\n"));
    EXPECT_THAT(shown, HasSubstr("recovery password\tkept\n"));
    EXPECT_THAT(shown, Not(HasSubstr("geheim")));
    EXPECT_THAT(decided_, ElementsAre());
    EXPECT_THAT(of_device("device-show", {{"password", "yes"}}),
                HasSubstr("recovery password\tgeheim\n"));
    EXPECT_THAT(decided_, ElementsAre("recovery-password-shown"));
    EXPECT_THAT(text("audit"), Not(HasSubstr("geheim")));
}

TEST_F(DeviceOperationsTest, WhatADeviceSaidOfItselfIsShownAsPlainText) {
    ASSERT_TRUE(account_->note([](store::Note& note) -> Result<bool> {
        auto device = *note.device("ABC");
        device.user_agent = "a\tb\x1b[2J";
        device.type = "c\nd";
        device.information = "Model=\x1b]0;x\x07\n";
        note.update_device(device);
        return true;
    }));
    for (const auto& shown : {text("device-list"), of_device("device-show")}) {
        EXPECT_THAT(shown, HasSubstr("a b [2J"));
        EXPECT_THAT(shown, HasSubstr("c d"));
        EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
    }
}

TEST_F(DeviceOperationsTest, RulesAreAddedListedAndRemovedAndWhoWaitsLooks) {
    EXPECT_EQ(text("rule-add", {{"rule", "type=i*"}, {"access", "quarantine"}}), "rule 1 added\n");
    EXPECT_EQ(text("rule-add", {{"rule", "count=0"}, {"access", "block"}}), "rule 2 added\n");
    EXPECT_EQ(looks_, 2);
    EXPECT_EQ(text("rule-list"), "1\ttype=i*\tquarantine\n2\tcount=0\tblock\n");
    EXPECT_THAT(text("device-list"), HasSubstr("\tquarantined\t"));
    EXPECT_THAT(of_device("device-show"), HasSubstr("by\trule 1\n"));
    text("rule-remove", {{"number", "1"}});
    EXPECT_THAT(text("device-list"), HasSubstr("\tblocked\t"));
    text("rule-remove", {{"number", "2"}});
    EXPECT_EQ(error("rule-remove", {{"number", "2"}}), ErrorCode::kNotFound);
    EXPECT_EQ(error("rule-remove", {{"number", "x"}}), ErrorCode::kMalformed);
    for (const auto* bad : {"type", "colour=red", "=x", "type=", "count=some", ""}) {
        EXPECT_EQ(error("rule-add", {{"rule", bad}, {"access", "block"}}), ErrorCode::kMalformed);
    }
    EXPECT_EQ(error("rule-add", {{"rule", "type=x"}, {"access", "by-rule"}}),
              ErrorCode::kMalformed);
}

TEST_F(DeviceOperationsTest, PoliciesAreSetShownListedAndClearedAndWhoWaitsLooks) {
    heard_.take();
    EXPECT_THAT(text("policy-set", {{"for", "u1"}, {"set", "mindevicepasswordlength=6"}}),
                HasSubstr("MinDevicePasswordLength=6"));
    EXPECT_TRUE(was_woken());
    EXPECT_EQ(looks_, 0);
    text("policy-set", {{"for", "all"}, {"set", "AllowCamera=0\nAllowBrowser=0"}});
    EXPECT_EQ(looks_, 1);
    EXPECT_EQ(text("policy-list"),
              "u1@example.org\tMinDevicePasswordLength\t6\n"
              "all\tAllowBrowser\t0\nall\tAllowCamera\t0\n");
    const auto shown = text("policy-show", {{"account", "u1"}});
    EXPECT_THAT(shown, HasSubstr("MinDevicePasswordLength\t6\taccount\n"));
    EXPECT_THAT(shown, HasSubstr("AllowCamera\t0\tall\n"));
    EXPECT_THAT(shown, HasSubstr("AllowWiFi\t1\tstandard\n"));
    text("policy-clear", {{"for", "all"}, {"names", "allowcamera"}});
    text("policy-clear", {{"for", "u1"}});
    EXPECT_EQ(text("policy-list"), "all\tAllowBrowser\t0\n");
    EXPECT_EQ(error("policy-clear", {{"for", "u1"}}), ErrorCode::kNotFound);
    for (const auto* bad : {"AllowCamera", "AllowCamera=2", "NoSuch=1"}) {
        EXPECT_EQ(
            error("policy-set", {{"for", "all"}, {"set", std::string("AllowWiFi=0\n") + bad}}),
            ErrorCode::kMalformed);
    }
    EXPECT_EQ(text("policy-list"), "all\tAllowBrowser\t0\n") << "all of it, or nothing";
    EXPECT_EQ(error("policy-set", {{"for", "group:none"}, {"set", "AllowWiFi=0"}}),
              ErrorCode::kNotFound);
}

TEST_F(DeviceOperationsTest, ProtocolsAreSwitchedForAnAccount) {
    const auto shown =
        text("account-protocols", {{"account", "u1"}, {"set", "imap=off activesync=on"}});
    EXPECT_EQ(shown,
              "activesync\ton\taccount\nimap\toff\taccount\npop3\ton\tstandard\n"
              "dav\ton\tstandard\nsubmission\ton\tstandard\n");
    EXPECT_THAT(text("account-protocols", {{"account", "u1"}, {"set", "imap=default"}}),
                HasSubstr("imap\ton\tstandard\n"));
    for (const auto* bad : {"imap", "imap=maybe", "gopher=off"}) {
        EXPECT_EQ(error("account-protocols", {{"account", "u1"}, {"set", bad}}),
                  ErrorCode::kMalformed);
    }
}

TEST_F(DeviceOperationsTest, TheAuditIsReadByAccountAndDevice) {
    of_device("device-resync");
    text("policy-set", {{"for", "all"}, {"set", "AllowCamera=0"}});
    EXPECT_EQ(text("audit", {{"account", "U1"}, {"device", "ABC"}}),
              "2026-11-24T06:00:00\tadministrator\tu1@example.org\tABC\tresync\t\n");
    EXPECT_THAT(text("audit"), HasSubstr("\tpolicy-set\tall AllowCamera=0\n"));
    EXPECT_EQ(text("audit", {{"account", "nobody@example.org"}}), "");
    for (const auto* bad : {"0", "x", "100001"}) {
        EXPECT_EQ(error("audit", {{"last", bad}}), ErrorCode::kMalformed);
    }
}

}  // namespace
}  // namespace syncgate::admin
