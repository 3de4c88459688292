#include "protocols/activesync/sync/hierarchy.h"

#include <random>

#include <gmock/gmock.h>

#include "model/shared_id.h"
#include "protocols/activesync/sync/folder_type.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::Not;

Collection folder(CollectionId id, Modseq modseq) {
    Collection made;
    made.id = id;
    made.modseq = modseq;
    return made;
}

std::vector<CollectionId> ids(const std::vector<Collection>& folders) {
    std::vector<CollectionId> all;
    for (const auto& each : folders) {
        all.push_back(each.id);
    }
    return all;
}

std::vector<std::int64_t> keys(const std::vector<store::HierarchyRow>& rows) {
    std::vector<std::int64_t> all;
    for (const auto& row : rows) {
        all.push_back(row.key);
    }
    return all;
}

TEST(Hierarchy, TellsWhatIsNewAnotherAndGone) {
    const auto changes =
        compare({{1, 10}, {2, 10}, {3, 10}}, {folder(1, 10), folder(3, 11), folder(4, 12)});
    EXPECT_THAT(ids(changes.added), ElementsAre(4));
    EXPECT_THAT(ids(changes.updated), ElementsAre(3));
    EXPECT_THAT(changes.deleted, ElementsAre(2));
    EXPECT_EQ(changes.size(), 3U);
}

TEST(Hierarchy, TellsNothingWhenAllIsAsSent) {
    EXPECT_TRUE(compare({{1, 10}}, {folder(1, 10)}).empty());
}

struct GenerationRow {
    std::vector<std::int64_t> before;
    std::optional<std::int64_t> used;
    std::vector<std::int64_t> after;  // with 9 as the new one
};

const GenerationRow kGenerations[] = {
    {{}, std::nullopt, {9}},     {{1}, 1, {1, 9}},
    {{1}, std::nullopt, {1, 9}},  // key 0 drops nothing confirmed
    {{1, 2}, 1, {1, 2, 9}},       // the answer with 2 was lost, or is under way
    {{1, 2}, 2, {2, 9}},         {{1, 2, 3}, 1, {1, 3, 9}},
    {{1, 2, 3}, 2, {2, 3, 9}},   {{1, 2, 3}, 3, {3, 9}},
};

TEST(Hierarchy, KeepsTheUsedGenerationAndTheLastSibling) {
    for (const auto& row : kGenerations) {
        std::vector<store::HierarchyRow> before;
        for (const auto key : row.before) {
            before.push_back({key, {}});
        }
        EXPECT_EQ(keys(next_generations(before, row.used, {9, {}})), row.after);
    }
}

struct GoneRow {
    std::vector<store::HierarchyRow> before;
    std::int64_t used;
    std::vector<CollectionId> gone;
};

store::HierarchyRow generation(std::int64_t key, const std::vector<CollectionId>& folders) {
    store::HierarchyRow made{key, {}};
    for (const auto id : folders) {
        made.folders.push_back({id, 1});
    }
    return made;
}

const GoneRow kGone[] = {
    {{}, 0, {}},
    {{generation(1, {1, 2})}, 1, {}},
    {{generation(1, {1, 2}), generation(2, {1})}, 2, {2}},
    {{generation(1, {1, 2}), generation(2, {1})}, 1, {}},  // its answer was lost
    {{generation(2, {1}), generation(3, {1, 2})}, 2, {}},  // came back since, and may be synced
    {{generation(1, {1, 2}), generation(2, {3}), generation(4, {})}, 4, {1, 2, 3}},
};

TEST(Hierarchy, AFolderIsGoneWhenTheKeyThatLacksItIsUsed) {
    for (const auto& row : kGone) {
        EXPECT_EQ(confirmed_gone(row.before, row.used), row.gone);
    }
}

class StoredHierarchy : public store::StoreTest {
  protected:
    std::vector<CollectionId> visible() {
        auto found = account_->read(
            [](const store::Snapshot& snapshot) -> Result<std::vector<CollectionId>> {
                return ids(tell(snapshot, {1, "Test", false}, {}).changes.added);
            });
        EXPECT_TRUE(found);
        return *found;
    }
};

