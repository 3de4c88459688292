#include "store/account.h"

#include <thread>

#include <gmock/gmock.h>

#include "store/failure.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kMail = "From: a@example.net\r\nSubject: Hello\r\n\r\nBody\r\n";

TEST_F(StoreTest, AWriteIsOneModseqAndOneNotificationACollection) {
    heard_.take();
    const auto inbox = folder(*account_, Role::kInbox);
    auto modseq = account_->write([&](Change& change) -> Result<Modseq> {
        for (int i = 0; i < 3; ++i) {
            NewItem item;
            item.object = change.add_object(index_mail(kMail));
            change.add_item(inbox, item);
        }
        return change.take_modseq();
    });
    ASSERT_TRUE(modseq);
    EXPECT_THAT(heard_.take(), ElementsAre(HeardChanges::Heard(account_->id(), inbox, *modseq)));
    for (const auto& item : items(*account_)) {
        EXPECT_EQ(item.created, *modseq);
        EXPECT_EQ(item.modseq, *modseq);
    }
}

TEST_F(StoreTest, WhatIsRefusedLeavesNothingBehind) {
    heard_.take();
    const auto inbox = folder(*account_, Role::kInbox);
    auto done = account_->write([&](Change& change) -> Result<int> {
        NewItem item;
        item.object = change.add_object(index_mail(kMail));
        change.add_item(inbox, item);
        return Error{ErrorCode::kForbidden, "no"};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::kForbidden);
    EXPECT_THAT(items(*account_), IsEmpty());
    EXPECT_THAT(heard_.take(), IsEmpty());
}

TEST_F(StoreTest, AnExceptionOfTheCallerComesThroughAndLeavesNothingBehind) {
    const auto inbox = folder(*account_, Role::kInbox);
    EXPECT_THROW((void)account_->write([&](Change& change) -> Result<int> {
        NewItem item;
        item.object = change.add_object(index_mail(kMail));
        change.add_item(inbox, item);
        throw std::runtime_error("mine");
    }),
                 std::runtime_error);
    EXPECT_THAT(items(*account_), IsEmpty());
    EXPECT_TRUE(deliver(*account_, clock_, {.message = kMail}));
}

TEST_F(StoreTest, AnAbsentCollectionIsAnErrorAndTheStoreLivesOn) {
    auto done = account_->write([&](Change& change) -> Result<int> {
        change.add_item(4711, NewItem{});
        return 1;
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::kNotFound);
    EXPECT_TRUE(deliver(*account_, clock_, {.message = kMail}));
}

TEST_F(StoreTest, AnItemThatComesAndGoesInOneWriteLeavesNoTrace) {
    const auto inbox = folder(*account_, Role::kInbox);
    auto before = account_->write([&](Change& change) -> Result<Modseq> {
        NewItem item;
        item.object = change.add_object(index_mail(kMail));
        const Uid uid = change.add_item(inbox, item);
        EXPECT_TRUE(change.remove_item(inbox, uid));
        return change.take_modseq();
    });
    ASSERT_TRUE(before);
    auto events = account_->read([&](const Snapshot& snapshot) -> Result<std::vector<Event>> {
        return snapshot.events_after(inbox, {}, 10);
    });
    EXPECT_THAT(*events, IsEmpty());
}

TEST_F(StoreTest, AMovedItemKeepsItsBytesAndGetsANewUid) {
    auto delivered = deliver(*account_, clock_, {.message = kMail, .flags = kSeen});
    ASSERT_TRUE(delivered);
    const auto trash = folder(*account_, Role::kTrash);
    auto moved = account_->write([&](Change& change) -> Result<std::optional<Uid>> {
        return change.move_item(delivered->collection, delivered->uid, trash);
    });
    ASSERT_TRUE(moved && *moved);
    EXPECT_THAT(items(*account_), IsEmpty());
    const auto in_trash = items(*account_, Role::kTrash);
    ASSERT_THAT(in_trash, SizeIs(1));
    EXPECT_EQ(in_trash[0].flags, kSeen);
    EXPECT_EQ(bytes(*account_, in_trash[0].object), kMail);
}

TEST_F(StoreTest, ANoteTakesNoModseqAndTellsNobody) {
    heard_.take();
    auto before = account_->read([](const Snapshot& s) -> Result<Modseq> { return s.modseq(); });
    auto key = account_->note([](Note& note) -> Result<std::int64_t> {
        note.ensure_device("D1", "Phone");
        return note.next_key();
    });
    ASSERT_TRUE(key);
    auto after = account_->read([](const Snapshot& s) -> Result<Modseq> { return s.modseq(); });
    EXPECT_EQ(*before, *after);
    EXPECT_THAT(heard_.take(), IsEmpty());
}

TEST_F(StoreTest, SmallAndLargeMessagesComeBackByteForByteAndBySlice) {
    for (const std::size_t size : {100UL, 65'000UL, 66'000UL, 3'000'000UL}) {
        SCOPED_TRACE(size);
        std::string mail = "Subject: x\r\n\r\n";
        for (std::size_t i = 0; mail.size() < size; ++i) {
            mail += std::to_string(i) + "\r\n";
        }
        auto delivered = deliver(*account_, clock_, {.message = mail});
        ASSERT_TRUE(delivered) << delivered.error().detail;
        const auto item = items(*account_).back();
        EXPECT_EQ(bytes(*account_, item.object), mail);
        EXPECT_EQ(bytes(*account_, item.object, 14, 20), mail.substr(14, 6));
        EXPECT_EQ(bytes(*account_, item.object, mail.size(), mail.size() + 5), "");
    }
}

TEST_F(StoreTest, ALargeMessageSharedByTwoItemsIsKeptUntilTheLastGoes) {
    std::string mail = "Subject: x\r\n\r\n" + std::string(100'000, 'a') + "\r\n";
    auto first = deliver(*account_, clock_, {.message = mail});
    auto second = deliver(*account_, clock_, {.message = mail});
    ASSERT_TRUE(first && second);
    const auto remove = [&](Uid uid) {
        auto done = account_->write([&](Change& change) -> Result<bool> {
            return change.remove_item(first->collection, uid);
        });
        EXPECT_TRUE(done && *done);
    };
    remove(first->uid);
    EXPECT_EQ(bytes(*account_, items(*account_)[0].object), mail);
    remove(second->uid);
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
        files +=
            entry.path().string().find("/blobs/") != std::string::npos && entry.is_regular_file()
                ? 1
                : 0;
    }
    EXPECT_EQ(files, 0);
}

TEST_F(StoreTest, WritersOfManyThreadsAreAllAnsweredInModseqOrder) {
    constexpr int kThreads = 8;
    constexpr int kEach = 25;
    heard_.take();
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < kEach; ++i) {
                EXPECT_TRUE(deliver(*account_, clock_, {.message = kMail}));
                EXPECT_TRUE(account_->read(
                    [](const Snapshot& snapshot) -> Result<Modseq> { return snapshot.modseq(); }));
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_THAT(items(*account_), SizeIs(kThreads * kEach));
    const auto heard = heard_.take();
    EXPECT_THAT(heard, SizeIs(kThreads * kEach));
    EXPECT_TRUE(std::is_sorted(heard.begin(), heard.end(), [](const auto& a, const auto& b) {
        return std::get<2>(a) < std::get<2>(b);
    }));
}

TEST_F(StoreTest, WhatWasAcknowledgedIsThereAfterOpeningAgain) {
    ASSERT_TRUE(deliver(*account_, clock_, {.message = kMail}));
    const AccountId id = account_->id();
    account_.reset();
    open();
    account_ = *store_->account(id);
    ASSERT_THAT(items(*account_), SizeIs(1));
    EXPECT_EQ(bytes(*account_, items(*account_)[0].object), kMail);
}

TEST_F(StoreTest, OnlyOneProcessOpensTheStore) {
    const auto again = Store::open(folder_.path(), {clock_, log_});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kConflict);
    EXPECT_THAT(again.error().detail, testing::HasSubstr(std::to_string(getpid())));
}

}  // namespace
}  // namespace syncgate::store
