#include "store/groups.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr CollectionId kAll = 0, kProjects = 7, kHolidays = 8;

class GroupsTest : public StoreTest {
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

    static ErrorCode error(const Result<void>& done) {
        EXPECT_FALSE(done);
        return done ? ErrorCode::kInternal : done.error().code;
    }
    [[nodiscard]] Share share(CollectionId collection, Rights rights) const {
        return {owner_, collection, member_, "", rights};
    }
    [[nodiscard]] Share of_family(CollectionId collection, Rights rights) const {
        return {owner_, collection, 0, "family", rights};
    }
    Sharing sharing(AccountId viewer, AccountId owner) {
        auto found = groups().sharing(viewer, owner);
        EXPECT_TRUE(found);
        return *found;
    }
    std::vector<Share> shares() {
        auto found = groups().shares();
        EXPECT_TRUE(found);
        return *found;
    }

    AccountId owner_ = 0, member_ = 0, stranger_ = 0;
};

TEST_F(GroupsTest, AreAddedJoinedLeftAndRemoved) {
    ASSERT_TRUE(groups().add_group("Choir"));
    auto found = groups().groups();
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 2U);
    EXPECT_EQ((*found)[0].name, "choir");
    EXPECT_THAT((*found)[0].members, IsEmpty());
    EXPECT_THAT((*found)[1].members, ElementsAre(owner_, member_));
    ASSERT_TRUE(groups().join("CHOIR", stranger_));
    ASSERT_TRUE(groups().leave("choir", stranger_));
    ASSERT_TRUE(groups().remove_group("family"));
    found = groups().groups();
    ASSERT_EQ(found->size(), 1U);
    EXPECT_THAT((*found)[0].members, IsEmpty());
    ASSERT_TRUE(groups().add_group("family"));  // anew, without its members
    EXPECT_THAT((*groups().groups())[1].members, IsEmpty());
}

TEST_F(GroupsTest, ThatCannotBeAreRefused) {
    EXPECT_EQ(error(groups().add_group("FAMILY")), ErrorCode::kConflict);
    for (const auto& name :
         {std::string(), std::string(65, 'x'), std::string("a\tb"), std::string("\xff")}) {
        EXPECT_EQ(error(groups().add_group(name)), ErrorCode::kMalformed);
        EXPECT_EQ(error(groups().remove_group(name)), ErrorCode::kNotFound);
    }
    EXPECT_EQ(error(groups().join("nobody", owner_)), ErrorCode::kNotFound);
    EXPECT_EQ(error(groups().join("family", 999)), ErrorCode::kNotFound);
    EXPECT_EQ(error(groups().join("family", owner_)), ErrorCode::kConflict);
    EXPECT_EQ(error(groups().leave("family", stranger_)), ErrorCode::kNotFound);
}

TEST_F(GroupsTest, ShareNothingByThemselves) {
    EXPECT_TRUE(sharing(member_, owner_).nothing());
    EXPECT_EQ(sharing(owner_, owner_).rights_on(kProjects), Rights::kWrite);
}

TEST_F(GroupsTest, AWholeMailboxIsSharedOneWayAndWithOneMember) {
    ASSERT_TRUE(groups().join("family", stranger_));
    ASSERT_TRUE(groups().share(share(kAll, Rights::kRead)));
    EXPECT_EQ(sharing(member_, owner_).mailbox, Rights::kRead);
    EXPECT_EQ(sharing(member_, owner_).rights_on(kProjects), Rights::kRead);
    EXPECT_TRUE(sharing(owner_, member_).nothing());
    EXPECT_TRUE(sharing(stranger_, owner_).nothing());
}

