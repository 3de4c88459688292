#include "gateway/admin/operations.h"

#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>

#include "base/text.h"
#include "gateway/auth/password_hash.h"
#include "model/item.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::admin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OperationsTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        operations_ = std::make_unique<Operations>(
            *store_, [this](AccountId account) { forgotten_.push_back(account); });
    }

    Result<std::string> run(const std::string& name, std::map<std::string, std::string> values,
                            std::string_view body = {}) {
        return operations_->run({name, std::move(values), body});
    }
    std::string text(const std::string& name, std::map<std::string, std::string> values = {},
                     std::string_view body = {}) {
        const auto done = run(name, std::move(values), body);
        EXPECT_TRUE(done) << name << ": " << done.error().detail;
        return done ? *done : std::string();
    }
    ErrorCode error(const std::string& name, std::map<std::string, std::string> values,
                    std::string_view body = {}) {
        const auto done = run(name, std::move(values), body);
        EXPECT_FALSE(done) << name;
        EXPECT_TRUE(done || !done.error().detail.empty()) << name;
        return done ? ErrorCode::kInternal : done.error().code;
    }
    std::string import(const std::string& folder, std::string_view message) {
        return text("message-import",
                    {{"account", "u1"}, {"folder", folder}, {"flags", "1"}, {"received", "1000"}},
                    message);
    }

    std::unique_ptr<Operations> operations_;
    std::vector<AccountId> forgotten_;
};

TEST_F(OperationsTest, DomainsAreAddedAndListed) {
    EXPECT_EQ(text("domain-add", {{"name", "Example.NET"}}), "domain example.net added\n");
    EXPECT_EQ(text("domain-list"), "example.net\nexample.org\n");
    EXPECT_EQ(error("domain-add", {{"name", "example.net"}}), ErrorCode::kConflict);
    EXPECT_EQ(error("domain-add", {{"name", "no domain"}}), ErrorCode::kMalformed);
    EXPECT_EQ(error("domain-add", {}), ErrorCode::kMalformed);
}

TEST_F(OperationsTest, AnAccountsPasswordIsTheBodyWithoutItsLineEnd) {
    text("account-add", {{"account", "u2@example.org"}}, "secret \r\n");
    const auto record = store_->directory().find_login("u2");
    ASSERT_TRUE(record);
    const auto hash = store_->directory().password_hash(record->id);
    EXPECT_TRUE(auth::verify_password("secret ", *hash));
    EXPECT_EQ(text("account-list"),
              "u1@example.org\tenabled\t2026-11-24\t\nu2@example.org\tenabled\t2026-11-24\t\n");
}

TEST_F(OperationsTest, AccountsThatCannotBeAreRefused) {
    EXPECT_EQ(error("account-add", {{"account", "u1@example.org"}}, "pw"), ErrorCode::kConflict);
    EXPECT_EQ(error("account-add", {{"account", "u2@example.com"}}, "pw"), ErrorCode::kNotFound);
    EXPECT_EQ(error("account-add", {{"account", "u2"}}, "pw"), ErrorCode::kMalformed);
    for (const std::string& password : {std::string(), std::string("\n"), std::string(1025, 'x')}) {
        EXPECT_EQ(error("account-add", {{"account", "u2@example.org"}}, password),
                  ErrorCode::kMalformed);
    }
    EXPECT_EQ(text("account-list"), "u1@example.org\tenabled\t2026-11-24\t\n");
}

TEST_F(OperationsTest, ANewPasswordAndADeletionAreToldToWhoRemembersLogins) {
    const AccountId id = account_->id();
    text("account-password", {{"account", "u1"}}, "new");
    EXPECT_TRUE(auth::verify_password("new", *store_->directory().password_hash(id)));
    EXPECT_THAT(forgotten_, ElementsAre(id));
    account_.reset();
    text("account-delete", {{"account", "u1"}});
    EXPECT_THAT(forgotten_, ElementsAre(id, id));
    EXPECT_EQ(text("account-list"), "");
    EXPECT_EQ(error("account-delete", {{"account", "u1"}}), ErrorCode::kNotFound);
    EXPECT_EQ(error("account-password", {{"account", "u1"}}, "x"), ErrorCode::kNotFound);
}

TEST_F(OperationsTest, AnImportedMessageIsAsItWasGiven) {
    import("Inbox", "Subject: one\r\n\r\nbody\r\n");
    const auto found = items(*account_);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].flags, kSeen);
    EXPECT_EQ(found[0].sort_key, 1000);
    EXPECT_EQ(bytes(*account_, found[0].object), "Subject: one\r\n\r\nbody\r\n");
}

