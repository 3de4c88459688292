#include "protocols/activesync/sync/folder_type.h"

#include <algorithm>
#include <iterator>

namespace syncgate::activesync {
namespace {

struct Row {
    ItemClass item_class;
    Role role;
    int type;
};

constexpr Row kRows[] = {
    {ItemClass::kMail, Role::kInbox, 2},      {ItemClass::kMail, Role::kDrafts, 3},
    {ItemClass::kMail, Role::kTrash, 4},      {ItemClass::kMail, Role::kSent, 5},
    {ItemClass::kTask, Role::kDefault, 7},    {ItemClass::kEvent, Role::kDefault, 8},
    {ItemClass::kContact, Role::kDefault, 9}, {ItemClass::kNote, Role::kDefault, 10},
    {ItemClass::kMail, Role::kNone, 12},      {ItemClass::kEvent, Role::kNone, 13},
    {ItemClass::kContact, Role::kNone, 14},   {ItemClass::kTask, Role::kNone, 15},
    {ItemClass::kNote, Role::kNone, 17},
};

const Row* find(ItemClass item_class, Role role) {
    return std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& row) {
        return row.item_class == item_class && row.role == role;
    });
}

}  // namespace

int folder_type(const Collection& folder) {
    const auto* row = find(folder.item_class, folder.role);
    return (row == std::end(kRows) ? find(folder.item_class, Role::kNone) : row)->type;
}

std::optional<ItemClass> class_of_user_type(int type) {
    constexpr int kGeneric = 1;
    if (type == kGeneric) {
        return ItemClass::kMail;
    }
    const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& each) {
        return each.type == type && each.role == Role::kNone;
    });
    return row == std::end(kRows) ? std::nullopt : std::optional(row->item_class);
}

}  // namespace syncgate::activesync
