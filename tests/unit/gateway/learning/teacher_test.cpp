#include "gateway/learning/teacher.h"

#include <gmock/gmock.h>

#include "store/directory.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::learning {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Pupil final : public SpamFilter {
  public:
    Result<void> learn(const MailText& message, bool is_spam, const std::string& account,
                       const std::stop_token& /*stop*/) override {
        ++asked;
        if (fails) {
            return Error{ErrorCode::kUnavailable, "closed"};
        }
        knows.push_back(account + (is_spam ? " spam " : " ham ") + *message.read(0, message.size));
        return {};
    }
    std::vector<std::string> knows;
    int asked = 0;
    bool fails = false;
};

class TeacherTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        const auto id = account_->id();
        store::Rules rules;
        rules.learns_spam = rules.learns_ham = true;
        open(0, rules);
        account_ = *store_->account(id);
        teacher_.emplace(Teacher::Services{*store_, pupil_, clock_, log_});
    }
    // A message that the user puts into Spam?; its uid there.
    Uid mark_spam(const std::string& message) {
        const auto there = deliver(*account_, clock_, {.message = message});
        return move(there->collection, there->uid, Role::kSpam);
    }
    Uid move(CollectionId from, Uid uid, Role to) {
        return *account_->write([&](store::Change& change) -> Result<Uid> {
            return *change.move_item(from, uid, change.by_role(ItemClass::kMail, to)->id);
        });
    }
    void teach() { teacher_->teach({}); }

    Pupil pupil_;
    std::optional<Teacher> teacher_;
};

TEST_F(TeacherTest, TellsEachLessonOnceWithItsMessage) {
    mark_spam("Subject: a\r\n\r\nA\r\n");
    const Uid uid = mark_spam("Subject: b\r\n\r\nB\r\n");
    teach();
    EXPECT_THAT(pupil_.knows, ElementsAre("u1@example.org spam Subject: a\r\n\r\nA\r\n",
                                          "u1@example.org spam Subject: b\r\n\r\nB\r\n"));
    move(folder(*account_, Role::kSpam), uid, Role::kInbox);
    teach();
    teach();
    ASSERT_THAT(pupil_.knows, SizeIs(3));
    EXPECT_EQ(pupil_.knows.back(), "u1@example.org ham Subject: b\r\n\r\nB\r\n");
    EXPECT_EQ(teacher_->counters().learnt, 3U);
}

TEST_F(TeacherTest, AMessageThatIsGoneOrMovedBackTeachesNothing) {
    const auto spam = folder(*account_, Role::kSpam);
    const Uid gone = mark_spam("Subject: a\r\n\r\n");
    const Uid deleted = mark_spam("Subject: b\r\n\r\n");
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<void> {
        change.remove_item(spam, gone);
        return change.trash_item(spam, deleted);
    }));
    teach();
    EXPECT_EQ(pupil_.asked, 0);
    clock_.advance(store::kLessonHeld);
    teach();
    EXPECT_EQ(pupil_.asked, 0);
    EXPECT_EQ(log_.count("lesson_failed"), 0);
}

TEST_F(TeacherTest, AFilterThatFailedRestsAndIsAskedAgain) {
    mark_spam("Subject: a\r\n\r\n");
    mark_spam("Subject: b\r\n\r\n");
    pupil_.fails = true;
    teach();
    teach();
    EXPECT_EQ(pupil_.asked, 1);
    EXPECT_EQ(log_.count("lesson_failed"), 1);
    EXPECT_EQ(teacher_->counters().failed, 1U);
    pupil_.fails = false;
    clock_.advance(kRest);
    teach();
    EXPECT_THAT(pupil_.knows, SizeIs(2));
}

TEST_F(TeacherTest, ALessonIsGivenUpAfterManyTries) {
    mark_spam("Subject: a\r\n\r\n");
    pupil_.fails = true;
    for (int i = 0; i < 3 * kMostTries; ++i) {
        teach();
        clock_.advance(3600);
    }
    EXPECT_EQ(pupil_.asked, kMostTries);
    pupil_.fails = false;
    teach();
    EXPECT_THAT(pupil_.knows, IsEmpty());
}

}  // namespace
}  // namespace syncgate::learning