TEST_F(GroupsTest, SingleCollectionsHaveRightsOfTheirOwn) {
    ASSERT_TRUE(groups().share(share(kProjects, Rights::kRead)));
    EXPECT_EQ(sharing(member_, owner_).rights_on(kProjects), Rights::kRead);
    EXPECT_EQ(sharing(member_, owner_).rights_on(kHolidays), Rights::kNone);
    ASSERT_TRUE(groups().share(share(kProjects, Rights::kWrite)));
    EXPECT_EQ(sharing(member_, owner_).rights_on(kProjects), Rights::kWrite);
    ASSERT_TRUE(groups().share(share(kProjects, Rights::kRead)));
    EXPECT_EQ(shares().size(), 1U);
    ASSERT_TRUE(groups().share(share(kAll, Rights::kWrite)));
    const auto both = sharing(member_, owner_);
    EXPECT_EQ(both.rights_on(kProjects), Rights::kWrite);
    EXPECT_THAT(both.collections, IsEmpty());
}

TEST_F(GroupsTest, ACollectionOfAGroupIsSeenByItsMembersOfTheMoment) {
    ASSERT_TRUE(groups().share(of_family(kHolidays, Rights::kWrite)));
    EXPECT_THAT(sharing(member_, owner_).collections, ElementsAre(Pair(kHolidays, Rights::kWrite)));
    EXPECT_TRUE(sharing(stranger_, owner_).nothing());
    ASSERT_TRUE(groups().join("family", stranger_));
    EXPECT_EQ(sharing(stranger_, owner_).rights_on(kHolidays), Rights::kWrite);
    ASSERT_TRUE(groups().leave("family", stranger_));
    EXPECT_TRUE(sharing(stranger_, owner_).nothing());
    ASSERT_TRUE(groups().leave("family", owner_));
    EXPECT_TRUE(sharing(member_, owner_).nothing());
    EXPECT_THAT(shares(), IsEmpty());
}

TEST_F(GroupsTest, WhatMayNotBeSharedIsRefused) {
    auto with_stranger = share(kAll, Rights::kRead);
    with_stranger.member = stranger_;
    EXPECT_EQ(error(groups().share(with_stranger)), ErrorCode::kForbidden);
    auto with_oneself = share(kAll, Rights::kRead);
    with_oneself.member = owner_;
    EXPECT_EQ(error(groups().share(with_oneself)), ErrorCode::kMalformed);
    EXPECT_EQ(error(groups().share(share(kAll, Rights::kNone))), ErrorCode::kMalformed);
    EXPECT_EQ(error(groups().share(of_family(kAll, Rights::kRead))), ErrorCode::kMalformed);
    auto of_others = of_family(kHolidays, Rights::kRead);
    of_others.owner = stranger_;
    EXPECT_EQ(error(groups().share(of_others)), ErrorCode::kForbidden);
    auto of_nobody = of_family(kHolidays, Rights::kRead);
    of_nobody.group = "nobody";
    EXPECT_EQ(error(groups().share(of_nobody)), ErrorCode::kNotFound);
    EXPECT_THAT(shares(), IsEmpty());
}

TEST_F(GroupsTest, AShareIsRevokedAtOnceAndAlone) {
    const auto all = share(kAll, Rights::kRead), one = share(kProjects, Rights::kWrite);
    ASSERT_TRUE(groups().share(all));
    ASSERT_TRUE(groups().share(one));
    ASSERT_TRUE(groups().share(of_family(kHolidays, Rights::kWrite)));
    ASSERT_TRUE(groups().unshare(all));
    EXPECT_EQ(sharing(member_, owner_).mailbox, Rights::kNone);
    EXPECT_EQ(error(groups().unshare(all)), ErrorCode::kNotFound);
    ASSERT_TRUE(groups().unshare(of_family(kHolidays, Rights::kNone)));
    EXPECT_THAT(shares(), ElementsAre(one));
    EXPECT_THAT(*groups().shares_of(owner_), ElementsAre(one));
    EXPECT_THAT(*groups().shares_of(member_), IsEmpty());
}

