#include "store/shared_books.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class SharedBooksTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        viewer_ = add("u2@example.org")->id();
        ASSERT_TRUE(groups().add_group("family"));
        ASSERT_TRUE(groups().join("family", account_->id()));
        ASSERT_TRUE(groups().join("family", viewer_));
        auto made = account_->write([](Change& change) {
            return change.add_collection(ItemClass::kContact, 0, Role::kNone, "Friends");
        });
        ASSERT_TRUE(made);
        friends_ = *made;
    }

    Groups& groups() { return store_->directory().groups(); }
    void share(CollectionId collection, Rights rights) {
        ASSERT_TRUE(groups().share({account_->id(), collection, viewer_, "", rights}));
    }
    // What the viewer sees: by name, with the rights.
    std::vector<std::pair<std::string, Rights>> seen() {
        const auto found = shared_books(*store_, viewer_);
        EXPECT_TRUE(found);
        std::vector<std::pair<std::string, Rights>> names;
        for (const auto& each : *found) {
            names.emplace_back(shown_name(each), each.rights);
        }
        return names;
    }

    AccountId viewer_ = 0;
    CollectionId friends_ = 0;
};

TEST_F(SharedBooksTest, AreThoseThatAreSharedWithTheRightsOnThem) {
    EXPECT_THAT(seen(), IsEmpty());
    share(friends_, Rights::kWrite);
    EXPECT_THAT(seen(), ElementsAre(Pair("Friends (u1@example.org)", Rights::kWrite)));
    ASSERT_TRUE(store_->directory().set_name(account_->id(), "Ann Lee"));
    EXPECT_THAT(seen(), ElementsAre(Pair("Friends (Ann Lee)", Rights::kWrite)));
}

TEST_F(SharedBooksTest, OfAWholeMailboxAreAllOfThemToRead) {
    share(0, Rights::kWrite);
    EXPECT_THAT(seen(), ElementsAre(Pair("Contacts (u1@example.org)", Rights::kRead),
                                    Pair("Friends (u1@example.org)", Rights::kRead)));
    ASSERT_TRUE(groups().leave_share(viewer_, account_->id(), friends_));
    EXPECT_THAT(seen(), ElementsAre(Pair("Contacts (u1@example.org)", Rights::kRead)));
}

TEST_F(SharedBooksTest, OfAFolderOfAnotherClassOrThatIsGoneThereIsNone) {
    const auto inbox = account_->read([](const Snapshot& snapshot) -> Result<CollectionId> {
        return snapshot.by_role(ItemClass::kMail, Role::kInbox)->id;
    });
    share(*inbox, Rights::kRead);
    share(friends_, Rights::kRead);
    ASSERT_TRUE(
        account_->write([&](Change& change) { return change.remove_collection(friends_); }));
    EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(SharedBooksTest, OfWhoIsServedElsewhereOrIsGoneThereIsNone) {
    share(friends_, Rights::kRead);
    ASSERT_TRUE(store_->directory().set_elsewhere(account_->id(), "https://other.example"));
    EXPECT_THAT(seen(), IsEmpty());
    ASSERT_TRUE(store_->delete_account(account_->id()));
    EXPECT_THAT(seen(), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store
