#include "model/outgoing.h"

#include <gmock/gmock.h>

#include "store/outgoing_due.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kMail = "From: u1@example.org\r\nSubject: To you\r\n\r\nBody\r\n";
constexpr OutgoingHolder kUs{"us", false};
constexpr OutgoingHolder kThem{"them", false};

class OutgoingTest : public StoreTest {
  protected:
    Result<void> send(std::vector<std::string> recipients = {"a@elsewhere.example"}) {
        return account_->write([&](Change& change) -> Result<void> {
            return change.add_outgoing(change.add_object(index_mail(kMail)), "u1@example.org",
                                       recipients);
        });
    }
    std::optional<Outgoing> take(const OutgoingHolder& holder = kUs) {
        auto taken = account_->note([&](Note& note) -> Result<std::optional<Outgoing>> {
            return note.take_outgoing(holder);
        });
        EXPECT_TRUE(taken);
        return *taken;
    }
    void settle(const Outgoing& mail, std::vector<OutgoingOutcome> outcomes) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            change.settle_outgoing(mail.id, outcomes);
            return true;
        }));
    }
    std::vector<Outgoing> waiting() {
        auto found = account_->read([](const Snapshot& snapshot) -> Result<std::vector<Outgoing>> {
            return snapshot.outgoing();
        });
        EXPECT_TRUE(found);
        return *found;
    }
    bool has_room() {
        const auto room = account_->read([](const Snapshot& snapshot) -> Result<bool> {
            return snapshot.has_room_for_outgoing();
        });
        EXPECT_TRUE(room);
        return *room;
    }
    std::vector<AccountId> due() {
        auto found = store_->outgoing_due();
        EXPECT_TRUE(found);
        return found->accounts;
    }
    std::vector<std::string> problems() {
        auto found =
            account_->read([](const Snapshot& snapshot) -> Result<std::vector<std::string>> {
                return snapshot.problems();
            });
        EXPECT_TRUE(found);
        return *found;
    }
    bool has_object(ObjectId object) {
        auto found = account_->read([&](const Snapshot& snapshot) -> Result<bool> {
            return snapshot.object(object).has_value();
        });
        EXPECT_TRUE(found);
        return *found;
    }
};

TEST_F(OutgoingTest, WaitsForEachRecipientAndIsDueAtOnce) {
    ASSERT_TRUE(send({"b@elsewhere.example", "a@elsewhere.example", "b@elsewhere.example"}));
    const auto mails = waiting();
    ASSERT_THAT(mails, SizeIs(1));
    EXPECT_EQ(mails[0].sender, "u1@example.org");
    EXPECT_EQ(mails[0].queued, clock_.now());
    ASSERT_THAT(mails[0].recipients, SizeIs(2));
    EXPECT_EQ(mails[0].recipients[0].address, "a@elsewhere.example");
    EXPECT_EQ(bytes(*account_, mails[0].object), kMail);
    EXPECT_THAT(due(), ElementsAre(account_->id()));
    EXPECT_EQ(heard_.take_mail_waits(), 1);
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(OutgoingTest, SurvivesTheProcess) {
    ASSERT_TRUE(send());
    open();
    account_ = *store_->account(1);
    EXPECT_THAT(waiting(), SizeIs(1));
    EXPECT_THAT(due(), ElementsAre(account_->id()));
}

TEST_F(OutgoingTest, IsHeldByOneProcessForItsTime) {
    ASSERT_TRUE(send());
    ASSERT_TRUE(take(kUs));
    EXPECT_FALSE(take(kUs)) << "who holds it has it in hand, whatever the time";
    EXPECT_FALSE(take(kThem));
    clock_.advance(kOutgoingHeld - 1);
    EXPECT_FALSE(take(kThem));
    clock_.advance(1);
    EXPECT_FALSE(take(kUs));
    const auto taken = take(kThem);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->holder, "them");
}

TEST_F(OutgoingTest, WhatAnEndedProcessHeldIsFreeWhereNoOtherCanBe) {
    ASSERT_TRUE(send());
    ASSERT_TRUE(take(kUs));
    EXPECT_TRUE(take({"them", true}));
}

// Upkeep, which looks after the list of accounts, comes at the start as well.
TEST_F(OutgoingTest, WhatAnEndedProcessHeldIsLookedForAtOnceAgain) {
    if (on_postgres()) {
        GTEST_SKIP() << "another process may be at work";
    }
    ASSERT_TRUE(send());
    ASSERT_TRUE(*store_->take_outgoing(account_->id()));
    const auto id = account_->id();
    open();
    account_ = *store_->account(id);
    ASSERT_TRUE(store_->expect_outgoing());
    store_->keep_up({});
    EXPECT_THAT(due(), ElementsAre(id));
    EXPECT_TRUE(*store_->take_outgoing(id));
    EXPECT_FALSE(*store_->take_outgoing(id));  // we hold it
    EXPECT_THAT(due(), IsEmpty());
}

TEST_F(OutgoingTest, ARecipientThatIsDoneIsNotSentAgain) {
    ASSERT_TRUE(send({"a@elsewhere.example", "b@elsewhere.example"}));
    const auto first = take();
    ASSERT_TRUE(first);
    settle(*first, {{"a@elsewhere.example", true, 0, "", false},
                    {"b@elsewhere.example", false, clock_.now() + 60, "450 later", false}});
    EXPECT_FALSE(take());
    clock_.advance(60);
    const auto second = take();
    ASSERT_TRUE(second);
    ASSERT_THAT(second->recipients, SizeIs(1));
    EXPECT_EQ(second->recipients[0].address, "b@elsewhere.example");
    EXPECT_EQ(second->recipients[0].tries, 1);
    EXPECT_EQ(second->recipients[0].reason, "450 later");
}

