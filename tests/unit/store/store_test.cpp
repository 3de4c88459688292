#include "store/store.h"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "store/schema.h"
#include "store/sqlite/connection.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kMail = "From: u1@example.org\r\nSubject: To you\r\n\r\nBody\r\n";

class StoreOfAccountsTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        id_ = account_->id();
    }
    void remove_database(AccountId account) {
        for (const char* end : {"", "-wal", "-shm"}) {
            std::filesystem::remove(database(account).string() + end);
        }
    }
    Result<bool> send(Account& from, AccountId to) {
        return from.write([&](Change& change) -> Result<bool> {
            Intent intent;
            intent.target = to;
            intent.object = change.add_object(index_mail(kMail));
            change.add_intent(intent);
            return true;
        });
    }
    // As the account's database was in version 6.
    // And what came after them.
    static void take_conversations_back(Connection& db) {
        db.define("DROP TABLE file");
        db.define("DROP TABLE file_property");
        db.define("DROP TABLE item_property");
        db.define("DROP TABLE object_conversation");
        db.define("ALTER TABLE account_state DROP COLUMN conversations_after");
        db.define("UPDATE schema_version SET version = 6 WHERE part = 'account'");
    }
    std::filesystem::path folder_of(AccountId account) { return database(account).parent_path(); }

    AccountId id_ = 0;
};

// -- opening

TEST_F(StoreOfAccountsTest, AMissingDatabaseIsUnreadableAndNeverAnEmptyMailbox) {
    open();
    remove_database(id_);
    const auto missing = store_->account(id_);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::kUnavailable);  // kNotFound would bounce mail
    EXPECT_FALSE(std::filesystem::exists(database(id_)));
    EXPECT_EQ(log_.count("account_unreadable"), 1);
}

TEST_F(StoreOfAccountsTest, AnEmptyOrForeignFileIsNotItsDatabase) {
    const AccountId other = add("u2@example.org")->id();
    open();
    remove_database(id_);
    std::ofstream(database(id_)).close();
    EXPECT_FALSE(store_->account(id_));
    clock_.advance(60);
    EXPECT_FALSE(store_->account(id_));  // nor did the first try make it one

    for (const auto* suffix : {"", "-wal"}) {
        std::filesystem::copy_file(database(other) += suffix, database(id_) += suffix,
                                   std::filesystem::copy_options::overwrite_existing);
    }
    clock_.advance(60);
    const auto foreign = store_->account(id_);
    ASSERT_FALSE(foreign);
    EXPECT_THAT(foreign.error().detail, HasSubstr("not the database of account"));
}

TEST_F(StoreOfAccountsTest, OneThatIsNoFileHarmsNobodyElseAndIsFoundAgainWhenRepaired) {
    const AccountId other = add("u2@example.org")->id();
    open();
    std::filesystem::rename(database(id_), folder_.path() / "kept");
    std::filesystem::create_directory(database(id_));
    EXPECT_FALSE(store_->account(id_));
    EXPECT_FALSE(store_->account(id_));
    EXPECT_EQ(log_.count("account_unreadable"), 1);
    EXPECT_TRUE(store_->account(other));

    std::filesystem::remove(database(id_));
    std::filesystem::rename(folder_.path() / "kept", database(id_));
    clock_.advance(60);
    EXPECT_TRUE(store_->account(id_));
}

TEST_F(StoreOfAccountsTest, ADatabaseNewerThanThisProgramIsRefused) {
    open();
    store_.reset();
    const auto set_version = [](const std::filesystem::path& file, int version) {
        run(*sqlite::open(file, false), "UPDATE schema_version SET version = $1", version);
    };
    set_version(database(id_), 99);
    open();
    const auto account = store_->account(id_);
    ASSERT_FALSE(account);
    EXPECT_THAT(account.error().detail, HasSubstr("newer program"));

    store_.reset();
    set_version(folder_.path() / "directory.db", 99);
    const auto store = Store::open(folder_.path(), {clock_, log_});
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(store.error().detail, HasSubstr("newer program"));
}