TEST_F(GroupsTest, AShareEndsWithTheLastCommonGroupAndDoesNotComeBack) {
    ASSERT_TRUE(groups().add_group("choir"));
    ASSERT_TRUE(groups().join("choir", owner_));
    ASSERT_TRUE(groups().join("choir", member_));
    ASSERT_TRUE(groups().share(share(kAll, Rights::kRead)));
    ASSERT_TRUE(groups().leave("family", member_));
    EXPECT_FALSE(sharing(member_, owner_).nothing());
    ASSERT_TRUE(groups().remove_group("choir"));
    EXPECT_TRUE(sharing(member_, owner_).nothing());
    ASSERT_TRUE(groups().join("family", member_));
    EXPECT_TRUE(sharing(member_, owner_).nothing());
}

TEST_F(GroupsTest, ADeletedAccountLeavesNothingBehind) {
    ASSERT_TRUE(groups().share(share(kAll, Rights::kRead)));
    ASSERT_TRUE(groups().share({member_, kAll, owner_, "", Rights::kRead}));
    ASSERT_TRUE(groups().share(of_family(kHolidays, Rights::kRead)));
    account_.reset();
    ASSERT_TRUE(store_->delete_account(owner_));
    EXPECT_THAT(shares(), IsEmpty());
    EXPECT_THAT((*groups().groups())[0].members, ElementsAre(member_));
}

TEST_F(GroupsTest, OfAMailboxTheBooksAreOnlyRead) {
    ASSERT_TRUE(groups().share(share(kAll, Rights::kWrite)));
    EXPECT_EQ(sharing(member_, owner_).book_rights_on(kProjects), Rights::kRead);
    ASSERT_TRUE(groups().share(share(kProjects, Rights::kWrite)));
    EXPECT_EQ(sharing(member_, owner_).book_rights_on(kProjects), Rights::kWrite);
    EXPECT_EQ(sharing(member_, owner_).book_rights_on(kHolidays), Rights::kRead);
}

TEST_F(GroupsTest, AViewerFindsAllWhoShareWithHim) {
    ASSERT_TRUE(groups().join("family", stranger_));
    EXPECT_THAT(*groups().shared_with(member_), IsEmpty());
    ASSERT_TRUE(groups().share(share(kProjects, Rights::kWrite)));
    ASSERT_TRUE(groups().share({stranger_, kHolidays, 0, "family", Rights::kRead}));
    const auto found = *groups().shared_with(member_);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at(owner_).book_rights_on(kProjects), Rights::kWrite);
    EXPECT_EQ(found.at(stranger_).book_rights_on(kHolidays), Rights::kRead);
    EXPECT_THAT(*groups().shared_with(stranger_), IsEmpty());  // one's own is not shared with one
}

TEST_F(GroupsTest, WhoLeavesAShareNoLongerSeesItUntilItIsSharedAnew) {
    for (const auto& each :
         {share(kProjects, Rights::kRead), of_family(kProjects, Rights::kRead)}) {
        ASSERT_TRUE(groups().share(each));
        ASSERT_TRUE(groups().leave_share(member_, owner_, kProjects));
        EXPECT_EQ(sharing(member_, owner_).book_rights_on(kProjects), Rights::kNone);
        EXPECT_EQ(error(groups().leave_share(member_, owner_, kProjects)), ErrorCode::kNotFound);
        ASSERT_TRUE(groups().share(each));
        EXPECT_EQ(sharing(member_, owner_).book_rights_on(kProjects), Rights::kRead);
        ASSERT_TRUE(groups().unshare(each));
    }
    EXPECT_EQ(error(groups().leave_share(stranger_, owner_, kProjects)), ErrorCode::kNotFound);
}

TEST_F(GroupsTest, AMemberSaysOfAShareWhatItsOwnerDoesNotSee) {
    const auto say = [&](std::optional<std::string> color, std::size_t most = 2) {
        return groups().say(member_, owner_, kProjects, {{"color", std::move(color)}}, most);
    };
    EXPECT_EQ(error(say("red")), ErrorCode::kNotFound);
    ASSERT_TRUE(groups().share(share(kProjects, Rights::kRead)));
    ASSERT_TRUE(say("red"));
    ASSERT_TRUE(say("blue"));
    EXPECT_THAT(*groups().shared_properties(member_, owner_),
                ElementsAre(SharedProperty{kProjects, "color", "blue"}));
    EXPECT_EQ(error(say("green", 0)), ErrorCode::kTooLarge);
    EXPECT_THAT(*groups().shared_properties(member_, owner_),
                ElementsAre(SharedProperty{kProjects, "color", "blue"}));
    EXPECT_THAT(*groups().shared_properties(owner_, owner_), IsEmpty());
    ASSERT_TRUE(say(std::nullopt));
    EXPECT_THAT(*groups().shared_properties(member_, owner_), IsEmpty());
}

