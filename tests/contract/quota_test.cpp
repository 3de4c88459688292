// Quotas: counted exactly, refused before anything is written, room made from Trash.
#include "store/quota.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class QuotaTest : public StoreTest {
  protected:
    Usage usage() {
        auto found = account_->read(
            [](const Snapshot& snapshot) -> Result<Usage> { return snapshot.usage(); });
        EXPECT_TRUE(found);
        return *found;
    }
    void set_quota(std::optional<std::int64_t> bytes, std::optional<std::int64_t> items) {
        ASSERT_TRUE(account_->note([&](Note& note) -> Result<bool> {
            note.set_quota(bytes, items);
            return true;
        }));
    }
    Result<Delivered> mail(std::size_t size, Role role = Role::kInbox) {
        std::string text = "Subject: x\r\n\r\n";
        text.resize(size - 2, 'x');
        text += "\r\n";
        return deliver(*account_, clock_, {.message = text, .role = role});
    }
    std::optional<ErrorCode> error(std::size_t size) {
        const auto delivered = mail(size);
        return delivered ? std::nullopt : std::optional(delivered.error().code);
    }
    std::size_t blob_files() {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
            const bool is_blob = entry.path().string().find("/blobs/") != std::string::npos;
            files += is_blob && entry.is_regular_file() ? 1U : 0U;
        }
        return files;
    }
};

TEST_F(QuotaTest, CountsWhatComesAndGoes) {
    EXPECT_EQ(usage().bytes, 0);
    const auto first = mail(1000);
    ASSERT_TRUE(first && mail(500));
    EXPECT_EQ(usage().bytes, 1500);
    EXPECT_EQ(usage().items, 2);
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<void> {
        return change.trash_item(first->collection, first->uid);
    }));
    EXPECT_EQ(usage().items, 2);  // moved
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<void> {
        return change.trash_item(change.by_role(ItemClass::kMail, Role::kTrash)->id, 1);
    }));
    EXPECT_EQ(usage().bytes, 500);
    EXPECT_EQ(usage().items, 1);
}

TEST_F(QuotaTest, ACheckComparesTheCountersWithWhatIsThere) {
    const auto problems = [&] {
        return *account_->read([](const Snapshot& snapshot) -> Result<std::vector<std::string>> {
            return snapshot.problems();
        });
    };
    ASSERT_TRUE(mail(1000));
    EXPECT_THAT(problems(), IsEmpty());
    const auto connection = connection_to(account_->id());
    run(*connection, "UPDATE account_state SET bytes = 999");
    EXPECT_THAT(problems(), SizeIs(1));
}

TEST_F(QuotaTest, AnEditCountsTheNewTextAlone) {
    const auto first = mail(1000);
    ASSERT_TRUE(first);
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        NewObject object;
        object.bytes = "0123456789";
        change.set_object(first->collection, first->uid, change.add_object(object), 0);
        return true;
    }));
    EXPECT_EQ(usage().bytes, 10);
    EXPECT_EQ(usage().items, 1);
}

TEST_F(QuotaTest, WhatWasRefusedIsNotCounted) {
    ASSERT_FALSE(account_->write([&](Change& change) -> Result<bool> {
        NewItem item;
        item.object = change.add_object(index_mail("Subject: x\r\n\r\n"));
        change.add_item(4711, item);
        return true;
    }));
    EXPECT_EQ(usage().bytes, 0);
    EXPECT_EQ(usage().items, 0);
}

TEST_F(QuotaTest, RefusesBytesBeforeAnythingIsWritten) {
    set_quota(100'000, std::nullopt);
    EXPECT_EQ(error(100'001), ErrorCode::kOverQuota);
    EXPECT_EQ(blob_files(), 0U);
    EXPECT_EQ(error(100'000), std::nullopt);
    EXPECT_EQ(error(20), ErrorCode::kOverQuota);
    EXPECT_THAT(items(*account_), SizeIs(1));
}

TEST_F(QuotaTest, RefusesItems) {
    set_quota(std::nullopt, 2);
    EXPECT_EQ(error(20), std::nullopt);
    EXPECT_EQ(error(20), std::nullopt);
    EXPECT_EQ(error(20), ErrorCode::kOverQuota);
    set_quota(std::nullopt, 3);
    EXPECT_EQ(error(20), std::nullopt);
}

TEST_F(QuotaTest, AWriteThatDidNotAskForRoomIsRefusedToo) {
    set_quota(10, std::nullopt);
    const auto done = account_->write([&](Change& change) -> Result<ObjectId> {
        NewObject object;
        object.bytes = "eleven byte";
        return change.add_object(object);
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::kOverQuota);
}

TEST_F(QuotaTest, AnAccountWithoutItsOwnHasTheStores) {
    EXPECT_EQ(usage().quota_bytes, 0);
    const AccountId id = account_->id();
    open(0, Rules{7, 50, 5});
    account_ = *store_->account(id);
    EXPECT_EQ(usage().quota_bytes, 50);
    EXPECT_EQ(usage().quota_items, 5);
    EXPECT_EQ(error(51), ErrorCode::kOverQuota);
    set_quota(0, std::nullopt);  // unlimited, of its own
    EXPECT_EQ(error(51), std::nullopt);
    set_quota(kQuotaOfStore, std::nullopt);
    EXPECT_EQ(error(51), ErrorCode::kOverQuota);
}

TEST_F(QuotaTest, TheOldestOfTrashMakesRoomForADelivery) {
    set_quota(1000, std::nullopt);
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(mail(250, Role::kTrash));
        clock_.advance(1);
    }
    ASSERT_TRUE(mail(300));
    std::vector<Uid> left;
    for (const auto& item : items(*account_, Role::kTrash)) {
        left.push_back(item.uid);
    }
    EXPECT_THAT(left, ElementsAre(3, 4));
    EXPECT_EQ(usage().bytes, 800);
}

TEST_F(QuotaTest, TrashStaysWhenItWouldNotMakeTheRoom) {
    set_quota(1000, std::nullopt);
    ASSERT_TRUE(mail(500));
    ASSERT_TRUE(mail(250, Role::kTrash));
    EXPECT_EQ(error(800), ErrorCode::kOverQuota);
    EXPECT_THAT(items(*account_, Role::kTrash), SizeIs(1));
}

TEST_F(QuotaTest, WhatWasPromisedComesInBeyondIt) {
    set_quota(10, 1);
    const auto inbox = folder(*account_, Role::kInbox);
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        change.keep_promise();
        NewItem item;
        item.object = change.add_object(index_mail("Subject: longer than ten\r\n\r\n"));
        change.add_item(inbox, item);
        change.add_item(inbox, item);
        return true;
    }));
    EXPECT_EQ(usage().items, 2);
    EXPECT_EQ(error(20), ErrorCode::kOverQuota);
}

}  // namespace
}  // namespace syncgate::store