TEST_F(StoreOfAccountsTest, ADeviceThatWasBlockedBeforeThereWereRulesStaysBlocked) {
    open();
    for (const auto* id : {"good", "bad"}) {
        ASSERT_TRUE((*store_->account(id_))->note([&](Note& note) -> Result<bool> {
            note.ensure_device(id, "Phone");
            return true;
        }));
    }
    store_.reset();
    {
        const auto db = sqlite::open(database(id_), false);
        for (const std::string column : {"access", "standing", "wipe", "policy", "policy_sent",
                                         "policy_at", "policy_outcome", "recovery_password"}) {
            db->define("ALTER TABLE device DROP COLUMN " + column);
        }
        take_conversations_back(*db);
        db->define("DROP TABLE property");
        db->define("DROP INDEX collection_resource");
        db->define("ALTER TABLE collection DROP COLUMN resource");
        db->define("ALTER TABLE object DROP COLUMN made");
        db->define("DROP TABLE outgoing");
        db->define("DROP TABLE outgoing_recipient");
        db->define("ALTER TABLE device ADD COLUMN blocked BIGINT NOT NULL DEFAULT 0");
        db->define("UPDATE device SET blocked = 1 WHERE id = 'bad'");
        db->define("UPDATE schema_version SET version = 2 WHERE part = 'account'");
    }
    open();
    const auto devices =
        (*store_->account(id_))->read([](const Snapshot& snapshot) -> Result<std::vector<Device>> {
            return snapshot.devices();
        });
    ASSERT_TRUE(devices);
    ASSERT_EQ(devices->size(), 2U);
    EXPECT_EQ((*devices)[0].access, Access::kByRule);
    EXPECT_EQ((*devices)[0].standing, Access::kAllow) << "it is nobody new";
    EXPECT_EQ((*devices)[1].access, Access::kBlock);
}

TEST_F(StoreOfAccountsTest, MailOfBeforeThereWereConversationsGetsThemFromUpkeep) {
    open();
    const std::string mail = "Message-ID: <one@example.org>\r\n" + std::string(kMail);
    ASSERT_TRUE(deliver(**store_->account(id_), clock_, {.message = mail}));
    store_.reset();
    take_conversations_back(*sqlite::open(database(id_), false));
    open();
    const auto indexed = [&] {
        return find_integer(*sqlite::open(database(id_), false),
                            "SELECT id FROM object_conversation");
    };
    const auto account = *store_->account(id_);
    EXPECT_EQ(indexed(), std::nullopt);
    store_->keep_up({});
    EXPECT_EQ(indexed(), 1);
}

TEST(Schema, ADatabaseGetsTheMigrationsThatItLacksOnce) {
    static constexpr std::string_view kFirst[] = {"CREATE TABLE t(a BIGINT NOT NULL)"};
    static constexpr std::string_view kSecond[] = {
        "ALTER TABLE t ADD COLUMN b BIGINT NOT NULL DEFAULT 7", "INSERT INTO t(a) VALUES(1)"};
    static constexpr std::string_view kBroken[] = {"INSERT INTO t(a) VALUES(2)", "no statement"};
    static constexpr Migration kAll[] = {kFirst, kSecond, kBroken};
    const TempFolder folder;
    const auto db = sqlite::open(folder.path() / "t.db", true);
    const auto version = [&] { return find_integer(*db, "SELECT version FROM schema_version"); };
    migrate(*db, "account", std::span(kAll).first(1));
    EXPECT_EQ(version(), 1);
    for (int i = 0; i < 2; ++i) {
        migrate(*db, "account", std::span(kAll).first(2));
        EXPECT_EQ(version(), 2);
        EXPECT_EQ(find_integer(*db, "SELECT SUM(a * 10 + b) FROM t"), 17);
    }
    EXPECT_ANY_THROW(migrate(*db, "account", kAll));  // all of it or nothing
    EXPECT_EQ(version(), 2);
    EXPECT_EQ(find_integer(*db, "SELECT COUNT(*) FROM t"), 1);
    EXPECT_ANY_THROW(migrate(*db, "account", std::span(kAll).first(1)));
}

// -- making

TEST_F(StoreOfAccountsTest, ACreationThatFailsLeavesTheAddressFree) {
    const auto accounts = folder_.path() / "accounts";
    std::filesystem::rename(accounts, folder_.path() / "kept");
    std::ofstream(accounts).close();
    EXPECT_FALSE(store_->create_account("u2@example.org", "hash"));
    EXPECT_THAT(*store_->directory().accounts(), SizeIs(1));

    std::filesystem::remove(accounts);
    std::filesystem::rename(folder_.path() / "kept", accounts);
    EXPECT_TRUE(store_->create_account("u2@example.org", "hash"));
}

TEST_F(StoreOfAccountsTest, AFolderOfAnIdThatIsNoAccountsIsKeptAndNamed) {
    std::filesystem::create_directory(folder_of(id_ + 1));
    std::ofstream(folder_of(id_ + 1) / "mail") << "of a directory that was newer";
    EXPECT_EQ(add("u2@example.org")->id(), id_ + 2);
    EXPECT_TRUE(std::filesystem::exists(folder_of(id_ + 1) / "mail"));
    EXPECT_THAT(*store_->leftovers(), ElementsAre(folder_of(id_ + 1)));
}