TEST_F(OperationsTest, FoldersAreMadeOnceAndFixedOnesFound) {
    import("inbox", "a\r\n");
    import("SENT", "b\r\n");
    import("Projects/2026", "c\r\n");
    import("projects/2026", "d\r\n");
    EXPECT_EQ(items(*account_).size(), 1U);
    EXPECT_EQ(items(*account_, Role::kSent).size(), 1U);
    std::vector<std::string> paths;
    const std::string list = text("message-list", {{"account", "u1"}});
    for (const auto row : split(list, '\n')) {
        if (!row.empty()) {
            paths.emplace_back(row.substr(row.rfind('\t') + 1));
        }
    }
    EXPECT_THAT(paths, ElementsAre("Inbox", "Sent", "Projects/2026", "Projects/2026"));
}

TEST_F(OperationsTest, AFolderThatCannotBeIsRefused) {
    for (const char* folder : {"", "/", "a//b", "a/", "a\tb", "a\nb"}) {
        EXPECT_EQ(error("message-import", {{"account", "u1"}, {"folder", folder}}, "x"),
                  ErrorCode::kMalformed)
            << folder;
    }
    for (const char* folder : {"Inbox/below", "Spam?/below"}) {
        EXPECT_EQ(error("message-import", {{"account", "u1"}, {"folder", folder}}, "x"),
                  ErrorCode::kForbidden)
            << folder;
    }
}

TEST_F(OperationsTest, AQuotaIsShownSetAndLeftToTheStore) {
    import("Inbox", "Subject: one\r\n\r\n");
    EXPECT_EQ(text("account-quota", {{"account", "u1"}}),
              "bytes\t16\tunlimited\nitems\t1\tunlimited\n");
    EXPECT_EQ(text("account-quota", {{"account", "u1"}, {"bytes", "20"}, {"items", "5"}}),
              "bytes\t16\t20\nitems\t1\t5\n");
    EXPECT_EQ(error("message-import", {{"account", "u1"}, {"folder", "Inbox"}}, "Subject: two\r\n"),
              ErrorCode::kOverQuota);
    EXPECT_EQ(text("account-quota", {{"account", "u1"}, {"bytes", "default"}}),
              "bytes\t16\tunlimited\nitems\t1\t5\n");
    for (const char* wrong : {"-1", "many", "99999999999999999999"}) {
        EXPECT_EQ(error("account-quota", {{"account", "u1"}, {"bytes", wrong}}),
                  ErrorCode::kMalformed);
    }
    EXPECT_EQ(error("account-quota", {{"account", "nobody"}}), ErrorCode::kNotFound);
}

TEST_F(OperationsTest, AVersionThatLostIsListedShownAndRecovered) {
    const auto made = account_->write([](store::Change& change) -> Result<Uid> {
        const auto book = change.by_role(ItemClass::kContact, Role::kDefault)->id;
        const auto device = change.ensure_device("PHONE", "Phone").number;
        store::NewObject text;
        text.bytes = "FN:One";
        store::NewItem item;
        item.object = change.add_object(text);
        item.name = "one.vcf";
        const auto uid = change.add_item(book, item);
        text.bytes = "FN:Another";
        change.keep_refused(*change.item(book, uid), text, device);
        return uid;
    });
    ASSERT_TRUE(made);
    EXPECT_EQ(text("account-recover", {{"account", "u1"}}),
              "1\t2026-11-24T06:00:00\trefused\tPHONE\tContacts\t10\tone.vcf\n");
    EXPECT_EQ(text("account-recover", {{"account", "u1"}, {"version", "1"}, {"show", "yes"}}),
              "FN:Another");
    EXPECT_EQ(text("account-recover", {{"account", "u1"}, {"version", "1"}}),
              "recovered into Contacts\n");
    EXPECT_EQ(text("account-recover", {{"account", "u1"}, {"version", "2"}, {"show", "yes"}}),
              "FN:One");
    EXPECT_EQ(error("account-recover", {{"account", "u1"}, {"version", "1"}}),
              ErrorCode::kNotFound);
    EXPECT_EQ(error("account-recover", {{"account", "u1"}, {"version", "x"}}),
              ErrorCode::kMalformed);
}

TEST_F(OperationsTest, WhatIsListedCanBeFetched) {
    import("Inbox", "Subject: one\r\n\r\n");
    import("Sent", "Subject: two\r\n\r\n");
    std::vector<std::string> messages;
    const std::string list = text("message-list", {{"account", "u1"}});
    for (const auto row : split(list, '\n')) {
        const auto fields = split(row, '\t');
        if (fields.size() == 5) {
            messages.push_back(text("message-get", {{"account", "u1"},
                                                    {"collection", std::string(fields[0])},
                                                    {"uid", std::string(fields[1])}}));
        }
    }
    EXPECT_THAT(messages, ElementsAre("Subject: one\r\n\r\n", "Subject: two\r\n\r\n"));
    EXPECT_EQ(error("message-get", {{"account", "u1"}, {"collection", "1"}, {"uid", "99"}}),
              ErrorCode::kNotFound);
    EXPECT_EQ(error("message-get", {{"account", "u1"}}), ErrorCode::kMalformed);
}

