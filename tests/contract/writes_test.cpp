// Writes that share a commit, and what each of them leaves.
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "store/change.h"
#include "store/failure.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class WritesTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        inbox_ = folder(*account_, Role::kInbox);
        heard_.take();
    }
    Uid add_item(Change& change, CollectionId collection, std::string name = "") {
        NewObject object;
        object.bytes = "text";
        NewItem item;
        item.object = change.add_object(object);
        item.name = std::move(name);
        return change.add_item(collection, item);
    }
    Modseq modseq() {
        return *account_->read([](const Snapshot& s) -> Result<Modseq> { return s.modseq(); });
    }

    CollectionId inbox_ = 0;
};

TEST_F(WritesTest, EachCollectionIsToldOnceWithTheOneModseq) {
    const auto sent = folder(*account_, Role::kSent);
    auto taken = account_->write([&](Change& change) -> Result<Modseq> {
        add_item(change, inbox_);
        add_item(change, sent);
        add_item(change, inbox_);
        EXPECT_TRUE(change.add_collection(ItemClass::kMail, 0, Role::kNone, "New"));
        change.touch_hierarchy();
        return change.take_modseq();
    });
    ASSERT_TRUE(taken);
    EXPECT_EQ(modseq(), *taken);
    const AccountId id = account_->id();
    EXPECT_THAT(heard_.take(), UnorderedElementsAre(HeardChanges::Heard(id, kHierarchy, *taken),
                                                    HeardChanges::Heard(id, inbox_, *taken),
                                                    HeardChanges::Heard(id, sent, *taken)));
}

TEST_F(WritesTest, AWriteThatChangesNothingTellsNobody) {
    const Modseq before = modseq();
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        change.set_state(inbox_, 99, kSeen, "", "");
        EXPECT_FALSE(change.remove_item(inbox_, 99));
        EXPECT_FALSE(change.move_item(inbox_, 99, inbox_));
        return true;
    }));
    EXPECT_EQ(modseq(), before);
    EXPECT_THAT(heard_.take(), IsEmpty());
}

TEST_F(WritesTest, TheSameStateAgainIsNoChange) {
    auto uid = account_->write([&](Change& change) -> Result<Uid> {
        const Uid made = add_item(change, inbox_);
        change.set_state(inbox_, made, kSeen, "Work", "due");
        return made;
    });
    const Modseq before = modseq();
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        change.set_state(inbox_, *uid, kSeen, "Work", "due");
        return true;
    }));
    EXPECT_EQ(modseq(), before);
}

TEST_F(WritesTest, AFailureOfTheStoreIsItsErrorAndLeavesNothing) {
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        add_item(change, inbox_, "one");
        return true;
    }));
    heard_.take();
    const Modseq before = modseq();
    const auto taken = account_->write([&](Change& change) -> Result<bool> {
        add_item(change, inbox_, "two");
        add_item(change, inbox_, "one");
        return true;
    });
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::kConflict);
    const auto lacking = account_->write([&](Change& change) -> Result<bool> {
        add_item(change, 4711);
        return true;
    });
    EXPECT_EQ(lacking.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(modseq(), before);
    EXPECT_THAT(items(*account_), SizeIs(1));
    EXPECT_THAT(heard_.take(), IsEmpty());
}

