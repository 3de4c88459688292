// Several gateways on one PostgreSQL database: each is a Store with a folder of its own.
#include <barrier>
#include <thread>

#include <gmock/gmock.h>

#include "store/outgoing_due.h"
#include "store/regime.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::AnyOf;
using testing::IsEmpty;
using testing::SizeIs;

class SeveralStoresTest : public StoreTest {
  protected:
    void SetUp() override {
        if (!on_postgres()) {
            GTEST_SKIP() << "files are one process's";
        }
        StoreTest::SetUp();
        auto opened = Store::open(other_folder_.path(),
                                  {clock_, log_, &other_heard_, 0, {}, database_.conninfo()});
        ASSERT_TRUE(opened) << opened.error().detail;
        other_ = *std::move(opened);
        theirs_ = *other_->account(account_->id());
    }
    void TearDown() override {
        theirs_.reset();
        other_.reset();
    }
    static Result<Modseq> write(Account& account, CollectionId collection) {
        return account.write([&](Change& change) -> Result<Modseq> {
            NewObject object;
            object.bytes = "text";
            NewItem item;
            item.object = change.add_object(object);
            change.add_item(collection, item);
            return change.take_modseq();
        });
    }

    // Of both stores.
    void kill_sessions() {
        const auto server = connection_to(account_->id());
        Query killed(*server,
                     "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                     " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        while (killed.next()) {
        }
    }

    static std::string length(Store& store, Account& account) {
        const auto policy = store.directory().regime().policy(account.id(), account.address());
        EXPECT_TRUE(policy);
        return policy->value("MinDevicePasswordLength");
    }

    TempFolder other_folder_;
    HeardChanges other_heard_;
    std::unique_ptr<Store> other_;
    std::shared_ptr<Account> theirs_;  // account_, through the other store
};

TEST_F(SeveralStoresTest, SeeAndHearWhatOneOfThemCommits) {
    const auto inbox = folder(*account_, Role::kInbox);
    const auto modseq = write(*account_, inbox);
    ASSERT_TRUE(modseq);
    EXPECT_THAT(items(*theirs_), SizeIs(1));
    EXPECT_TRUE(other_heard_.hears({account_->id(), inbox, *modseq}));

    heard_.take();
    const auto back = write(*theirs_, inbox);
    ASSERT_TRUE(back);
    EXPECT_TRUE(heard_.hears({account_->id(), inbox, *back}));
    EXPECT_THAT(heard_.take(), SizeIs(1));  // and nothing of one's own twice
}

TEST_F(SeveralStoresTest, HearNothingOfWhatWasRolledBack) {
    const auto inbox = folder(*account_, Role::kInbox);
    ASSERT_FALSE(account_->write([&](Change& change) -> Result<int> {
        change.touch_hierarchy();
        return Error{ErrorCode::kForbidden, "no"};
    }));
    const auto modseq = write(*account_, inbox);
    ASSERT_TRUE(other_heard_.hears({account_->id(), inbox, *modseq}));
    EXPECT_THAT(other_heard_.take(), SizeIs(1));
}

TEST_F(SeveralStoresTest, HearOfPasswordsStandingAndDeletion) {
    const AccountId id = account_->id();
    ASSERT_TRUE(store_->directory().set_password(id, "other"));
    EXPECT_TRUE(other_heard_.hears_credentials(id));
    other_heard_.take_credentials();
    ASSERT_TRUE(store_->directory().set_enabled(id, false));
    EXPECT_TRUE(other_heard_.hears_credentials(id));
    other_heard_.take_credentials();
    ASSERT_TRUE(store_->delete_account(id));
    EXPECT_TRUE(other_heard_.hears_credentials(id));
}

TEST_F(SeveralStoresTest, WritesOfAllAreSerialAndNoneIsLost) {
    constexpr int kThreads = 4;
    constexpr int kEach = 25;
    const auto inbox = folder(*account_, Role::kInbox);
    const auto uid = account_->write([&](Change& change) -> Result<Uid> {
        NewItem item;
        item.object = change.add_object(index_mail("Subject: x\r\n\r\n"));
        return change.add_item(inbox, item);
    });
    ASSERT_TRUE(uid);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            Account& mine = t % 2 == 0 ? *account_ : *theirs_;
            for (int i = 0; i < kEach; ++i) {
                auto done = mine.write([&](Change& change) -> Result<bool> {
                    const auto flags = change.item(inbox, *uid)->flags;
                    change.set_state(inbox, *uid, flags + 1, "", "");
                    return true;
                });
                EXPECT_TRUE(done) << done.error().detail;
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(items(*theirs_)[0].flags, kThreads * kEach);
}

TEST_F(SeveralStoresTest, AnIntentArrivesOnceThoughAllCarryItOut) {
    const auto target = add("u2@example.org");
    constexpr int kSent = 20;
    std::vector<std::thread> threads;
    for (Account* from : {account_.get(), theirs_.get()}) {
        threads.emplace_back([&, from] {
            for (int i = 0; i < kSent; ++i) {
                EXPECT_TRUE(from->write([&](Change& change) -> Result<bool> {
                    Intent intent;
                    intent.target = target->id();
                    intent.object = change.add_object(index_mail("Subject: x\r\n\r\n"));
                    change.add_intent(intent);
                    return true;
                }));
            }
        });
    }
    for (Store* each : {store_.get(), other_.get()}) {
        threads.emplace_back([each] {
            for (int i = 0; i < kSent; ++i) {
                each->carry_out_due();
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    clock_.advance(1);
    store_->carry_out_due();
    EXPECT_EQ(other_->carry_out_due(), 0);
    EXPECT_THAT(items(*target), SizeIs(2 * kSent));
}

TEST_F(SeveralStoresTest, AnAccountThatOneDeletedIsGoneForTheOthersAndNeverEmpty) {
    const AccountId id = account_->id();
    ASSERT_TRUE(deliver(*account_, clock_, {.message = "x\r\n"}));
    account_.reset();
    ASSERT_TRUE(store_->delete_account(id));
    const auto gone = AnyOf(ErrorCode::kNotFound, ErrorCode::kUnavailable);
    const auto read = theirs_->read(
        [](const Snapshot& s) -> Result<std::size_t> { return s.collections().size(); });
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().code, gone);
    const auto written = write(*theirs_, 1);
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().code, gone);
    theirs_.reset();
    const auto opened = other_->account(id);
    if (opened) {  // it may have been open there
        const auto again = (*opened)->read(
            [](const Snapshot& s) -> Result<std::size_t> { return s.collections().size(); });
        ASSERT_FALSE(again);
        EXPECT_THAT(again.error().code, gone);
    }
    EXPECT_THAT(*other_->leftovers(), IsEmpty());
    const auto connection = connection_to(id);
    EXPECT_EQ(find_integer(*connection, "SELECT COUNT(*) FROM object"), 0);
    EXPECT_EQ(find_integer(*connection, "SELECT COUNT(*) FROM blob"), 0);
}

TEST_F(SeveralStoresTest, AllSessionsThatBrokeAtOnceAreReplacedForAllWhoWaitForThem) {
    constexpr int kSessions = 16;  // of a store
    const auto read_in = [&](int threads, std::barrier<>* together) {
        std::vector<std::jthread> readers;
        for (int i = 0; i < threads; ++i) {
            readers.emplace_back([&] {
                const auto done = account_->read([&](const Snapshot& snapshot) -> Result<Modseq> {
                    if (together != nullptr) {
                        together->arrive_and_wait();  // each holds one
                    }
                    return snapshot.modseq();
                });
                EXPECT_TRUE(done) << done.error().detail;
            });
        }
    };
    std::barrier all(kSessions);
    read_in(kSessions, &all);
    kill_sessions();
    read_in(2 * kSessions, nullptr);
}

TEST_F(SeveralStoresTest, ASessionThatWasKilledIsReplacedAndTheListenerSaysThatItMissed) {
    const auto inbox = folder(*account_, Role::kInbox);
    kill_sessions();
    EXPECT_TRUE(other_heard_.hears_missed());
    EXPECT_TRUE(heard_.hears_missed());
    const auto modseq = write(*account_, inbox);
    ASSERT_TRUE(modseq) << modseq.error().detail;
    EXPECT_TRUE(other_heard_.hears({account_->id(), inbox, *modseq}));
    EXPECT_THAT(items(*theirs_), SizeIs(1));
}

TEST_F(SeveralStoresTest, ADatabaseThatIsNotThereIsUnavailable) {
    const TempFolder folder;
    const auto opened = Store::open(
        folder.path(), {clock_, log_, nullptr, 0, {}, database_.conninfo() + "_of_nobody"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(opened.error().detail, testing::HasSubstr("does not exist"));
    const auto misread =
        Store::open(folder.path(), {clock_, log_, nullptr, 0, {}, "host=x password=two words"});
    ASSERT_FALSE(misread);
    EXPECT_EQ(misread.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(misread.error().detail, testing::Not(testing::HasSubstr("words")));
}

TEST_F(SeveralStoresTest, MakeAccountsAtOnceWithoutSharingANumber) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            Store& mine = t % 2 == 0 ? *store_ : *other_;
            for (int i = 0; i < 5; ++i) {
                const std::string name = std::to_string(t) + "-" + std::to_string(i);
                auto made = mine.create_account(name + "@example.org", "hash");
                EXPECT_TRUE(made) << made.error().detail;
                // Both try the same address: one of them gets it.
                (void)mine.create_account("same" + std::to_string(i) + "@example.org", "hash");
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_THAT(*store_->directory().accounts(), SizeIs(1 + 20 + 5));
    EXPECT_THAT(*store_->leftovers(), IsEmpty());
}

// A notice has room for some hundred.
TEST_F(SeveralStoresTest, HearOfEachCollectionOfALargeWrite) {
    constexpr int kFolders = 301;
    std::vector<CollectionId> folders;
    const auto modseq = account_->write([&](Change& change) -> Result<Modseq> {
        NewItem item;
        item.object = change.add_object(index_mail("Subject: x\r\n\r\n"));
        for (int i = 0; i < kFolders; ++i) {
            auto made =
                change.add_collection(ItemClass::kMail, 0, Role::kNone, "F" + std::to_string(i));
            if (!made) {
                return made.error();
            }
            folders.push_back(*made);
            change.add_item(*made, item);
        }
        return change.take_modseq();
    });
    ASSERT_TRUE(modseq) << modseq.error().detail;
    for (const auto folder : {folders.front(), folders.back(), CollectionId{kHierarchy}}) {
        EXPECT_TRUE(other_heard_.hears({account_->id(), folder, *modseq}));
    }
    EXPECT_THAT(other_heard_.take(), SizeIs(kFolders + 1));
}

TEST_F(SeveralStoresTest, MakeTheSchemaOnceThoughTheyStartAtOnce) {
    const TestDatabase fresh;
    const TempFolder folders[4];
    std::vector<std::thread> threads;
    for (const auto& folder : folders) {
        threads.emplace_back([&] {
            const auto opened =
                Store::open(folder.path(), {clock_, log_, nullptr, 0, {}, fresh.conninfo()});
            EXPECT_TRUE(opened) << opened.error().detail;
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
}

TEST_F(SeveralStoresTest, APolicyCountsAtTheOtherWhenItHasHeardOfIt) {
    EXPECT_EQ(length(*other_, *theirs_), "1");
    ASSERT_TRUE(store_->directory().regime().set({0, "all"}, "MinDevicePasswordLength", "6"));
    ASSERT_TRUE(other_heard_.hears_regime());
    other_->directory().regime().forget();  // as whoever listens has to
    EXPECT_EQ(length(*other_, *theirs_), "6");
}

TEST_F(SeveralStoresTest, MailForTheRelayIsTakenByOneOfThemUntilItsTimeIsOver) {
    ASSERT_TRUE(account_->write([](Change& change) -> Result<void> {
        const std::string recipients[] = {"a@elsewhere.example"};
        return change.add_outgoing(change.add_object(index_mail("Subject: x\r\n\r\n")),
                                   "u1@example.org", recipients);
    }));
    for (const bool first : {true, false}) {
        std::barrier together(2);
        std::optional<Outgoing> taken[2];
        const auto take = [&](Store& store, std::optional<Outgoing>& found) {
            together.arrive_and_wait();
            auto done = store.take_outgoing(account_->id());
            EXPECT_TRUE(done);
            found = *std::move(done);
        };
        {
            const std::jthread there([&] { take(*other_, taken[1]); });
            take(*store_, taken[0]);
        }
        // The one that took it first has it in hand, and it is the other's after its time.
        EXPECT_EQ(taken[0].has_value() + taken[1].has_value(), 1) << first;
        clock_.advance(kOutgoingHeld);
    }
}

}  // namespace
}  // namespace syncgate::store
