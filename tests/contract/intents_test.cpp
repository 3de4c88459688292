#include "store/intents.h"

#include <thread>

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kMail = "From: u1@example.org\r\nSubject: To you\r\n\r\nBody\r\n";

class IntentsTest : public StoreTest {
  protected:
    Result<bool> send(Account& from, AccountId to) {
        return from.write([&](Change& change) -> Result<bool> {
            Intent intent;
            intent.target = to;
            intent.object = change.add_object(index_mail(kMail));
            change.add_intent(intent);
            return true;
        });
    }

    int left(Account& account) {
        auto due = store_->directory().due_before(clock_.now() + 1000);
        return static_cast<int>(std::count(due->begin(), due->end(), account.id()));
    }
};

TEST_F(IntentsTest, IsCarriedOutBeforeTheWriteReturns) {
    auto other = add("u2@example.org");
    ASSERT_TRUE(send(*account_, other->id()));
    const auto arrived = items(*other);
    ASSERT_THAT(arrived, SizeIs(1));
    EXPECT_EQ(bytes(*other, arrived[0].object), kMail);
    EXPECT_EQ(left(*account_), 0);
}

TEST_F(IntentsTest, ReachesTheSenderItself) {
    ASSERT_TRUE(send(*account_, account_->id()));
    EXPECT_THAT(items(*account_), SizeIs(1));
}

TEST_F(IntentsTest, TheSameIntentArrivesOnce) {
    for (const bool first : {true, false}) {
        auto begun = account_->write([&](Change& change) -> Result<bool> {
            return change.begin_received(77, 5, clock_.now() + 100);
        });
        ASSERT_TRUE(begun);
        EXPECT_EQ(*begun, first);
    }
}

TEST_F(IntentsTest, ForAnAccountThatIsGoneIsDropped) {
    auto other = add("u2@example.org");
    const AccountId id = other->id();
    other.reset();
    ASSERT_TRUE(store_->delete_account(id));
    ASSERT_TRUE(send(*account_, id));
    EXPECT_EQ(left(*account_), 0);
    EXPECT_EQ(store_->carry_out_due(), 0);
}

TEST_F(IntentsTest, TwoAccountsThatSendToEachOtherDoNotWaitForEachOther) {
    auto other = add("u2@example.org");
    constexpr int kEach = 20;
    std::thread there([&] {
        for (int i = 0; i < kEach; ++i) {
            EXPECT_TRUE(send(*account_, other->id()));
        }
    });
    for (int i = 0; i < kEach; ++i) {
        EXPECT_TRUE(send(*other, account_->id()));
    }
    there.join();
    EXPECT_EQ(store_->carry_out_due(), 0);
    EXPECT_THAT(items(*account_), SizeIs(kEach));
    EXPECT_THAT(items(*other), SizeIs(kEach));
}

}  // namespace
}  // namespace syncgate::store
