#include "store/writer.h"

#include <atomic>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "formats/digest/sha256.h"
#include "formats/mime/message_index.h"
#include "store/change.h"
#include "store/delivery.h"
#include "store/failure.h"
#include "store/schema.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/file_database.h"
#include "tests/unit/store/temp_folder.h"

namespace syncgate::store {
namespace {

constexpr AccountId kAccount = 1;
constexpr std::string_view kMail = "Subject: small\r\n\r\nBody\r\n";

// A writer alone, over a database of its own.
class WriterTest : public testing::Test {
  protected:
    void SetUp() override {
        mime::init();
        {
            const auto connection = database_.writer();
            migrate_account(*connection);
            run(*connection,
                "INSERT INTO account_state(account, modseq, last_collection, last_object,"
                " last_key, last_intent, last_device) VALUES(1, 0, 0, 0, 0, 0, 0)");
            connection_ = &*connection;
        }
        writer_ = std::make_unique<Writer>(
            database_, kAccount, blobs_, clock_,
            Writer::Hooks{[this](Connection&) { before_intents_(); }, [](const Scope&) {},
                          [this](const Scope&) { ++committed_; }});
        ASSERT_FALSE(write([&](Change& change) {
            inbox_ = *change.add_collection(ItemClass::kMail, 0, Role::kInbox, "Inbox");
        }));
        committed_ = 0;
    }

    // The error, if there was one.
    std::optional<Error> write(const std::function<void(Change&)>& f) {
        return writer_
            ->run([&](Scope& scope) {
                Change change(scope);
                f(change);
                return true;
            })
            .error;
    }

    Uid add(Change& change, std::string_view mail) {
        NewItem item;
        item.object = change.add_object(index_mail(mail));
        return change.add_item(inbox_, item);
    }

    // All as one group, in this order; their errors.
    std::vector<std::optional<Error>> together(
        const std::vector<std::function<void(Change&)>>& writes) {
        std::vector<std::optional<Error>> errors(writes.size());
        std::vector<std::thread> threads;
        // While a group is at work the next one gathers.
        EXPECT_FALSE(write([&](Change&) {
            for (std::size_t i = 0; i < writes.size(); ++i) {
                threads.emplace_back([&, i] { errors[i] = write(writes[i]); });
                while (writer_->waiting() != i + 1) {
                    std::this_thread::yield();
                }
            }
        }));
        for (auto& thread : threads) {
            thread.join();
        }
        return errors;
    }

    std::int64_t count_items() {
        std::int64_t count = 0;
        EXPECT_FALSE(writer_
                         ->run([&](Scope& scope) {
                             count = *find_integer(scope.db, "SELECT COUNT(*) FROM item");
                             return false;
                         })
                         .error);
        return count;
    }