TEST_F(GroupsTest, WhatAMemberSaidOfAShareEndsWithIt) {
    const auto shared = share(kProjects, Rights::kRead);
    const auto say_something = [&] {
        ASSERT_TRUE(groups().share(shared));
        ASSERT_TRUE(groups().say(member_, owner_, kProjects, {{"color", "red"}}, 9));
    };
    const auto nothing_is_left = [&] {
        EXPECT_THAT(*groups().shared_properties(member_, owner_), IsEmpty());
        EXPECT_TRUE(sharing(member_, owner_).nothing());
    };
    say_something();
    ASSERT_TRUE(groups().unshare(shared));
    nothing_is_left();
    say_something();
    ASSERT_TRUE(groups().end_shares(owner_, kProjects));
    nothing_is_left();
    say_something();
    ASSERT_TRUE(groups().leave_share(member_, owner_, kProjects));
    nothing_is_left();
    say_something();
    ASSERT_TRUE(groups().leave("family", member_));
    nothing_is_left();
}

TEST_F(GroupsTest, AMemberFindsTheMembersOfHisGroups) {
    ASSERT_TRUE(groups().add_group("choir"));
    ASSERT_TRUE(groups().join("choir", stranger_));
    ASSERT_TRUE(groups().add_group("band"));
    ASSERT_TRUE(groups().join("band", owner_));
    ASSERT_TRUE(store_->directory().set_name(member_, "Ann Lee"));
    const auto found = *groups().groups_of(owner_);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].name, "band");
    EXPECT_THAT(found[0].members, ElementsAre(Member{owner_, "u1@example.org", ""}));
    EXPECT_THAT(found[1].members, ElementsAre(Member{owner_, "u1@example.org", ""},
                                              Member{member_, "u2@example.org", "Ann Lee"}));
    ASSERT_TRUE(groups().leave("band", owner_));
    ASSERT_TRUE(groups().leave("family", owner_));
    EXPECT_THAT(*groups().groups_of(owner_), IsEmpty());
}

TEST_F(GroupsTest, TheSharesOfACollectionAreSetTogether) {
    const auto one = share(kProjects, Rights::kRead), other = share(kHolidays, Rights::kRead);
    const auto all = of_family(kProjects, Rights::kWrite);
    ASSERT_TRUE(groups().share(other));
    ASSERT_TRUE(groups().share(one));
    ASSERT_TRUE(groups().set_shares(owner_, kProjects, {all}));
    EXPECT_THAT(shares(), ElementsAre(all, other));
    ASSERT_TRUE(groups().leave_share(member_, owner_, kProjects));
    ASSERT_TRUE(groups().set_shares(owner_, kProjects, {all}));
    EXPECT_EQ(sharing(member_, owner_).book_rights_on(kProjects), Rights::kNone);  // as it was
    auto with_stranger = one;
    with_stranger.member = stranger_;
    EXPECT_EQ(error(groups().set_shares(owner_, kProjects, {one, with_stranger})),
              ErrorCode::kForbidden);
    EXPECT_THAT(shares(), ElementsAre(all, other));
    ASSERT_TRUE(groups().set_shares(owner_, kProjects, {}));
    EXPECT_THAT(shares(), ElementsAre(other));
}

TEST_F(GroupsTest, OutliveTheProcess) {
    ASSERT_TRUE(groups().share(share(kAll, Rights::kWrite)));
    open();
    EXPECT_EQ(sharing(member_, owner_).mailbox, Rights::kWrite);
}

}  // namespace
}  // namespace syncgate::store