// -- deleting

TEST_F(StoreOfAccountsTest, WhoStillHoldsADeletedAccountWritesNothingMore) {
    ASSERT_TRUE(store_->delete_account(id_));
    EXPECT_EQ(store_->account(id_).error().code, ErrorCode::kNotFound);
    const std::string large = "Subject: x\r\n\r\n" + std::string(100'000, 'x') + "\r\n";
    EXPECT_FALSE(deliver(*account_, clock_, {.message = large}));
    account_.reset();
    EXPECT_FALSE(std::filesystem::exists(folder_of(id_)));
    EXPECT_THAT(*store_->leftovers(), IsEmpty());
    EXPECT_EQ(store_->delete_account(id_).error().code, ErrorCode::kNotFound);
}

TEST_F(StoreOfAccountsTest, MailForOthersIsDeliveredBeforeItsAccountIsDeleted) {
    const AccountId other = add("u2@example.org")->id();
    open();
    std::filesystem::rename(database(other), folder_.path() / "kept");
    account_ = *store_->account(id_);
    ASSERT_TRUE(send(*account_, other));  // left: the receiver can't be opened
    const auto refused = store_->delete_account(id_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    EXPECT_TRUE(deliver(*account_, clock_, {.message = kMail}));  // nothing was done

    std::filesystem::rename(folder_.path() / "kept", database(other));
    clock_.advance(60);
    ASSERT_TRUE(store_->delete_account(id_));
    EXPECT_THAT(items(**store_->account(other)), SizeIs(1));
}

TEST_F(StoreOfAccountsTest, AnUnreadableAccountCanBeDeleted) {
    open();
    remove_database(id_);
    EXPECT_FALSE(store_->account(id_));
    EXPECT_TRUE(store_->delete_account(id_));
    EXPECT_THAT(*store_->directory().accounts(), IsEmpty());
}

TEST_F(StoreOfAccountsTest, WhatACrashLeftOfADeletedAccountIsSwept) {
    auto gone = folder_of(77);
    gone += ".gone";
    std::filesystem::create_directories(gone / "blobs");
    open();
    EXPECT_FALSE(std::filesystem::exists(gone));
    EXPECT_TRUE(store_->account(id_));
}

// -- a disk that is full

TEST_F(StoreOfAccountsTest, AFullDiskIsOverQuotaAndTheStoreLivesOn) {
    const std::string mail = "Subject: x\r\n\r\n" + std::string(1 << 20, 'a') + "\r\n";
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 600'000;
    setrlimit(RLIMIT_FSIZE, &small);
    auto refused = deliver(*account_, clock_, {.message = mail});
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kOverQuota);
    EXPECT_THAT(items(*account_), IsEmpty());
    EXPECT_TRUE(deliver(*account_, clock_, {.message = mail}));
}

// -- work that is left

TEST_F(StoreOfAccountsTest, IntentsThatAKillLeftAreCarriedOutOnceAfterOpening) {
    const AccountId other = add("u2@example.org")->id();
    open();
    std::filesystem::rename(database(other), folder_.path() / "kept");
    ASSERT_TRUE(send(**store_->account(id_), other));
    ASSERT_TRUE(send(**store_->account(id_), other));
    std::filesystem::rename(folder_.path() / "kept", database(other));

    open();
    // The first had arrived when the process was killed, and was not crossed out yet.
    ASSERT_TRUE((*store_->account(other))->write([&](Change& change) -> Result<bool> {
        return change.begin_received(id_, 1, kNow + 1000);
    }));
    EXPECT_EQ(store_->carry_out_due(), 1);
    EXPECT_THAT(items(**store_->account(other)), SizeIs(1));
    EXPECT_EQ(store_->carry_out_due(), 0);
    EXPECT_THAT(items(**store_->account(other)), SizeIs(1));
}

TEST_F(StoreOfAccountsTest, IntentsAreCarriedOutAlsoWhenTheClockWasSetBackSince) {
    const AccountId other = add("u2@example.org")->id();
    open();
    std::filesystem::rename(database(other), folder_.path() / "kept");
    ASSERT_TRUE(send(**store_->account(id_), other));
    std::filesystem::rename(folder_.path() / "kept", database(other));
    clock_.advance(-10 * 86'400);
    EXPECT_EQ(store_->carry_out_due(), 1);
    EXPECT_THAT(items(**store_->account(other)), SizeIs(1));
    EXPECT_EQ(store_->carry_out_due(), 0);
}

}  // namespace
}  // namespace syncgate::store
