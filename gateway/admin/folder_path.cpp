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

}  // namespace

Result<CollectionId> ensure_folder(store::Change& change, std::string_view path) {
    const auto all = change.collections();
    CollectionId parent = 0;
    for (const auto name : split(path, '/')) {
        if (const auto* known = find_child(all, parent, name)) {
            parent = known->id;
            continue;
        }
        auto made = change.add_collection(ItemClass::kMail, parent, Role::kNone, name);
        if (!made) {
            return made;
        }
        parent = *made;
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
