#include "model/layer.h"

#include <gtest/gtest.h>

namespace syncgate {
namespace {

constexpr Layer kMail{ItemClass::kMail, 0, 0};
constexpr Layer kContacts{ItemClass::kContact, 0, 0};

Collection collection(CollectionId id, ItemClass item_class, CollectionId parent, Role role) {
    Collection made;
    made.id = id;
    made.item_class = item_class;
    made.parent = parent;
    made.role = role;
    return made;
}

const std::vector<Collection> kAll = {
    collection(1, ItemClass::kMail, 0, Role::kInbox),
    collection(2, ItemClass::kMail, 1, Role::kNone),
    collection(3, ItemClass::kContact, 0, Role::kDefault),
    collection(4, ItemClass::kContact, 3, Role::kNone),  // inside the default book
    collection(5, ItemClass::kContact, 0, Role::kNone),
    collection(6, ItemClass::kContact, 5, Role::kNone),
    collection(7, ItemClass::kEvent, 5, Role::kNone),  // below a book of another class
    collection(8, ItemClass::kNote, 9, Role::kNone),   // a circle, which no store makes
    collection(9, ItemClass::kNote, 8, Role::kNone),
};

TEST(Layer, OfAllMailIsOneAndOfEachFurtherBookItsOwn) {
    const Layer expected[] = {
        kMail,
        kMail,
        kContacts,
        kContacts,
        {ItemClass::kContact, 0, 5},
        {ItemClass::kContact, 0, 5},
        {ItemClass::kEvent, 0, 7},
    };
    for (std::size_t i = 0; i < std::size(expected); ++i) {
        EXPECT_EQ(layer_of(kAll[i], kAll), expected[i]) << kAll[i].id;
    }
}

TEST(Layer, OfACircleIsOneOfItsBooks) {
    EXPECT_NE(layer_of(kAll[7], kAll).book, 0);
}

struct NameRow {
    std::string_view name;
    Layer layer;
};

constexpr NameRow kNames[] = {
    {"mail", kMail},
    {"contacts", kContacts},
    {"calendar", {ItemClass::kEvent, 0, 0}},
    {"tasks", {ItemClass::kTask, 0, 0}},
    {"notes", {ItemClass::kNote, 0, 0}},
    {"contacts:12", {ItemClass::kContact, 0, 12}},
    {"contacts:7.12", {ItemClass::kContact, 7, 12}},
    {"calendar:9223372036854775807", {ItemClass::kEvent, 0, kMaxKey}},
};

TEST(Layer, NamesAreReadAndWrittenTheSame) {
    for (const auto& row : kNames) {
        EXPECT_EQ(name_of(row.layer), row.name);
        EXPECT_EQ(parse_layer(row.name), row.layer) << row.name;
    }
    EXPECT_EQ(parse_layer("Mail"), kMail);
}

TEST(Layer, WhatNamesNoneIsRefused) {
    for (const auto* name :
         {"", "mails", "contacts:", "contacts:0", "contacts:x", "contacts:-1", "mail:3",
          "contacts:9223372036854775808", ":3", "contacts:3:4", "shared", "contacts:0.3",
          "contacts:3.0", "contacts:.3", "contacts:3.", "contacts:1.2.3", "mail:7.3"}) {
        EXPECT_EQ(parse_layer(name), std::nullopt) << name;
    }
}

TEST(LayerState, IsThatOfTheNearestChoice) {
    LayerChoices choices;
    EXPECT_EQ(state_of(choices, "iPhone", kMail), (LayerState{true, LayerSource::kStandard}));
    choices.account[kMail] = false;
    EXPECT_EQ(state_of(choices, "iPhone", kMail), (LayerState{false, LayerSource::kAccount}));
    choices.kinds["iph"][kMail] = true;
    EXPECT_EQ(state_of(choices, "iPhone", kMail), (LayerState{true, LayerSource::kKind}));
    choices.device[kMail] = false;
    EXPECT_EQ(state_of(choices, "iPhone", kMail), (LayerState{false, LayerSource::kDevice}));
}

TEST(LayerState, OfAKindIsThatOfTheLongestPrefixWithoutRegardToCase) {
    LayerChoices choices;
    choices.kinds["windows"][kMail] = true;
    choices.kinds["windowsoutlook"][kMail] = false;
    choices.kinds["windowsoutlook15"][kContacts] = true;  // says nothing of mail
    EXPECT_FALSE(state_of(choices, "WindowsOutlook15", kMail).shown);
    EXPECT_TRUE(state_of(choices, "WINDOWSMail", kMail).shown);
    EXPECT_EQ(state_of(choices, "iPhone", kMail).source, LayerSource::kStandard);
    EXPECT_EQ(state_of(choices, "Window", kMail).source, LayerSource::kStandard);
}

TEST(LayerState, OfOneLayerSaysNothingOfAnother) {
    LayerChoices choices;
    choices.device[kContacts] = false;
    EXPECT_TRUE(state_of(choices, "", kMail).shown);
    EXPECT_TRUE(state_of(choices, "", {ItemClass::kContact, 0, 5}).shown);
}

TEST(LayerState, OfWhatIsSharedIsOnOnlyWhenAllowedAndChosen) {
    constexpr Layer kShared{ItemClass::kContact, 7, 5};
    LayerChoices choices;
    choices.device[kShared] = true;
    EXPECT_FALSE(state_of(choices, "", kShared).shown);
    choices.shared_allowed = true;
    EXPECT_TRUE(state_of(choices, "", kShared).shown);
    choices.device.clear();
    EXPECT_FALSE(state_of(choices, "", kShared).shown);
}

}  // namespace
}  // namespace syncgate
