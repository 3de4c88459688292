#include "protocols/activesync/commands/default_folder.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::activesync {
namespace {

struct Row {
    std::string_view name;
    ItemClass item_class;
    Role role;
};

constexpr Row kRows[] = {
    {"Email", ItemClass::kMail, Role::kInbox},
    {"Contacts", ItemClass::kContact, Role::kDefault},
    {"Calendar", ItemClass::kEvent, Role::kDefault},
    {"Tasks", ItemClass::kTask, Role::kDefault},
};

}  // namespace

std::optional<CollectionId> default_folder(const store::Snapshot& snapshot,
                                           std::string_view class_name) {
    const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                   [&](const Row& each) { return iequals(each.name, class_name); });
    if (row == std::end(kRows)) {
        return std::nullopt;
    }
    const auto folder = snapshot.by_role(row->item_class, row->role);
    return folder ? std::optional(folder->id) : std::nullopt;
}

}  // namespace syncgate::activesync
