#include "store/group_books.h"

#include <gmock/gmock.h>

#include "store/groups.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr CollectionId kRecipes = 40;

class GroupBooksTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        member_ = account_->id();
        other_ = add("u2@example.org")->id();
        ASSERT_TRUE(groups().add_group("Family"));
        ASSERT_TRUE(groups().join("family", member_));
        auto made = store_->group_account("family");
        ASSERT_TRUE(made);
        holder_ = *made;
    }

    Groups& groups() { return store_->directory().groups(); }
    Rights rights(AccountId viewer) {
        auto found = groups().sharing(viewer, holder_);
        EXPECT_TRUE(found);
        return found->book_rights_on(kRecipes);
    }
    static ErrorCode error(const Result<void>& done) {
        EXPECT_FALSE(done);
        return done ? ErrorCode::kInternal : done.error().code;
    }

    AccountId member_ = 0, other_ = 0, holder_ = 0;
};

TEST_F(GroupBooksTest, AGroupHasOneAccountForThem) {
    EXPECT_EQ(*store_->group_account("FAMILY"), holder_);
    const auto record = store_->directory().find_login("group:family");
    ASSERT_TRUE(record);
    EXPECT_EQ(record->id, holder_);
    EXPECT_EQ(record->display_name, "family");
    EXPECT_FALSE(record->enabled);
    EXPECT_EQ(group_of(record->address), "family");
    EXPECT_TRUE(store_->account(holder_));
    const auto none = store_->group_account("choir");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

TEST_F(GroupBooksTest, ItIsNobody) {
    EXPECT_FALSE(store_->directory().find_recipient("group:family"));
    const auto all = groups().groups();
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 1U);
    EXPECT_THAT(all->front().members, ElementsAre(member_));
    const auto seen = groups().groups_of(member_);
    ASSERT_TRUE(seen);
    ASSERT_EQ(seen->size(), 1U);
    ASSERT_EQ(seen->front().members.size(), 1U);
    EXPECT_EQ(seen->front().members.front().account, member_);
    const auto people = store_->directory().people("example.org", {"family"}, 10);
    ASSERT_TRUE(people);
    EXPECT_THAT(*people, IsEmpty());
}

TEST_F(GroupBooksTest, ItIsInNoOtherGroupAndLeavesNone) {
    ASSERT_TRUE(groups().add_group("choir"));
    EXPECT_EQ(error(groups().join("choir", holder_)), ErrorCode::kNotFound);
    EXPECT_EQ(error(groups().leave("family", holder_)), ErrorCode::kNotFound);
}

TEST_F(GroupBooksTest, MembersSeeThemAsLongAsTheyAreMembers) {
    ASSERT_TRUE(groups().share({holder_, kRecipes, 0, "family", Rights::kRead}));
    EXPECT_EQ(rights(member_), Rights::kRead);
    EXPECT_EQ(rights(other_), Rights::kNone);
    ASSERT_TRUE(groups().join("family", other_));
    EXPECT_EQ(rights(other_), Rights::kRead);
    ASSERT_TRUE(groups().leave("family", member_));
    EXPECT_EQ(rights(member_), Rights::kNone);
    EXPECT_EQ(rights(other_), Rights::kRead);
}

TEST_F(GroupBooksTest, AMemberMayHaveMoreRightsThanTheOthers) {
    ASSERT_TRUE(groups().join("family", other_));
    ASSERT_TRUE(groups().share({holder_, kRecipes, 0, "family", Rights::kRead}));
    ASSERT_TRUE(groups().share({holder_, kRecipes, member_, "", Rights::kWrite}));
    EXPECT_EQ(rights(member_), Rights::kWrite);
    EXPECT_EQ(rights(other_), Rights::kRead);
    ASSERT_TRUE(groups().leave("family", member_));
    ASSERT_TRUE(groups().join("family", member_));
    EXPECT_EQ(rights(member_), Rights::kRead);
}

TEST_F(GroupBooksTest, TheyGoBeforeTheirGroup) {
    ASSERT_TRUE(groups().share({holder_, kRecipes, 0, "family", Rights::kRead}));
    EXPECT_EQ(error(groups().remove_group("family")), ErrorCode::kConflict);
    ASSERT_TRUE(store_->delete_account(holder_));
    EXPECT_THAT(*groups().shares(), IsEmpty());
    ASSERT_TRUE(groups().remove_group("family"));
    ASSERT_TRUE(groups().add_group("family"));
    const auto anew = store_->group_account("family");
    ASSERT_TRUE(anew);
    EXPECT_NE(*anew, holder_);
}

}  // namespace
}  // namespace syncgate::store
