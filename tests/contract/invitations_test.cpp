#include "store/invitations.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr CollectionId kFriends = 7;

class InvitationsTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        owner_ = account_->id();
        member_ = add("u2@example.org")->id();
        stranger_ = add("u3@example.org")->id();
        ASSERT_TRUE(groups().add_group("family"));
        ASSERT_TRUE(groups().join("family", owner_));
        ASSERT_TRUE(groups().join("family", member_));
    }

    Groups& groups() { return store_->directory().groups(); }
    Invitations& invitations() { return store_->directory().invitations(); }

    [[nodiscard]] Invitation to_member(Rights rights, Answer answer = Answer::kNone) const {
        return {owner_, kFriends, member_, "uid", rights, answer, "Our friends"};
    }
    [[nodiscard]] Share share(Rights rights) const {
        return {owner_, kFriends, member_, "", rights};
    }
    std::vector<Invitation> sent() {
        auto found = invitations().invitations_by(owner_);
        EXPECT_TRUE(found);
        return *found;
    }
    std::vector<Notice> notices(AccountId account) {
        auto found = invitations().notices(account);
        EXPECT_TRUE(found);
        return *found;
    }
    Rights rights() {
        auto found = groups().sharing(member_, owner_);
        EXPECT_TRUE(found);
        return found->book_rights_on(kFriends);
    }
    Result<void> offer(const Invitation& invitation, const Notice& notice = kOffer) {
        return invitations().offer({{invitation, notice}});
    }
    Result<void> answer(Answer answer) {
        return invitations().answer(to_member(Rights::kNone), answer, kReply);
    }
    void invite_and_accept(Rights rights) {
        ASSERT_TRUE(offer(to_member(rights)));
        ASSERT_TRUE(answer(Answer::kAccepted));
    }
    void expect_nothing_left() {
        EXPECT_THAT(sent(), IsEmpty());
        EXPECT_THAT(notices(member_), IsEmpty());
        EXPECT_EQ(rights(), Rights::kNone);
    }
    static ErrorCode error(const Result<void>& done) {
        EXPECT_FALSE(done);
        return done ? ErrorCode::kInternal : done.error().code;
    }

    inline static const Notice kOffer{"uid", "invite", "<a/>", 5};
    inline static const Notice kReply{"reply", "reply", "<b/>", 6};
    inline static const Notice kEnd{"uid", "invite", "<end/>", 7};
    AccountId owner_ = 0, member_ = 0, stranger_ = 0;
};

TEST_F(InvitationsTest, ShareNothingBeforeTheyAreAccepted) {
    ASSERT_TRUE(offer(to_member(Rights::kWrite)));
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kWrite)));
    EXPECT_THAT(*invitations().invitations_to(member_), ElementsAre(to_member(Rights::kWrite)));
    EXPECT_EQ(rights(), Rights::kNone);
    EXPECT_THAT(notices(member_), ElementsAre(kOffer));
    ASSERT_TRUE(answer(Answer::kAccepted));
    EXPECT_EQ(rights(), Rights::kWrite);  // as he was invited, whatever the answer says
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kWrite, Answer::kAccepted)));
    EXPECT_THAT(notices(owner_), ElementsAre(kReply));
}

TEST_F(InvitationsTest, WhatIsSharedAlreadyHoldsAnewAtOnce) {
    invite_and_accept(Rights::kWrite);
    ASSERT_TRUE(offer(to_member(Rights::kRead)));
    EXPECT_EQ(rights(), Rights::kRead);
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kRead, Answer::kAccepted)));
    ASSERT_TRUE(groups().share(share(Rights::kWrite)));
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kWrite, Answer::kAccepted)));
}

TEST_F(InvitationsTest, ASharedCollectionIsOfferedAsAccepted) {
    ASSERT_TRUE(groups().share(share(Rights::kRead)));
    ASSERT_TRUE(offer(to_member(Rights::kWrite)));
    EXPECT_EQ(rights(), Rights::kWrite);
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kWrite, Answer::kAccepted)));
}

TEST_F(InvitationsTest, WhatTheAdministratorSharesIsAccepted) {
    ASSERT_TRUE(offer(to_member(Rights::kWrite)));
    ASSERT_TRUE(groups().share(share(Rights::kRead)));
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kRead, Answer::kAccepted)));
}

TEST_F(InvitationsTest, ADeclinedOneMayBeAcceptedLaterOrOfferedAgain) {
    invite_and_accept(Rights::kRead);
    ASSERT_TRUE(answer(Answer::kDeclined));
    EXPECT_EQ(rights(), Rights::kNone);
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kRead, Answer::kDeclined)));
    ASSERT_TRUE(answer(Answer::kAccepted));
    EXPECT_EQ(rights(), Rights::kRead);
    ASSERT_TRUE(answer(Answer::kDeclined));
    ASSERT_TRUE(offer(to_member(Rights::kRead)));
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kRead)));
    EXPECT_EQ(rights(), Rights::kNone);
}

TEST_F(InvitationsTest, WhoLeavesTheShareHasDeclined) {
    invite_and_accept(Rights::kRead);
    ASSERT_TRUE(groups().leave_share(member_, owner_, kFriends));
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kRead, Answer::kDeclined)));
}

TEST_F(InvitationsTest, WhoLeavesWhatAGroupShowsMayStillAnswer) {
    ASSERT_TRUE(groups().share({owner_, kFriends, 0, "family", Rights::kRead}));
    ASSERT_TRUE(offer(to_member(Rights::kWrite)));
    ASSERT_TRUE(groups().leave_share(member_, owner_, kFriends));
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kWrite)));
    ASSERT_TRUE(answer(Answer::kAccepted));
    EXPECT_EQ(rights(), Rights::kWrite);
}