TEST_F(OutgoingTest, OnlyRecipientsWhoseTimeHasComeAreTaken) {
    ASSERT_TRUE(send({"a@elsewhere.example", "b@elsewhere.example"}));
    settle(*take(), {{"b@elsewhere.example", false, clock_.now() + 60, "", false}});
    const auto taken = take();
    ASSERT_TRUE(taken);
    ASSERT_THAT(taken->recipients, SizeIs(1));
    EXPECT_EQ(taken->recipients[0].address, "a@elsewhere.example");
}

TEST_F(OutgoingTest, GoesWithItsLastRecipientAndItsText) {
    ASSERT_TRUE(send());
    const auto taken = take();
    ASSERT_TRUE(taken);
    EXPECT_TRUE(has_object(taken->object));
    settle(*taken, {{"a@elsewhere.example", true, 0, "", false}});
    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_FALSE(has_object(taken->object));
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(OutgoingTest, IsLookedForAgainWhenItsNextTryComes) {
    ASSERT_TRUE(send());
    const auto taken = *store_->take_outgoing(account_->id());
    ASSERT_TRUE(taken);
    settle(*taken, {{"a@elsewhere.example", false, clock_.now() + 60, "", false}});
    EXPECT_FALSE(*store_->take_outgoing(account_->id()));
    const auto later = store_->outgoing_due();
    ASSERT_TRUE(later);
    EXPECT_THAT(later->accounts, IsEmpty());
    EXPECT_EQ(later->next, clock_.now() + 60);
    clock_.advance(60);
    EXPECT_THAT(due(), ElementsAre(account_->id()));
    settle(**store_->take_outgoing(account_->id()), {{"a@elsewhere.example", true, 0, "", false}});
    EXPECT_FALSE(*store_->take_outgoing(account_->id()));
    EXPECT_THAT(*store_->outgoing_accounts(), IsEmpty());
}

TEST_F(OutgoingTest, WhatIsHeldIsLookedAtAgainAfterItsTime) {
    ASSERT_TRUE(send());
    ASSERT_TRUE(*store_->take_outgoing(account_->id()));
    EXPECT_FALSE(*store_->take_outgoing(account_->id()));
    EXPECT_EQ(store_->outgoing_due()->next, clock_.now() + kOutgoingHeld);
    ASSERT_TRUE(store_->expect_outgoing());
    EXPECT_THAT(due(), ElementsAre(account_->id()));
}

TEST_F(OutgoingTest, AClockSetBackHoldsNothingUp) {
    ASSERT_TRUE(send({"a@elsewhere.example"}));
    settle(*take(), {{"a@elsewhere.example", false, clock_.now() + 60, "", false}});
    EXPECT_FALSE(*store_->take_outgoing(account_->id()));
    clock_.advance(-365 * 86'400);
    EXPECT_THAT(due(), ElementsAre(account_->id()));
    EXPECT_TRUE(take());
}

TEST_F(OutgoingTest, ARetryMakesItDueNow) {
    ASSERT_TRUE(send());
    const auto taken = *store_->take_outgoing(account_->id());
    settle(*taken, {{"a@elsewhere.example", false, clock_.now() + 3600, "", false}});
    EXPECT_FALSE(*store_->take_outgoing(account_->id()));
    heard_.take_mail_waits();
    const auto retried =
        account_->note([&](Note& note) -> Result<int> { return note.retry_outgoing(taken->id); });
    EXPECT_EQ(*retried, 1);
    EXPECT_EQ(heard_.take_mail_waits(), 1);
    EXPECT_THAT(due(), ElementsAre(account_->id()));
    EXPECT_TRUE(take());
}

TEST_F(OutgoingTest, WhatIsRemovedIsNotSentAndSettlingItChangesNothing) {
    ASSERT_TRUE(send());
    const auto taken = take();
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        EXPECT_TRUE(change.remove_outgoing(taken->id));
        EXPECT_FALSE(change.remove_outgoing(taken->id));
        return true;
    }));
    settle(*taken, {{"a@elsewhere.example", false, clock_.now() + 60, "", false}});
    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_FALSE(has_object(taken->object));
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(OutgoingTest, SoManyMessagesMayWaitAndNoMore) {
    open(0, {.outgoing = 2});
    account_ = *store_->account(1);
    ASSERT_TRUE(send());
    EXPECT_TRUE(has_room());
    ASSERT_TRUE(send());
    EXPECT_FALSE(has_room());
    const auto third = send();
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, ErrorCode::kUnavailable);
    settle(*take(), {{"a@elsewhere.example", true, 0, "", false}});
    EXPECT_TRUE(has_room());
    EXPECT_TRUE(send());
}

TEST_F(OutgoingTest, AnEntryOfTheDirectoryThatWasLostIsMadeAnewByUpkeep) {
    ASSERT_TRUE(send());
    const auto taken = *store_->take_outgoing(account_->id());
    settle(*taken, {{"a@elsewhere.example", false, clock_.now() + 60, "", false}});
    const auto directory = on_postgres() ? connection_to(account_->id())
                                         : sqlite::open(folder_.path() / "directory.db", false);
    directory->begin_write(0);
    set_outgoing_due(*directory, account_->id(), std::nullopt);
    directory->commit();
    ASSERT_THAT(*store_->outgoing_accounts(), IsEmpty());
    std::stop_source stop;
    store_->keep_up(stop.get_token());
    EXPECT_EQ(store_->outgoing_due()->next, clock_.now() + 60);
}

TEST_F(OutgoingTest, OfADeletedAccountNothingIsLeft) {
    ASSERT_TRUE(send());
    account_.reset();
    ASSERT_TRUE(store_->delete_account(1));
    EXPECT_THAT(*store_->outgoing_accounts(), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store
