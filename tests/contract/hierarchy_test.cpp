// The folders that a device was sent: what is kept, and how little is written.
#include <gmock/gmock.h>

#include "tests/unit/store/hierarchy_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;

using SentHierarchy = HierarchyTest;

TEST_F(SentHierarchy, GenerationsSayWhenTheyWereMadeAndWhatWasShown) {
    save({{1, {{1, 1}}, 70, 2}, {4, {{1, 2}}, 90, 0}});
    const auto found = load();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].modseq, 70);
    EXPECT_EQ(found[0].shows, 2);
    const auto newest =
        account_->read([](const Snapshot& s) -> Result<std::optional<HierarchyRow>> {
            return s.newest_hierarchy(kDevice);
        });
    ASSERT_TRUE(newest && *newest);
    EXPECT_EQ((*newest)->key, 4);
    EXPECT_EQ((*newest)->modseq, 90);
    EXPECT_EQ((*newest)->folders, found[1].folders);
}

TEST_F(SentHierarchy, CollectionsThatCameChangedOrWentSinceAreNamed) {
    Modseq before = 0;
    CollectionId kept = 0, renamed = 0, removed = 0, made = 0;
    const auto add = [](Change& change, const char* name) {
        return *change.add_collection(ItemClass::kMail, 0, Role::kNone, name);
    };
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        kept = add(change, "kept");
        renamed = add(change, "to rename");
        removed = add(change, "to remove");
        before = change.take_modseq();
        return true;
    }));
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        made = add(change, "made");
        return change.rename_collection(renamed, kept, "renamed") &&
               change.remove_collection(removed);
    }));
    const auto after =
        account_->read([&](const Snapshot& s) -> Result<std::optional<CollectionsAfter>> {
            return s.collections_after(before);
        });
    ASSERT_TRUE(after && *after);
    ASSERT_EQ((*after)->there.size(), 2U);
    EXPECT_EQ((*after)->there[0].id, renamed);
    EXPECT_EQ((*after)->there[1].id, made);
    EXPECT_THAT((*after)->gone, ElementsAre(removed));
}

TEST_F(SentHierarchy, GenerationsComeBackAsTheyWereSaved) {
    save({generation(3, {{7, 70}, {1, 10}, {1'000'000'000, kMaxUid}}), generation(9, {})});
    const auto found = load();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].key, 3);
    EXPECT_THAT(found[0].folders, ElementsAre(SentFolder{1, 10}, SentFolder{7, 70},
                                              SentFolder{1'000'000'000, kMaxUid}));
    EXPECT_EQ(found[1].key, 9);
    EXPECT_TRUE(found[1].folders.empty());
}

TEST_F(SentHierarchy, AFolderKeepsTheParentThatTheDeviceWasTold) {
    const std::vector<SentFolder> folders{{1, 10, 0}, {2, 10, kUnknownParent}, {7, 70, 1}};
    save({generation(3, folders)});
    EXPECT_EQ(load()[0].folders, folders);
}

TEST_F(SentHierarchy, WhatIsNotNamedIsDropped) {
    save({generation(1, {{1, 1}}), generation(2, {{1, 2}})});
    save({generation(2, {{1, 2}}), generation(5, {{1, 5}})});
    const auto found = load();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].key, 2);
    EXPECT_EQ(found[1].key, 5);
}

TEST_F(SentHierarchy, FiveThousandFoldersTakeFewBytes) {
    save({generation(1, many(1))});
    const auto connection = connection_to(account_->id());
    const auto bytes = find_integer(*connection, "SELECT length(folders) FROM hierarchy");
    ASSERT_TRUE(bytes);
    EXPECT_LT(*bytes, 5000 * 4);
}

}  // namespace
}  // namespace syncgate::store