TEST_F(InvitationsTest, OneThatIsWithdrawnTakesItsShareAlongAndSaysSo) {
    invite_and_accept(Rights::kRead);
    ASSERT_TRUE(offer(to_member(Rights::kNone), kEnd));
    EXPECT_EQ(rights(), Rights::kNone);
    EXPECT_THAT(sent(), IsEmpty());
    EXPECT_THAT(notices(member_), ElementsAre(kEnd));
    EXPECT_EQ(error(answer(Answer::kAccepted)), ErrorCode::kNotFound);
}

TEST_F(InvitationsTest, WhoHadNothingIsToldNothingOfItsEnd) {
    ASSERT_TRUE(offer(to_member(Rights::kNone), kEnd));
    EXPECT_THAT(notices(member_), IsEmpty());
    ASSERT_TRUE(groups().share(share(Rights::kRead)));
    ASSERT_TRUE(offer(to_member(Rights::kNone), kEnd));
    EXPECT_THAT(notices(member_), ElementsAre(kEnd));
    EXPECT_EQ(rights(), Rights::kNone);
}

TEST_F(InvitationsTest, AreForMembersOfACommonGroupAndAllOrNoneAreSent) {
    auto stranger = to_member(Rights::kRead), oneself = stranger;
    stranger.member = stranger_;
    oneself.member = owner_;
    EXPECT_EQ(error(offer(stranger)), ErrorCode::kForbidden);
    EXPECT_EQ(error(offer(oneself)), ErrorCode::kMalformed);
    const Offer good{to_member(Rights::kRead), kOffer}, bad{stranger, kOffer};
    EXPECT_EQ(error(invitations().offer({good, bad})), ErrorCode::kForbidden);
    EXPECT_THAT(notices(stranger_), IsEmpty());
    expect_nothing_left();
}

TEST_F(InvitationsTest, EndWithWhatTheyStandOn) {
    ASSERT_TRUE(offer(to_member(Rights::kRead)));
    ASSERT_TRUE(groups().leave("family", member_));
    expect_nothing_left();
    ASSERT_TRUE(groups().join("family", member_));
    invite_and_accept(Rights::kRead);
    ASSERT_TRUE(groups().unshare(share(Rights::kRead)));
    expect_nothing_left();
    invite_and_accept(Rights::kRead);
    ASSERT_TRUE(groups().set_shares(owner_, kFriends, {}));
    expect_nothing_left();
    ASSERT_TRUE(offer(to_member(Rights::kRead)));
    ASSERT_TRUE(groups().end_shares(owner_, kFriends));
    expect_nothing_left();
}

TEST_F(InvitationsTest, WhatTheOwnerSharesWithOthersLeavesThemOpen) {
    ASSERT_TRUE(offer(to_member(Rights::kRead)));
    ASSERT_TRUE(
        groups().set_shares(owner_, kFriends, {{owner_, kFriends, 0, "family", Rights::kRead}}));
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kRead)));
}

TEST_F(InvitationsTest, AnotherUidTakesTheNoticeOfTheFirst) {
    ASSERT_TRUE(offer(to_member(Rights::kRead)));
    auto newer = to_member(Rights::kRead);
    newer.uid = "newer";
    const Notice notice{"newer", "invite", "<c/>", 9};
    ASSERT_TRUE(offer(newer, notice));
    EXPECT_THAT(sent(), ElementsAre(newer));
    EXPECT_THAT(notices(member_), ElementsAre(notice));
}

TEST_F(InvitationsTest, ANoticeStaysUntilItIsRemoved) {
    ASSERT_TRUE(offer(to_member(Rights::kRead)));
    EXPECT_EQ(error(invitations().remove_notice(owner_, "uid")), ErrorCode::kNotFound);
    ASSERT_TRUE(invitations().remove_notice(member_, "uid"));
    EXPECT_THAT(notices(member_), IsEmpty());
    EXPECT_THAT(sent(), ElementsAre(to_member(Rights::kRead)));
}

TEST_F(InvitationsTest, OfNoticesTheNewestAreKept) {
    std::vector<Offer> offers;
    for (int i = 0; i <= kMostNotices; ++i) {
        auto each = to_member(Rights::kRead);
        each.collection = 1000 + i;
        each.uid = std::to_string(each.collection);
        offers.push_back({each, {each.uid, "invite", "", i}});
    }
    ASSERT_TRUE(invitations().offer(offers));
    const auto kept = notices(member_);
    ASSERT_EQ(kept.size(), static_cast<std::size_t>(kMostNotices));
    EXPECT_EQ(kept.front().name, "1001");
    EXPECT_EQ(kept.back().name, "1100");
}

TEST_F(InvitationsTest, OfADeletedAccountNothingIsLeft) {
    ASSERT_TRUE(offer(to_member(Rights::kRead)));
    ASSERT_TRUE(store_->delete_account(member_));
    EXPECT_THAT(sent(), IsEmpty());
    EXPECT_THAT(notices(member_), IsEmpty());
}

TEST_F(InvitationsTest, OfADeletedOwnerNothingIsOffered) {
    ASSERT_TRUE(offer(to_member(Rights::kRead)));
    ASSERT_TRUE(store_->delete_account(owner_));
    EXPECT_THAT(notices(member_), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store
