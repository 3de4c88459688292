// Accounts of a store: made, opened, deleted; what is due.
#include "store/store.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kMail = "From: u1@example.org\r\nSubject: To you\r\n\r\nBody\r\n";

class AccountsTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        id_ = account_->id();
    }
    ErrorCode error_of(AccountId account) {
        auto opened = store_->account(account);
        EXPECT_FALSE(opened);
        return opened ? ErrorCode::kInternal : opened.error().code;
    }

    AccountId id_ = 0;
};

TEST_F(AccountsTest, WhoIsNotThereIsNotFound) {
    EXPECT_EQ(error_of(4711), ErrorCode::kNotFound);
    EXPECT_EQ(store_->delete_account(4711).error().code, ErrorCode::kNotFound);
}

TEST_F(AccountsTest, ANewAccountIsEmptyAndCountsFromNothing) {
    auto other = add("u2@example.org");
    EXPECT_THAT(items(*other), IsEmpty());
    ASSERT_TRUE(deliver(*account_, clock_, {.message = kMail}));
    EXPECT_THAT(items(*other), IsEmpty());  // each has its own
    const auto usage =
        other->read([](const Snapshot& snapshot) -> Result<Usage> { return snapshot.usage(); });
    EXPECT_EQ(usage->items, 0);
    EXPECT_EQ(other->address(), "u2@example.org");
}

TEST_F(AccountsTest, WhoStillHoldsADeletedAccountWritesNothingMore) {
    ASSERT_TRUE(store_->delete_account(id_));
    EXPECT_EQ(error_of(id_), ErrorCode::kNotFound);
    const std::string large = "Subject: x\r\n\r\n" + std::string(100'000, 'x') + "\r\n";
    EXPECT_FALSE(deliver(*account_, clock_, {.message = large}));
    EXPECT_FALSE(
        account_->note([](Note& note) -> Result<std::int64_t> { return note.next_key(); }));
    account_.reset();
    EXPECT_THAT(*store_->leftovers(), IsEmpty());
    EXPECT_EQ(store_->delete_account(id_).error().code, ErrorCode::kNotFound);
}

TEST_F(AccountsTest, ADeletedAccountLeavesNothingAndItsNumberIsNotUsedAgain) {
    ASSERT_TRUE(deliver(*account_, clock_, {.message = kMail}));
    ASSERT_TRUE(store_->directory().add_alias(id_, "alias@example.org"));
    account_.reset();
    ASSERT_TRUE(store_->delete_account(id_));
    EXPECT_THAT(*store_->directory().accounts(), IsEmpty());
    EXPECT_FALSE(store_->directory().find_recipient("alias@example.org"));
    auto again = add("u1@example.org");
    EXPECT_NE(again->id(), id_);
    EXPECT_THAT(items(*again), IsEmpty());
    again.reset();
    open();
    EXPECT_EQ(error_of(id_), ErrorCode::kNotFound);
}

TEST_F(AccountsTest, WhatWasRememberedForATimeIsForgottenHourlyAndAtOpening) {
    const auto rows = [&] {
        const auto db = connection_to(id_);
        return find_integer(*db,
                            "SELECT (SELECT COUNT(*) FROM request)"
                            " + (SELECT COUNT(*) FROM intent_done)");
    };
    const auto remember = [&](UnixSeconds until) {
        ASSERT_TRUE((*store_->account(id_))->write([&](Change& change) -> Result<bool> {
            change.remember(1, "send", std::to_string(until), "200", until);
            return change.begin_received(7, until, until);
        }));
    };
    remember(kNow + 100);
    remember(kNow + 100'000);
    clock_.advance(101);
    store_->carry_out_due();
    EXPECT_EQ(rows(), 4);
    clock_.advance(3600);
    store_->carry_out_due();
    EXPECT_EQ(rows(), 2);
    clock_.advance(100'000);
    open();
    ASSERT_TRUE(store_->account(id_));
    EXPECT_EQ(rows(), 0);
}

TEST_F(AccountsTest, MoreThanMayBeOpenAreAllWhole) {
    open(1);  // each is closed when the next is opened
    std::vector<AccountId> ids;
    for (int i = 0; i < 20; ++i) {
        ids.push_back(add("m" + std::to_string(i) + "@example.org")->id());
    }
    for (int round = 0; round < 3; ++round) {
        for (const auto id : ids) {
            ASSERT_TRUE(deliver(**store_->account(id), clock_, {.message = kMail}));
        }
    }
    for (const auto id : ids) {
        EXPECT_THAT(items(**store_->account(id)), SizeIs(3));
    }
}

TEST_F(AccountsTest, ADatabaseNewerThanThisProgramIsRefused) {
    account_.reset();
    store_.reset();
    {
        const auto directory = on_postgres() ? connection_to(id_)
                                             : sqlite::open(folder_.path() / "directory.db", false);
        run(*directory, "UPDATE schema_version SET version = 99 WHERE part = 'directory'");
    }
    const auto store =
        Store::open(folder_.path(), {clock_, log_, nullptr, 0, {}, database_.conninfo()});
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(store.error().detail, testing::HasSubstr("newer program"));
}

}  // namespace
}  // namespace syncgate::store
