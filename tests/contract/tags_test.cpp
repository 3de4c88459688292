// What keywords are called, and that what is called otherwise has changed.
#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TagsTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        inbox_ = folder(*account_, Role::kInbox);
    }
    Uid add(std::string_view keywords) {
        return *account_->write([&](Change& change) -> Result<Uid> {
            NewItem item;
            item.object = change.add_object(NewObject());
            item.keywords = keywords;
            return change.add_item(inbox_, item);
        });
    }
    // The uids that a write of this moves, ascending.
    template <class F>
    std::vector<Uid> moves(F write) {
        const Modseq before = highest();
        EXPECT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            write(change);
            return true;
        }));
        return *account_->read([&](const Snapshot& snapshot) -> Result<std::vector<Uid>> {
            std::vector<Uid> uids;
            for (const auto& event : snapshot.events_after(inbox_, {before, kMaxUid}, 10)) {
                uids.push_back(event.uid);
            }
            return uids;
        });
    }
    Modseq highest() {
        return *account_->read([&](const Snapshot& snapshot) -> Result<Modseq> {
            return snapshot.collection(inbox_)->highest;
        });
    }
    std::vector<Tag> tags() {
        return *account_->read(
            [](const Snapshot& snapshot) -> Result<std::vector<Tag>> { return snapshot.tags(); });
    }
    std::optional<Tag> tag(std::string_view keyword) {
        return *account_->read([&](const Snapshot& snapshot) -> Result<std::optional<Tag>> {
            return snapshot.tag(keyword);
        });
    }

    CollectionId inbox_ = 0;
};

TEST_F(TagsTest, TheyAreAscendingByKeywordEachWithItsLastName) {
    moves([](Change& change) {
        change.set_tag({"Friends", "Freunde", "#00ff00"});
        change.set_tag({"Boat", "Boat", ""});
        change.set_tag({"Friends", "Friends", "#0000ff"});
        change.set_tag({"Car", "Car", ""});
        change.remove_tag("Car");
        change.remove_tag("no such");
    });
    EXPECT_THAT(tags(), ElementsAre(Tag{"Boat", "Boat", ""}, Tag{"Friends", "Friends", "#0000ff"}));
    EXPECT_EQ(tag("Friends"), (Tag{"Friends", "Friends", "#0000ff"}));
    EXPECT_EQ(tag("friends"), std::nullopt);
    EXPECT_EQ(tag("Car"), std::nullopt);
}

TEST_F(TagsTest, WhatIsCalledOtherwiseHasChanged) {
    const Uid friends = add("Boat\nFriends");
    add("");
    add("Friend\nfriends");
    const auto set = [&](const Tag& tag) {
        return moves([&](Change& change) { change.set_tag(tag); });
    };
    EXPECT_THAT(set({"Friends", "Freunde", ""}), ElementsAre(friends));
    EXPECT_THAT(set({"Friends", "Freunde", "#00ff00"}), IsEmpty());  // nobody is told of colours
    EXPECT_THAT(set({"Friends", "Friends", "#00ff00"}), ElementsAre(friends));
    EXPECT_THAT(moves([](Change& change) { change.remove_tag("Friends"); }), ElementsAre(friends));
    EXPECT_THAT(moves([](Change& change) { change.remove_tag("Friends"); }), IsEmpty());
    EXPECT_THAT(set({"Nobody", "Nobody", ""}), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store