TEST_F(OperationsTest, DevicesAreListedTracedAndForgotten) {
    ASSERT_TRUE(account_->note([](store::Note& note) -> Result<bool> {
        auto device = note.ensure_device("ABC", "Phone");
        device.version = "16.1";
        device.user_agent = "Agent/1";
        device.last_seen = store::kNow;
        note.update_device(device);
        return true;
    }));
    const std::string line =
        "u1@example.org\tABC\tPhone\t16.1\t2026-11-24T06:00:00\tallowed\tAgent/1\n";
    EXPECT_EQ(text("device-list"), line);
    EXPECT_EQ(text("device-list", {{"account", "U1@example.org"}}), line);

    const std::map<std::string, std::string> abc{{"account", "u1"}, {"device", "ABC"}};
    const auto until = [&] {
        return *account_->read([](const store::Snapshot& snapshot) -> Result<UnixSeconds> {
            return snapshot.device("ABC")->trace_until;
        });
    };
    auto values = abc;
    values["minutes"] = "30";
    EXPECT_THAT(text("device-trace", values), HasSubstr((folder_.path() / "traces").string()));
    EXPECT_EQ(until(), store::kNow + 1800);
    values["minutes"] = "0";
    text("device-trace", values);
    EXPECT_LE(until(), store::kNow);
    for (const char* wrong : {"", "-1", "99999999"}) {
        values["minutes"] = wrong;
        EXPECT_EQ(error("device-trace", values), ErrorCode::kMalformed);
    }

    heard_.take();
    text("device-forget", abc);
    const auto heard = heard_.take();
    ASSERT_EQ(heard.size(), 1U);  // a phone that waits is woken
    EXPECT_EQ(std::get<1>(heard.front()), kHierarchy);
    EXPECT_EQ(text("device-list"), "");
    EXPECT_EQ(error("device-forget", abc), ErrorCode::kNotFound);
    EXPECT_EQ(error("device-list", {{"account", "nobody"}}), ErrorCode::kNotFound);
}

TEST_F(OperationsTest, AnAccountThatCannotBeReadDoesNotHideTheDevicesOfOthers) {
    auto other = add("u2@example.org");
    ASSERT_TRUE(other->note([](store::Note& note) -> Result<bool> {
        note.ensure_device("ABC", "Phone");
        return true;
    }));
    other.reset();
    account_.reset();
    open();
    operations_ = std::make_unique<Operations>(*store_, nullptr);
    const auto folder = folder_.path() / "accounts" / "1";
    std::filesystem::remove_all(folder);
    std::ofstream(folder) << "no folder";
    const std::string list = text("device-list");
    EXPECT_THAT(list, HasSubstr("u1@example.org\tunreadable: "));
    EXPECT_THAT(list, HasSubstr("u2@example.org\tABC\t"));
    EXPECT_FALSE(run("device-list", {{"account", "u1"}}));
}

TEST_F(OperationsTest, ACheckNamesTheAccountAndGoesOnWithTheOthers) {
    add("u2@example.org");
    EXPECT_EQ(text("check"), "2 accounts checked, no problems\n");
    // Too large to stand inside the database.
    import("Inbox", "Subject: large\r\n\r\n" + std::string(1'000'000, 'x') + "\r\n");
    account_.reset();
    int removed = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             folder_.path() / "accounts" / "1" / "blobs")) {
        if (entry.is_regular_file()) {
            removed += std::filesystem::remove(entry.path()) ? 1 : 0;
        }
    }
    ASSERT_EQ(removed, 1);
    const auto done = run("check", {});
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().detail, HasSubstr("u1@example.org: "));
    EXPECT_THAT(done.error().detail, HasSubstr("1 problems"));
}

TEST_F(OperationsTest, ACheckNamesWhatACrashLeftAndAMissingDatabase) {
    import("Inbox", "Subject: large\r\n\r\n" + std::string(1'000'000, 'x') + "\r\n");
    const auto folder = folder_.path() / "accounts" / "1";
    const std::string name(64, '0');
    std::filesystem::create_directory(folder / "blobs" / "00");
    for (const auto& file : {folder / "blobs" / "00" / name, folder / "blobs" / "00" / "1.new"}) {
        std::ofstream(file) << "left";
    }
    std::filesystem::create_directory(folder_.path() / "accounts" / "55");
    const std::string told = text("check");
    EXPECT_THAT(told, HasSubstr("leftover: " + (folder / "blobs" / "00" / name).string()));
    EXPECT_THAT(told, HasSubstr("1.new\n"));
    EXPECT_THAT(told, HasSubstr("accounts/55\n"));
    EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 4);
    EXPECT_THAT(told, HasSubstr("1 accounts checked, no problems\n"));

    open();
    std::filesystem::remove(folder / "store.db");
    admin::Operations operations(*store_, {});
    const auto missing = operations.run({"check", {}, {}});
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().detail, HasSubstr("u1@example.org: no database"));
}

TEST_F(OperationsTest, AnUnknownOperationIsUnsupported) {
    EXPECT_EQ(error("account-rename", {}), ErrorCode::kUnsupported);
    EXPECT_EQ(error("", {}), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace syncgate::admin