// PostgreSQL refuses everything after a statement that failed; SQLite does not.
TEST_F(WritesTest, WhatWasCaughtInsideIsNotHalfCommitted) {
    const auto done = account_->write([&](Change& change) -> Result<bool> {
        add_item(change, inbox_, "one");
        try {
            add_item(change, inbox_, "one");
        } catch (const StoreFailure& failure) {
            return failure.error();
        }
        return true;
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::kConflict);
    EXPECT_THAT(items(*account_), IsEmpty());
    EXPECT_TRUE(deliver(*account_, clock_, {.message = "x\r\n"}));
}

// Many at once, so that they share commits: every third is refused, fails or throws.
TEST_F(WritesTest, InOneGroupEachStandsOrFallsAlone) {
    constexpr int kThreads = 9;
    constexpr int kEach = 20;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i) {
                const std::string name = std::to_string(t) + "-" + std::to_string(i);
                const auto write = [&] {
                    return account_->write([&](Change& change) -> Result<bool> {
                        add_item(change, inbox_, name);
                        switch (t % 4) {
                            case 1:
                                return Error{ErrorCode::kForbidden, "no"};
                            case 2:
                                add_item(change, inbox_, name);  // taken: the statement fails
                                return true;
                            case 3:
                                throw std::runtime_error("mine");
                            default:
                                return true;
                        }
                    });
                };
                if (t % 4 == 3) {
                    EXPECT_THROW((void)write(), std::runtime_error);
                } else {
                    EXPECT_EQ(write().has_value(), t % 4 == 0);
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    const auto kept = items(*account_);
    EXPECT_THAT(kept, SizeIs(3 * kEach));  // threads 0, 4 and 8
    EXPECT_THAT(heard_.take(), SizeIs(3 * kEach));
    std::set<Modseq> modseqs;
    for (const auto& item : kept) {
        EXPECT_EQ((item.name[0] - '0') % 4, 0);
        modseqs.insert(item.modseq);
    }
    EXPECT_THAT(modseqs, SizeIs(3 * kEach));
    EXPECT_EQ(modseq(), *modseqs.rbegin());  // nobody else took one
}

TEST_F(WritesTest, AUidThatWasReservedIsNobodyElses) {
    auto reserved =
        account_->write([&](Change& change) -> Result<Uid> { return change.reserve_uid(inbox_); });
    ASSERT_TRUE(reserved);
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        EXPECT_GT(add_item(change, inbox_), *reserved);
        return true;
    }));
    EXPECT_FALSE(
        account_->write([&](Change& change) -> Result<Uid> { return change.reserve_uid(4711); }));
}

TEST_F(WritesTest, ANumberIsNotUsedAgainWhenItsItemOrCollectionWent) {
    auto first =
        account_->write([&](Change& change) -> Result<Uid> { return add_item(change, inbox_); });
    auto box = account_->write([&](Change& change) -> Result<CollectionId> {
        return change.add_collection(ItemClass::kMail, 0, Role::kNone, "A");
    });
    ASSERT_TRUE(first && box);
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        EXPECT_TRUE(change.remove_collection(*box));
        return change.remove_item(inbox_, *first);
    }));
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        EXPECT_GT(add_item(change, inbox_), *first);
        EXPECT_GT(*change.add_collection(ItemClass::kMail, 0, Role::kNone, "A"), *box);
        return true;
    }));
}

TEST_F(WritesTest, AMessageIsStoredWithCrlfAndItsDefaultsAreTheClocks) {
    auto delivered = deliver(*account_, clock_, {.message = "Subject: x\n\nBody\n"});
    ASSERT_TRUE(delivered);
    const auto item = items(*account_)[0];
    EXPECT_EQ(bytes(*account_, item.object), "Subject: x\r\n\r\nBody\r\n");
    EXPECT_EQ(item.sort_key, kNow);
    EXPECT_EQ(item.entered, kNow);
    EXPECT_EQ(deliver(*account_, clock_, {.message = "x\r\n", .collection = 4711}).error().code,
              ErrorCode::kNotFound);
    ASSERT_TRUE(
        deliver(*account_, clock_, {.message = "x\r\n", .role = Role::kSent, .received = 5}));
    EXPECT_EQ(items(*account_, Role::kSent)[0].sort_key, 5);
}

// More threads than PostgreSQL's sessions, on accounts that write to each other and are made
// meanwhile: whoever has a session waits for no other.
TEST_F(WritesTest, ManyThreadsOnManyAccountsAllEnd) {
    constexpr int kThreads = 40;
    constexpr int kAccounts = 4;
    std::vector<std::shared_ptr<Account>> accounts;
    for (int i = 0; i < kAccounts; ++i) {
        accounts.push_back(add("m" + std::to_string(i) + "@example.org"));
    }
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            Account& from = *accounts[static_cast<std::size_t>(t % kAccounts)];
            const AccountId to = accounts[static_cast<std::size_t>((t + 1) % kAccounts)]->id();
            EXPECT_TRUE(from.write([&](Change& change) -> Result<bool> {
                Intent intent;
                intent.target = to;
                intent.object = change.add_object(index_mail("Subject: x\r\n\r\n"));
                change.add_intent(intent);
                return true;
            }));
            EXPECT_TRUE(from.read([](const Snapshot& s) -> Result<Modseq> { return s.modseq(); }));
            if (t % 8 == 0) {
                EXPECT_TRUE(
                    store_->create_account("n" + std::to_string(t) + "@example.org", "hash"));
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    store_->carry_out_due();
    for (const auto& account : accounts) {
        EXPECT_THAT(items(*account), SizeIs(kThreads / kAccounts));
    }
}

}  // namespace
}  // namespace syncgate::store
