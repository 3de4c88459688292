#include "store/incoming.h"

#include <gmock/gmock.h>

#include "formats/mime/conversation.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::SizeIs;

constexpr std::string_view kFirst = "Message-ID: <1@x>\r\nSubject: It\r\n\r\nBody\r\n";
constexpr std::string_view kReply =
    "Message-ID: <2@x>\r\nReferences: <1@x>\r\nSubject: Re: It\r\n\r\nBody\r\n";
constexpr std::string_view kOther = "Message-ID: <3@x>\r\nSubject: Other\r\n\r\nBody\r\n";

class IncomingTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        folder_ = *account_->write([](Change& change) {
            return change.add_collection(ItemClass::kMail, 0, Role::kNone, "Elsewhere");
        });
        const auto id = mime::conversation_id(mime::index(kFirst).envelope);
        ASSERT_TRUE(account_->note([&](Note& note) -> Result<bool> {
            send_conversation(note, id, folder_, clock_.now());
            return true;
        }));
    }

    CollectionId arrives(std::string_view message, Delivery delivery = {}) {
        delivery.message = message;
        return deliver(*account_, clock_, delivery)->collection;
    }

    CollectionId of_role(Role role) {
        return *account_->read([&](const Snapshot& snapshot) -> Result<CollectionId> {
            return snapshot.by_role(ItemClass::kMail, role)->id;
        });
    }

    CollectionId folder_ = 0;
};

TEST_F(IncomingTest, MailOfAConversationGoesWhereItWasSent) {
    EXPECT_EQ(arrives(kFirst), folder_);
    EXPECT_EQ(arrives(kReply), folder_);
    EXPECT_EQ(arrives(kOther), of_role(Role::kInbox));
}

TEST_F(IncomingTest, MailFromAnotherAccountToo) {
    auto sender = add("u2@example.org");
    ASSERT_TRUE(sender->write([&](Change& change) -> Result<bool> {
        Intent intent;
        intent.target = account_->id();
        intent.object = change.add_object(index_mail(kReply));
        change.add_intent(intent);
        return true;
    }));
    const auto found = account_->read([&](const Snapshot& snapshot) -> Result<std::vector<Item>> {
        return snapshot.items(folder_, 0, 10);
    });
    EXPECT_THAT(*found, SizeIs(1));
}

TEST_F(IncomingTest, WhatIsForAnotherFolderGoesThere) {
    EXPECT_EQ(arrives(kReply, {.role = Role::kSpam}), of_role(Role::kSpam));
    const auto sent = of_role(Role::kSent);
    EXPECT_EQ(arrives(kReply, {.collection = sent}), sent);
}

TEST_F(IncomingTest, AFolderThatIsGoneIsNone) {
    ASSERT_TRUE(account_->write([&](Change& change) { return change.remove_collection(folder_); }));
    EXPECT_EQ(arrives(kReply), of_role(Role::kInbox));
}

TEST_F(IncomingTest, TheLastPlaceCountsForAYear) {
    const auto id = mime::conversation_id(mime::index(kFirst).envelope);
    ASSERT_TRUE(account_->note([&](Note& note) -> Result<bool> {
        send_conversation(note, id, of_role(Role::kTrash), clock_.now());
        return true;
    }));
    EXPECT_EQ(arrives(kReply), of_role(Role::kTrash));
    clock_.advance(366 * 86'400);
    EXPECT_EQ(arrives(kReply), of_role(Role::kInbox));
}

}  // namespace
}  // namespace syncgate::store