TEST_F(StoredHierarchy, ShowsAParentBeforeItsChildAlsoWhenItIsYounger) {
    const auto made =
        account_->write([](store::Change& change) -> Result<std::pair<CollectionId, CollectionId>> {
            const auto child = change.add_collection(ItemClass::kMail, 0, Role::kNone, "child");
            const auto parent = change.add_collection(ItemClass::kMail, 0, Role::kNone, "parent");
            EXPECT_TRUE(child && parent && change.rename_collection(*child, *parent, "child"));
            return std::pair(*child, *parent);
        });
    ASSERT_TRUE(made);
    const auto all = visible();
    const auto child = std::find(all.begin(), all.end(), made->first);
    const auto parent = std::find(all.begin(), all.end(), made->second);
    ASSERT_NE(child, all.end());
    ASSERT_NE(parent, all.end());
    EXPECT_LT(parent, child);
}

// What is told from the folders that changed alone is what is told from all of them.
class ToldFromWhatChanged : public StoredHierarchy {
  protected:
    static constexpr Viewer kViewer{1, "Android", true};

    // Makes, renames, moves, trashes or removes a folder or a book, or switches a layer.
    void change_something() {
        ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<bool> {
            const auto all = change.collections();
            const auto any = [&] { return all[random_() % all.size()].id; };
            const auto name = "folder " + std::to_string(++names_);
            switch (random_() % 8) {
                case 0:
                case 1: {  // of the class of what it stands in
                    const auto& above = all[random_() % all.size()];
                    (void)change.add_collection(above.item_class, above.id, Role::kNone, name);
                    break;
                }
                case 2:
                    (void)change.add_collection(any_class(), 0, Role::kNone, name);
                    break;
                case 3:
                case 4:  // refused when it is fixed, or would stand below itself
                    (void)change.rename_collection(any(), random_() % 4 == 0 ? 0 : any(), name);
                    break;
                case 5:
                    (void)change.trash_collection(any());
                    break;
                case 6:
                    (void)change.remove_collection(any());
                    break;
                default:
                    if (random_() % 4 == 0) {
                        switch_layer(change, layer_of(all[random_() % all.size()], all));
                    }
            }
            return true;
        }));
    }
    ItemClass any_class() { return random_() % 2 == 0 ? ItemClass::kMail : ItemClass::kContact; }
    static void switch_layer(store::Change& change, const Layer& layer) {
        const auto state = state_of(change.layer_choices(0), kViewer.type, layer);
        change.set_layer({}, layer, !state.shown);
    }
    Told told_since(const store::HierarchyRow& sent) {
        auto told = account_->read([&](const store::Snapshot& snapshot) -> Result<Told> {
            return tell(snapshot, kViewer, sent);
        });
        EXPECT_TRUE(told);
        return *told;
    }

    std::mt19937 random_{7};  // NOLINT: the same every time
    int names_ = 0;
};

TEST_F(ToldFromWhatChanged, IsWhatIsToldFromAllFolders) {
    std::vector<store::HierarchyRow> generations{{}};
    std::size_t told_of = 0;
    for (int step = 0; step < 600; ++step) {
        SCOPED_TRACE(step);
        change_something();
        auto sent = generations[random_() % generations.size()];
        const auto some = told_since(sent);
        sent.shows = -1;
        const auto all = told_since(sent);
        EXPECT_EQ(ids(some.changes.added), ids(all.changes.added));
        EXPECT_EQ(ids(some.changes.updated), ids(all.changes.updated));
        EXPECT_EQ(some.changes.deleted, all.changes.deleted);
        EXPECT_EQ(some.next.folders, all.next.folders);
        told_of += some.changes.size();
        generations.push_back(some.next);
        if (generations.size() > 6) {
            generations.erase(generations.begin());
        }
    }
    EXPECT_GT(told_of, 600U);
}

