#include "protocols/activesync/sync/layers.h"

#include <set>

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

Collection collection(CollectionId id, ItemClass item_class, Role role) {
    Collection made;
    made.id = id;
    made.item_class = item_class;
    made.role = role;
    return made;
}

const std::vector<Collection> kAll = {
    collection(1, ItemClass::kMail, Role::kInbox),
    collection(2, ItemClass::kMail, Role::kNone),
    collection(3, ItemClass::kMail, Role::kTemplates),
    collection(4, ItemClass::kContact, Role::kDefault),
    collection(5, ItemClass::kContact, Role::kNone),
};

std::vector<Sight> sights(const LayerChoices& choices, const Viewer& viewer) {
    std::vector<Sight> all;
    for (const auto& each : kAll) {
        all.push_back(sight_of(choices, viewer, each, kAll));
    }
    return all;
}

constexpr Sight kS = Sight::kShown, kE = Sight::kEmptied, kH = Sight::kHidden;

TEST(Layers, SwitchedOffHideTheirFoldersAndNothingElse) {
    LayerChoices choices;
    EXPECT_EQ(sights(choices, {}), (std::vector{kS, kS, kS, kS, kS}));
    choices.device[{ItemClass::kMail, 0, 0}] = false;
    EXPECT_EQ(sights(choices, {}), (std::vector{kH, kH, kH, kS, kS}));
    choices.device[{ItemClass::kContact, 0, 0}] = false;
    EXPECT_EQ(sights(choices, {}), (std::vector{kH, kH, kH, kH, kS}));
    choices.device = {{{ItemClass::kContact, 0, 5}, false}};
    EXPECT_EQ(sights(choices, {}), (std::vector{kS, kS, kS, kS, kH}));
}

TEST(Layers, SwitchedOffEmptyTheDefaultFoldersOfAClientThatCannotDoWithoutThem) {
    LayerChoices choices;
    choices.account = {{{ItemClass::kMail, 0, 0}, false},
                       {{ItemClass::kContact, 0, 0}, false},
                       {{ItemClass::kContact, 0, 5}, false}};
    EXPECT_EQ(sights(choices, {1, "Any", true}), (std::vector{kE, kH, kH, kE, kH}));
}

TEST(Layers, FollowTheKindOfTheDevice) {
    LayerChoices choices;
    choices.kinds["tablet"][{ItemClass::kMail, 0, 0}] = false;
    EXPECT_EQ(sights(choices, {1, "Phone", false})[0], kS);
    EXPECT_EQ(sights(choices, {2, "Tablet 9", false})[0], kH);
}

TEST(Layers, HideWhatTheVersionDoesNotKnow) {
    const auto notes = collection(6, ItemClass::kNote, Role::kDefault);
    for (const bool keeps : {false, true}) {
        EXPECT_EQ(sight_of({}, {1, "Any", keeps, Version::k12_1}, notes, kAll), kH);
        EXPECT_EQ(sight_of({}, {1, "Any", keeps, Version::k14_0}, notes, kAll), kS);
    }
    EXPECT_EQ(sight_of({}, {1, "Any", false, Version::k2_5}, kAll[4], kAll), kS);
}

TEST(Layers, HaveAMarkForAllThatChangesASight) {
    std::set<std::int64_t> marks;
    LayerChoices choices;
    const auto is_new = [&](const Viewer& viewer) {
        const auto mark = mark_of(choices, viewer);
        return mark >= 0 && marks.insert(mark).second;
    };
    EXPECT_TRUE(is_new({1, "Any", false}));
    EXPECT_TRUE(is_new({1, "Any", false, Version::k12_1}));
    choices.device[{ItemClass::kContact, 0, 5}] = false;
    EXPECT_TRUE(is_new({1, "Any", false}));
    EXPECT_TRUE(is_new({1, "Any", true}));
    choices.account[{ItemClass::kContact, 0, 0}] = false;
    EXPECT_TRUE(is_new({1, "Any", false}));
    choices.kinds["tablet"][{ItemClass::kEvent, 0, 0}] = false;
    EXPECT_FALSE(is_new({1, "Any", false}));
    EXPECT_TRUE(is_new({1, "Tablet 9", false}));
    choices.device[{ItemClass::kTask, 0, 0}] = true;  // as it is without
    EXPECT_FALSE(is_new({1, "Any", false}));
    choices.device[{ItemClass::kMail, 7, 0}] = false;  // shared, which nobody sees
    EXPECT_FALSE(is_new({1, "Any", false}));
}

TEST(Layers, TheWindowOfAnEmptiedFolderShowsNothing) {
    Seen seen{collection(1, ItemClass::kMail, Role::kInbox), true};
    EXPECT_EQ(seen.edge(0, 0), kMaxKey);
    EXPECT_EQ(seen.edge(99, 0), std::nullopt);  // no filter of mail
    seen.emptied = false;
    EXPECT_EQ(seen.edge(0, 0), kMinKey);
}

}  // namespace
}  // namespace syncgate::activesync
