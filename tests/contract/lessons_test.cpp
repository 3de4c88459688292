// What moves into Spam? and out of it say: store/lessons.h.
#include "store/lessons.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

class LessonsTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        reopen(true, true);
    }
    void reopen(bool learns_spam, bool learns_ham) {
        const auto id = account_->id();
        Rules rules;
        rules.learns_spam = learns_spam;
        rules.learns_ham = learns_ham;
        open(0, rules);
        account_ = *store_->account(id);
    }
    CollectionId folder(Role role) { return StoreTest::folder(*account_, role); }
    // Of a message that was delivered there.
    Uid deliver_to(Role role) {
        const auto done =
            deliver(*account_, clock_, {.message = "Subject: x\r\n\r\n", .role = role});
        EXPECT_TRUE(done);
        return done->uid;
    }
    Uid move(Role from, Uid uid, Role to) { return move(folder(from), uid, folder(to)); }
    Uid move(CollectionId from, Uid uid, CollectionId to) {
        const auto moved = account_->write(
            [&](Change& change) -> Result<Uid> { return *change.move_item(from, uid, to); });
        EXPECT_TRUE(moved);
        return *moved;
    }
    Lessons& lessons() { return store_->directory().lessons(); }
    std::optional<Lesson> take() {
        const auto taken = lessons().take();
        EXPECT_TRUE(taken);
        return *taken;
    }
    // "spam", "ham", "none" of what the next one says; it is settled.
    std::string said() {
        const auto lesson = take();
        if (!lesson) {
            return "none";
        }
        EXPECT_EQ(lesson->account, account_->id());
        EXPECT_TRUE(lessons().settle(*lesson));
        return lesson->is_spam ? "spam" : "ham";
    }
    bool holds(const Lesson& lesson) {
        return *account_->read(
            [&](const Snapshot& snapshot) -> Result<bool> { return is_true(snapshot, lesson); });
    }
};

TEST_F(LessonsTest, AMoveIntoSpamAndOneOutOfItAreLessons) {
    const Uid uid = move(Role::kInbox, deliver_to(Role::kInbox), Role::kSpam);
    EXPECT_EQ(said(), "spam");
    EXPECT_EQ(said(), "none");
    move(Role::kSpam, uid, Role::kInbox);
    EXPECT_EQ(said(), "ham");
    move(Role::kTrash, deliver_to(Role::kTrash), Role::kSpam);
    EXPECT_EQ(said(), "spam");
}

TEST_F(LessonsTest, WhatIsDeliveredDeletedOrMovedElsewhereIsNone) {
    const Uid first = deliver_to(Role::kSpam);
    const Uid second = deliver_to(Role::kSpam);
    const Uid third = deliver_to(Role::kSpam);
    move(Role::kInbox, deliver_to(Role::kInbox), Role::kSent);
    move(Role::kSpam, third, Role::kSpam);
    const auto deleted = account_->write([&](Change& change) -> Result<void> {
        const auto spam = change.by_role(ItemClass::kMail, Role::kSpam)->id;
        change.remove_item(spam, first);
        return change.trash_item(spam, second);
    });
    ASSERT_TRUE(deleted);
    EXPECT_EQ(said(), "none");
}

TEST_F(LessonsTest, AFolderInTrashIsTrash) {
    const auto below = account_->write([&](Change& change) -> Result<CollectionId> {
        const auto trash = change.by_role(ItemClass::kMail, Role::kTrash)->id;
        return change.add_collection(ItemClass::kMail, trash, Role::kNone, "Old");
    });
    ASSERT_TRUE(below);
    const Uid uid = deliver_to(Role::kSpam);
    move(folder(Role::kSpam), uid, *below);
    EXPECT_EQ(said(), "none");
}

TEST_F(LessonsTest, OfAMessageTheLastCounts) {
    const Uid uid = move(Role::kInbox, deliver_to(Role::kInbox), Role::kSpam);
    const auto first = take();
    ASSERT_TRUE(first && first->is_spam);
    move(Role::kSpam, uid, Role::kInbox);
    EXPECT_FALSE(holds(*first));
    ASSERT_TRUE(lessons().settle(*first));  // of the one before, which is over
    EXPECT_EQ(said(), "ham");
}

TEST_F(LessonsTest, OneThatIsTakenIsNobodyElsesForATime) {
    move(Role::kInbox, deliver_to(Role::kInbox), Role::kSpam);
    ASSERT_TRUE(take());
    EXPECT_FALSE(take());
    clock_.advance(kLessonHeld);
    EXPECT_TRUE(take());
}

TEST_F(LessonsTest, OneThatFailedComesAgainAtItsTime) {
    move(Role::kInbox, deliver_to(Role::kInbox), Role::kSpam);
    const auto lesson = take();
    ASSERT_TRUE(lesson);
    ASSERT_TRUE(lessons().retry(*lesson, clock_.now() + 600));
    clock_.advance(599);
    EXPECT_FALSE(take());
    clock_.advance(1);
    const auto again = take();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->tries, 1);
}

TEST_F(LessonsTest, AreTrueWhereTheMessageLiesThere) {
    const Uid uid = move(Role::kInbox, deliver_to(Role::kInbox), Role::kSpam);
    const auto spam = take();
    ASSERT_TRUE(spam);
    Lesson ham = *spam;
    ham.is_spam = false;
    EXPECT_TRUE(holds(*spam));
    EXPECT_FALSE(holds(ham));
    const Uid inbox = move(Role::kSpam, uid, Role::kInbox);
    EXPECT_FALSE(holds(*spam));
    EXPECT_TRUE(holds(ham));
    move(Role::kInbox, inbox, Role::kTrash);
    EXPECT_FALSE(holds(ham));
}

TEST_F(LessonsTest, OutliveTheProcessAndGoWithTheirAccount) {
    move(Role::kInbox, deliver_to(Role::kInbox), Role::kSpam);
    reopen(true, true);
    const auto lesson = take();
    ASSERT_TRUE(lesson);
    const auto id = account_->id();
    account_.reset();
    ASSERT_TRUE(store_->delete_account(id));
    clock_.advance(kLessonHeld);
    EXPECT_FALSE(take());
}

TEST_F(LessonsTest, NobodyListensWhereNothingIsSetUp) {
    reopen(true, false);
    const Uid uid = move(Role::kInbox, deliver_to(Role::kInbox), Role::kSpam);
    EXPECT_EQ(said(), "spam");
    move(Role::kSpam, uid, Role::kInbox);
    EXPECT_EQ(said(), "none");
}

}  // namespace
}  // namespace syncgate::store
