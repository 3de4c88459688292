#include "protocols/activesync/sync/own_folders.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {
namespace {

using store::SentFolder;
using testing::ElementsAre;

// 1, with 2 and 4 below it, and 3 below 2.
store::HierarchyRow sent() {
    return {7, {{1, 10, 0}, {2, 20, 1}, {3, 30, 2}, {4, 40, 1}, {5, 50, 0}}, 60, 2};
}

class OwnFolders : public store::StoreTest {
  protected:
    // What f finds in a snapshot of an account that has none of these folders.
    template <class F>
    auto look(F f) {
        auto found =
            account_->read([&](const store::Snapshot& snapshot) -> Result<decltype(f(snapshot))> {
                return f(snapshot);
            });
        EXPECT_TRUE(found);
        return *found;
    }
    store::HierarchyRow changed(const store::HierarchyRow& row, const OwnChange& change) {
        return look([&](const store::Snapshot& snapshot) {
            return with_own_change(snapshot, row, change);
        });
    }
    std::vector<CollectionId> tree(const store::HierarchyRow& row, CollectionId id) {
        return look([&](const store::Snapshot& snapshot) { return tree_of(snapshot, row, id); });
    }
};

TEST_F(OwnFolders, AreThoseThatTheDeviceWasSent) {
    const auto row = sent();
    ASSERT_NE(find_sent(row, 3), nullptr);
    EXPECT_EQ(find_sent(row, 3)->modseq, 30);
    EXPECT_EQ(find_sent(row, 6), nullptr);
    EXPECT_EQ(find_sent({}, 1), nullptr);
}

TEST_F(OwnFolders, AreATreeAsTheDeviceHasIt) {
    EXPECT_THAT(tree(sent(), 1), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(tree(sent(), 2), ElementsAre(2, 3));
    EXPECT_THAT(tree(sent(), 5), ElementsAre(5));
}

TEST_F(OwnFolders, StandAsTheServerHasThemWhereNothingElseIsKnown) {
    const auto made =
        account_->write([](store::Change& change) -> Result<std::pair<CollectionId, CollectionId>> {
            const auto above = change.add_collection(ItemClass::kMail, 0, Role::kNone, "above");
            return std::pair(
                *above, *change.add_collection(ItemClass::kMail, *above, Role::kNone, "below"));
        });
    ASSERT_TRUE(made);
    const auto [above, below] = *made;
    const store::HierarchyRow row{1, {{above, 1}, {below, 1}}};
    EXPECT_THAT(tree(row, above), ElementsAre(above, below));
}

TEST_F(OwnFolders, StandInEachFolderAboveThem) {
    const auto stands = [&](CollectionId id, CollectionId in) {
        return look(
            [&](const store::Snapshot& snapshot) { return stands_in(snapshot, sent(), id, in); });
    };
    EXPECT_TRUE(stands(3, 1));
    EXPECT_TRUE(stands(3, 3));
    EXPECT_FALSE(stands(1, 3));
    EXPECT_FALSE(stands(5, 1));
    EXPECT_FALSE(stands(6, 1));
}

TEST_F(OwnFolders, CircleEndsTheWalk) {
    const store::HierarchyRow circle{1, {{1, 1, 2}, {2, 1, 1}}};
    EXPECT_THAT(tree(circle, 1), testing::Contains(2));
    EXPECT_FALSE(
        look([&](const store::Snapshot& snapshot) { return stands_in(snapshot, circle, 1, 9); }));
}

TEST_F(OwnFolders, ANewOneStandsInItsOrderAndTheRestStaysAsItWas) {
    auto row = sent();
    row.folders.erase(row.folders.begin() + 2);
    const auto next = changed(row, {{3, 70, 5}});
    EXPECT_THAT(next.folders,
                ElementsAre(SentFolder{1, 10, 0}, SentFolder{2, 20, 1}, SentFolder{3, 70, 5},
                            SentFolder{4, 40, 1}, SentFolder{5, 50, 0}));
    EXPECT_EQ(next.modseq, 60);  // what others did since is still to be told
    EXPECT_EQ(next.shows, 2);
}

TEST_F(OwnFolders, AChangedOneIsReplaced) {
    const auto next = changed(sent(), {{5, 70, 3}});
    EXPECT_EQ(next.folders.size(), 5U);
    EXPECT_EQ(next.folders.back(), (SentFolder{5, 70, 3}));
}

TEST_F(OwnFolders, WhatComesBackMakesTheNextAnswerLookAtAll) {
    const auto for_good = changed(sent(), {{1, 10, 0}, true, false});
    EXPECT_THAT(for_good.folders, ElementsAre(SentFolder{5, 50, 0}));
    EXPECT_EQ(for_good.shows, 2);
    const auto to_trash = changed(sent(), {{1, 10, 0}, true, true});
    EXPECT_THAT(to_trash.folders, ElementsAre(SentFolder{5, 50, 0}));
    EXPECT_EQ(to_trash.shows, -1);
}

TEST(OwnChange, IsRememberedAsItWas) {
    for (const auto& change : {OwnChange{{3, 70, 0}}, OwnChange{{3, 70'000, 900}, true, true},
                               OwnChange{{3, 7, store::kUnknownParent}, true, false}}) {
        const auto read = decode_carried_out(encode({99, change}));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->key, 99);
        EXPECT_EQ(read->change, change);
    }
    EXPECT_FALSE(decode_carried_out("nonsense"));
    EXPECT_FALSE(decode_carried_out(""));
}

}  // namespace
}  // namespace syncgate::activesync
