#include "store/folder_rules.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace syncgate::store {
namespace {

struct FixedFolder {
    ItemClass item_class;
    Role role;
    std::string_view name;
};

constexpr FixedFolder kFixedFolders[] = {
    {ItemClass::kMail, Role::kInbox, "Inbox"},
    {ItemClass::kMail, Role::kSent, "Sent"},
    {ItemClass::kMail, Role::kTrash, "Trash"},
    {ItemClass::kMail, Role::kDrafts, "Drafts"},
    {ItemClass::kMail, Role::kTemplates, "Templates"},
    {ItemClass::kMail, Role::kSpam, "Spam?"},
    {ItemClass::kContact, Role::kDefault, "Contacts"},
    {ItemClass::kEvent, Role::kDefault, "Calendar"},
    {ItemClass::kTask, Role::kDefault, "Tasks"},
    {ItemClass::kNote, Role::kDefault, "Notes"},
};

bool has_control(std::string_view name) {
    return std::any_of(name.begin(), name.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_fixed_name(ItemClass item_class, std::string_view name) {
    return std::any_of(std::begin(kFixedFolders), std::end(kFixedFolders),
                       [&](const FixedFolder& each) {
                           return each.item_class == item_class && iequals(each.name, name);
                       });
}

// Levels of the collection and what stands below it.
int height_of(const Snapshot& snapshot, const Collection& collection) {
    int below = 0;
    for (const auto& child : snapshot.children(collection.item_class, collection.id)) {
        below = std::max(below, height_of(snapshot, child));
    }
    return below + 1;
}

Result<void> check_parent(const Snapshot& snapshot, ItemClass item_class, CollectionId moved,
                          CollectionId parent) {
    const auto direct = snapshot.collection(parent);
    if (!direct) {
        return Error{ErrorCode::kNotFound, "no folder " + std::to_string(parent) + " to be in"};
    }
    if (direct->item_class != item_class || direct->role == Role::kInbox ||
        direct->role == Role::kSpam) {
        return Error{ErrorCode::kForbidden, direct->name + " takes no such folder"};
    }
    const auto itself = snapshot.collection(moved);
    int depth = itself ? height_of(snapshot, *itself) : 1;
    for (auto above = direct; above; above = snapshot.collection(above->parent)) {
        if (above->id == moved) {
            return Error{ErrorCode::kForbidden, "a folder can't be moved into itself"};
        }
        if (++depth > limits::kFolderDepth) {
            return Error{ErrorCode::kTooLarge, "folders would be nested too deeply"};
        }
    }
    return {};
}

}  // namespace

Result<void> check_folder_name(std::string_view name) {
    if (name.size() > limits::kFolderNameBytes) {
        return Error{ErrorCode::kTooLarge, "a folder's name over the limit"};
    }
    if (trim(name).empty() || has_control(name) || !is_utf8(name)) {
        return Error{ErrorCode::kMalformed, "no folder can be called so"};
    }
    return {};
}

Result<void> check_place(const Snapshot& snapshot, ItemClass item_class, CollectionId moved,
                         CollectionId parent, std::string_view name) {
    if (auto named = check_folder_name(name); !named) {
        return named;
    }
    if (parent != 0) {
        if (auto placed = check_parent(snapshot, item_class, moved, parent); !placed) {
            return placed;
        }
    }
    const auto taken = snapshot.child(item_class, parent, name);
    if ((taken && taken->id != moved) || (parent == 0 && is_fixed_name(item_class, name))) {
        return Error{ErrorCode::kConflict, "there is a folder " + std::string(name)};
    }
    return {};
}

Result<void> add_fixed_folders(Change& change) {
    for (const auto& folder : kFixedFolders) {
        if (auto added = change.add_collection(folder.item_class, 0, folder.role, folder.name);
            !added) {
            return added.error();
        }
    }
    return {};
}

}  // namespace syncgate::store