    TempFolder folder_;
    FakeClock clock_{1'795'500'000};
    std::atomic<std::size_t> files_ = 0;
    sqlite::FileDatabase database_{folder_.path() / "store.db", true, files_};
    Blobs blobs_{folder_.path() / "blobs"};
    Connection* connection_ = nullptr;  // the writer's
    std::unique_ptr<Writer> writer_;
    CollectionId inbox_ = 0;
    std::function<void()> before_intents_ = [] {};
    std::atomic<int> committed_ = 0;
};

TEST_F(WriterTest, LeavesNoFileOfWhatWasNotKept) {
    const std::string large = "Subject: large\r\n\r\n" + std::string(100'000, 'x');
    const std::string kept = "Subject: kept\r\n\r\n" + std::string(100'000, 'y');
    ASSERT_FALSE(write([&](Change& change) { add(change, kept); }));
    for (const auto& text : {large, kept}) {
        EXPECT_TRUE(write([&](Change& change) {
            add(change, text);
            throw StoreFailure({ErrorCode::kOverQuota, "no room"});
        }));
    }
    EXPECT_FALSE(blobs_.exists(digest::sha256(large)));
    EXPECT_TRUE(blobs_.exists(digest::sha256(kept)));
}

TEST_F(WriterTest, LeavesNoFileWhenTheCommitFails) {
    const std::string large = "Subject: large\r\n\r\n" + std::string(100'000, 'x');
    before_intents_ = [] { throw StoreFailure({ErrorCode::kOverQuota, "no room"}); };
    EXPECT_TRUE(write([&](Change& change) {
        add(change, large);
        change.add_intent({.target = 2, .object = change.add_object(index_mail(large))});
    }));
    EXPECT_FALSE(blobs_.exists(digest::sha256(large)));
}

TEST_F(WriterTest, ABlobThatOneOfAGroupGivesUpAndAnotherAddsKeepsItsFile) {
    const std::string large = "Subject: large\r\n\r\n" + std::string(100'000, 'x') + "\r\n";
    Uid first = 0;
    ASSERT_FALSE(write([&](Change& change) { first = add(change, large); }));
    const auto errors = together({[&](Change& change) { change.remove_item(inbox_, first); },
                                  [&](Change& change) { add(change, large); }});
    EXPECT_FALSE(errors[0] || errors[1]);
    EXPECT_TRUE(blobs_.exists(digest::sha256(large)));
}

TEST_F(WriterTest, ABlobThatAGroupAddsAndThenGivesUpLeavesNoFile) {
    const std::string large = "Subject: large\r\n\r\n" + std::string(100'000, 'x') + "\r\n";
    Uid first = 0;
    const auto errors = together({[&](Change& change) { first = add(change, large); },
                                  [&](Change& change) { change.remove_item(inbox_, first); }});
    EXPECT_FALSE(errors[0] || errors[1]);
    EXPECT_FALSE(blobs_.exists(digest::sha256(large)));
}

TEST_F(WriterTest, AJobThatFailsTakesNothingWithItWhereverItStandsInItsGroup) {
    const auto add_one = [&](Change& change) { add(change, kMail); };
    const auto fail = [&](Change& change) {
        add(change, kMail);
        throw StoreFailure({ErrorCode::kConflict, "no"});
    };
    for (std::size_t failing = 0; failing < 3; ++failing) {
        SCOPED_TRACE(failing);
        const auto before = count_items();
        std::vector<std::function<void(Change&)>> writes(3, add_one);
        writes[failing] = fail;
        const auto errors = together(writes);
        for (std::size_t i = 0; i < errors.size(); ++i) {
            EXPECT_EQ(errors[i].has_value(), i == failing);
        }
        EXPECT_EQ(count_items(), before + 2);
    }
}

TEST_F(WriterTest, AJobThatFillsTheDiskSaysSoAndThoseAfterItAreKept) {
    const auto fill = [&](Change& change) {
        run(*connection_, "PRAGMA max_page_count = 1");  // as many as there are: none can be added
        for (int i = 0; i < 1000; ++i) {
            add(change, std::string(kMail) + std::string(50'000, 'y') + std::to_string(i));
        }
    };
    const auto errors = together({[&](Change& change) { add(change, kMail); }, fill,
                                  [&](Change& change) {
                                      run(*connection_, "PRAGMA max_page_count = 1000000");
                                      add(change, kMail);
                                  }});
    ASSERT_TRUE(errors[1]);
    EXPECT_EQ(errors[1]->code, ErrorCode::kOverQuota) << errors[1]->detail;
    EXPECT_FALSE(errors[2]) << errors[2]->detail;
    // The first may have gone with the second; then it was told.
    EXPECT_EQ(count_items(), errors[0] ? 1 : 2);
    EXPECT_EQ(committed_, errors[0] ? 2 : 3);  // with the one that gathered the group
}

TEST_F(WriterTest, WhatTheEngineRolledBackByItselfIsRefusedWithTheFirstError) {
    const auto errors =
        together({[&](Change& change) { add(change, kMail); },
                  [&](Change& change) {
                      add(change, kMail);
                      run(*connection_, "ROLLBACK");  // as SQLite does when a disk fails
                      throw StoreFailure({ErrorCode::kOverQuota, "full"});
                  },
                  [&](Change& change) { add(change, kMail); }});
    ASSERT_TRUE(errors[0] && errors[1]);
    EXPECT_EQ(errors[0]->code, ErrorCode::kOverQuota);
    EXPECT_EQ(errors[1]->detail, "full");
    EXPECT_FALSE(errors[2]);
    EXPECT_EQ(count_items(), 1);
}

TEST_F(WriterTest, AJobThatGoesOnAfterItsTransactionIsLostKeepsNothing) {
    const auto error = write([&](Change& change) {
        run(*connection_, "ROLLBACK");
        EXPECT_THROW(add(change, kMail), StoreFailure);
    });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::kUnavailable);
    EXPECT_EQ(count_items(), 0);
    EXPECT_FALSE(write([&](Change& change) { add(change, kMail); }));
}

TEST_F(WriterTest, ACommitThatFailsRefusesEveryWriterOfItsGroup) {
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const auto full = [&](Change& change) {
        add(change, kMail);
        rlimit none = before;
        none.rlim_cur = 0;
        setrlimit(RLIMIT_FSIZE, &none);
    };
    const auto errors = together({[&](Change& change) { add(change, kMail); }, full});
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    for (const auto& error : errors) {
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code, ErrorCode::kUnavailable) << error->detail;
    }
    EXPECT_EQ(count_items(), 0);
    EXPECT_FALSE(write([&](Change& change) { add(change, kMail); }));
    EXPECT_EQ(count_items(), 1);
}

TEST_F(WriterTest, WorkForOthersIsAnnouncedBeforeItIsCommitted) {
    const auto seen = [&] {
        const auto reader = sqlite::open(folder_.path() / "store.db", false);
        return find_integer(*reader, "SELECT COUNT(*) FROM intent").value_or(-1);
    };
    std::int64_t before = -1;
    before_intents_ = [&] { before = seen(); };
    const auto send = [&](Change& change) {
        Intent intent;
        intent.target = 2;
        intent.object = change.add_object(index_mail(kMail));
        change.add_intent(intent);
    };
    EXPECT_FALSE(write(send));
    EXPECT_EQ(before, 0);
    EXPECT_EQ(seen(), 1);

    before_intents_ = [] { throw StoreFailure({ErrorCode::kUnavailable, "no directory"}); };
    EXPECT_TRUE(write(send));
    EXPECT_EQ(seen(), 1);
}

}  // namespace
}  // namespace syncgate::store
