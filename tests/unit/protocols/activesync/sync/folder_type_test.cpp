#include "protocols/activesync/sync/folder_type.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

int type_of(ItemClass item_class, Role role) {
    Collection folder;
    folder.item_class = item_class;
    folder.role = role;
    return folder_type(folder);
}

TEST(FolderType, EachFixedFolderThatClientsKnowHasItsOwn) {
    EXPECT_EQ(type_of(ItemClass::kMail, Role::kInbox), 2);
    EXPECT_EQ(type_of(ItemClass::kMail, Role::kDrafts), 3);
    EXPECT_EQ(type_of(ItemClass::kMail, Role::kTrash), 4);
    EXPECT_EQ(type_of(ItemClass::kMail, Role::kSent), 5);
    EXPECT_EQ(type_of(ItemClass::kTask, Role::kDefault), 7);
    EXPECT_EQ(type_of(ItemClass::kEvent, Role::kDefault), 8);
    EXPECT_EQ(type_of(ItemClass::kContact, Role::kDefault), 9);
    EXPECT_EQ(type_of(ItemClass::kNote, Role::kDefault), 10);
}

TEST(FolderType, OtherFixedFoldersLookAsAUsersOwn) {
    EXPECT_EQ(type_of(ItemClass::kMail, Role::kTemplates), 12);
    EXPECT_EQ(type_of(ItemClass::kMail, Role::kSpam), 12);
}

struct UserType {
    int type;
    ItemClass item_class;
};
constexpr UserType kUserTypes[] = {
    {12, ItemClass::kMail}, {13, ItemClass::kEvent}, {14, ItemClass::kContact},
    {15, ItemClass::kTask}, {17, ItemClass::kNote},
};

TEST(FolderType, AUsersOwnIsNamedAndMadeByItsClass) {
    for (const auto& row : kUserTypes) {
        EXPECT_EQ(type_of(row.item_class, Role::kNone), row.type);
        EXPECT_EQ(class_of_user_type(row.type), row.item_class);
    }
    EXPECT_EQ(class_of_user_type(1), ItemClass::kMail);
}

TEST(FolderType, FixedAndUnknownTypesAreNoUsersToMake) {
    for (const int type : {-1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 18, 19, 20, 255}) {
        EXPECT_EQ(class_of_user_type(type), std::nullopt) << type;
    }
}

}  // namespace
}  // namespace syncgate::activesync