// docs/activesync.md, "Layers".
TEST_F(StoredHierarchy, ShowsTheBooksOfTheClassesThatTheVersionKnows) {
    const auto types = [&](Version version) {
        auto found =
            account_->read([&](const store::Snapshot& snapshot) -> Result<std::vector<int>> {
                std::vector<int> all;
                const Viewer viewer{1, "Test", false, version};
                for (const auto& folder : tell(snapshot, viewer, {}).changes.added) {
                    all.push_back(folder_type(folder));
                }
                return all;
            });
        EXPECT_TRUE(found);
        return *found;
    };
    EXPECT_THAT(types(Version::k12_1), IsSupersetOf({2, 7, 8, 9}));
    EXPECT_THAT(types(Version::k12_1), Not(Contains(10)));
    EXPECT_THAT(types(Version::k14_0), IsSupersetOf({2, 7, 8, 9, 10}));
}

// The mover is a book: those inside of it change their layer and nothing else.
TEST_F(StoredHierarchy, ABookThatMovesOutOfAHiddenOneBringsThoseInsideOfIt) {
    CollectionId inside = 0;
    const auto change = [&](const auto& step) {
        ASSERT_TRUE(account_->write([&](store::Change& to) -> Result<bool> {
            step(to);
            return true;
        }));
    };
    const auto told = [&](const store::HierarchyRow& sent) {
        return *account_->read([&](const store::Snapshot& snapshot) -> Result<Told> {
            return tell(snapshot, {1, "Test", false}, sent);
        });
    };
    CollectionId book = 0;
    change([&](store::Change& to) {
        const auto contacts = to.by_role(ItemClass::kContact, Role::kDefault)->id;
        book = *to.add_collection(ItemClass::kContact, contacts, Role::kNone, "Friends");
        inside = *to.add_collection(ItemClass::kContact, book, Role::kNone, "Old friends");
        to.set_layer({}, {ItemClass::kContact, 0, 0}, false);
    });
    const auto before = told({});
    EXPECT_THAT(ids(before.changes.added), Not(Contains(book)));
    change([&](store::Change& to) { ASSERT_TRUE(to.rename_collection(book, 0, "Friends")); });
    EXPECT_THAT(ids(told(before.next).changes.added), ElementsAre(book, inside));
}

TEST_F(StoredHierarchy, WhatOthersShareIsToldBesideTheAccountsOwn) {
    const CollectionId one = *shared_id({7, 3}), two = *shared_id({8, 1});
    std::vector<Collection> shared = {activesync::folder(one, 5), activesync::folder(two, 900)};
    Viewer viewer{1, "Test", false};
    const auto told = [&](const store::HierarchyRow& sent) {
        auto all = account_->read([&](const store::Snapshot& snapshot) -> Result<Told> {
            return tell(snapshot, viewer, sent);
        });
        EXPECT_TRUE(all);
        return *all;
    };
    const auto own = told({}).next;
    viewer.shared = &shared;
    const auto with = told(own);
    EXPECT_THAT(ids(with.changes.added), ElementsAre(one, two));
    EXPECT_TRUE(told(with.next).changes.empty());

    viewer.shared = nullptr;  // nothing has looked
    EXPECT_TRUE(told(with.next).changes.empty());
    EXPECT_EQ(told(with.next).next.folders.size(), with.next.folders.size());

    shared = {activesync::folder(two, 901)};
    viewer.shared = &shared;
    const auto changed = told(with.next);
    EXPECT_THAT(ids(changed.changes.updated), ElementsAre(two));
    EXPECT_THAT(changed.changes.deleted, ElementsAre(one));
    EXPECT_TRUE(told(changed.next).changes.empty());
}

TEST_F(StoredHierarchy, HasChangedForADeviceThatWasSentNone) {
    const auto changed = account_->read([](const store::Snapshot& snapshot) -> Result<bool> {
        return hierarchy_changed(snapshot, {1, "Test", false});
    });
    ASSERT_TRUE(changed);
    EXPECT_TRUE(*changed);
}

}  // namespace
}  // namespace syncgate::activesync
