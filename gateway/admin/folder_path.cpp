#include "gateway/admin/folder_path.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::admin {
namespace {

const Collection* find_child(const std::vector<Collection>& all, CollectionId parent,
                             std::string_view name) {
    const auto it = std::find_if(all.begin(), all.end(), [&](const Collection& each) {
        const bool same = parent == 0 ? iequals(each.name, name) : each.name == name;
        return each.item_class == ItemClass::kMail && each.parent == parent && same;
    });
    return it == all.end() ? nullptr : &*it;
}

bool takes_no_children(const Collection& folder) {
    return folder.role == Role::kInbox || folder.role == Role::kSpam;
}

// They would break the lines that lists of folders are written in.
bool has_control(std::string_view name) {
    return std::any_of(name.begin(), name.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

CollectionId ensure_folder(store::Change& change, std::string_view path) {
    const auto all = change.collections();
    CollectionId parent = 0;
    bool barren = false;
    for (const auto name : split(path, '/')) {
        if (trim(name).empty() || has_control(name) || barren) {
            return 0;
        }
        if (const auto* known = find_child(all, parent, name)) {
            parent = known->id;
            barren = takes_no_children(*known);
        } else {
            parent = change.add_collection(ItemClass::kMail, parent, Role::kNone, name);
        }
    }
    return parent;
}

std::string path_of(const std::vector<Collection>& all, const Collection& folder) {
    std::string path = folder.name;
    CollectionId parent = folder.parent;
    while (parent != 0) {
        const auto it = std::find_if(all.begin(), all.end(),
                                     [&](const Collection& each) { return each.id == parent; });
        if (it == all.end()) {
            break;
        }
        path = it->name + "/" + path;
        parent = it->parent;
    }
    return path;
}

}  // namespace syncgate::admin
