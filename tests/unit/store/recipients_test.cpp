#include "store/recipients.h"

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

AccountRecord record(AccountId id) {
    AccountRecord made;
    made.id = id;
    return made;
}

TEST(Recipients, WhatWasFoundIsRecalledUntilTheDirectoryChanges) {
    Recipients recipients;
    EXPECT_FALSE(recipients.recall("u1@example.org"));
    recipients.remember("u1@example.org", record(1), recipients.state());
    ASSERT_TRUE(recipients.recall("u1@example.org"));
    EXPECT_EQ(recipients.recall("u1@example.org")->id, 1);
    recipients.forget();
    EXPECT_FALSE(recipients.recall("u1@example.org"));
}

TEST(Recipients, WhatWasReadBeforeAChangeIsNotRememberedAfterIt) {
    Recipients recipients;
    const auto before = recipients.state();
    recipients.forget();
    recipients.remember("u1@example.org", record(1), before);
    EXPECT_FALSE(recipients.recall("u1@example.org"));
}

TEST(Recipients, TheyAreBounded) {
    Recipients recipients;
    for (std::size_t i = 0; i <= Recipients::kMost; ++i) {
        recipients.remember(std::to_string(i), record(1), recipients.state());
    }
    EXPECT_FALSE(recipients.recall("0"));
    EXPECT_TRUE(recipients.recall(std::to_string(Recipients::kMost)));
}

using DirectoryRecipientsTest = StoreTest;

TEST_F(DirectoryRecipientsTest, EveryChangeOfTheDirectoryIsSeenByTheNextLookUp) {
    auto& directory = store_->directory();
    const auto id = account_->id();
    const auto found = [&](std::string_view address) {
        const auto record = directory.find_recipient(address);
        return record ? record->id : 0;
    };
    EXPECT_FALSE(directory.recall_recipient("u1+x@example.org"));
    EXPECT_EQ(found("u1+x@example.org"), id);
    ASSERT_TRUE(directory.recall_recipient("u1+x@example.org"));
    EXPECT_TRUE(directory.recall_recipient("u1+x@example.org")->enabled);

    ASSERT_TRUE(directory.set_enabled(id, false));
    EXPECT_FALSE(directory.find_recipient("u1+x@example.org")->enabled);
    ASSERT_TRUE(directory.set_enabled(id, true));

    EXPECT_EQ(found("info@example.org"), 0);
    ASSERT_TRUE(directory.add_alias(id, "info@example.org"));
    EXPECT_EQ(found("info@example.org"), id);

    EXPECT_EQ(found("u1+x@example.org"), id);
    const auto own = store_->create_account("u1+x@example.org", "hash");
    ASSERT_TRUE(own) << own.error().detail;
    EXPECT_EQ(found("u1+x@example.org"), *own);
    ASSERT_TRUE(store_->delete_account(*own));
    EXPECT_EQ(found("u1+x@example.org"), id);
}

}  // namespace
}  // namespace syncgate::store
