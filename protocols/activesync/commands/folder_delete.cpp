#include "protocols/activesync/commands/folder_delete.h"

#include <algorithm>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/folder_change.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/trash_walk.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace hierarchy = wbxml::folder_hierarchy;

struct Asked {
    std::string key, folder;
};

std::optional<Asked> parse(const Element& root) {
    const auto key = root.text(hierarchy::kSyncKey);
    const auto folder = root.text(hierarchy::kServerId);
    if (!key || !folder) {
        return std::nullopt;
    }
    return Asked{std::string(*key), std::string(*folder)};
}

// Somebody else has deleted it, and the device does not know: it lies in Trash, where its user
// wants to have it, and must not go for good.
bool lies_there_already(const store::Change& change, const store::HierarchyRow& sent,
                        const Collection& folder) {
    const auto trash = change.by_role(ItemClass::kMail, Role::kTrash);
    return trash && is_in_trash(change, folder) && !stands_in(change, sent, folder.id, trash->id);
}

Result<void> remove(store::Change& change, const store::HierarchyRow& sent,
                    const Collection& folder) {
    if (folder.item_class != ItemClass::kMail) {
        return change.remove_collection(folder.id);
    }
    return lies_there_already(change, sent, folder) ? Result<void>()
                                                    : change.trash_collection(folder.id);
}

std::variant<OwnChange, FolderStatus> carry_out(store::Change& change,
                                                const store::HierarchyRow& sent,
                                                const Asked& asked) {
    const auto folder = find_folder(change, sent, asked.folder);
    if (!folder) {
        return FolderStatus::kNoFolder;
    }
    if (folder->role != Role::kNone) {
        return FolderStatus::kSpecial;
    }
    if (!remove(change, sent, *folder)) {
        return FolderStatus::kSpecial;
    }
    const auto tree = tree_of(change, sent, folder->id);
    const bool comes_back = std::any_of(tree.begin(), tree.end(), [&](CollectionId each) {
        return change.collection(each).has_value();
    });
    return OwnChange{sent_of(*folder), true, comes_back};
}

}  // namespace

Answer run_folder_delete(Context& context, const Element* root) {
    const auto asked = parse(*root);
    if (!asked) {
        return render(hierarchy::kFolderDelete, {FolderStatus::kMalformed});
    }
    return render(
        hierarchy::kFolderDelete,
        change_folders(context, {asked->key, "delete " + asked->key + " " + asked->folder},
                       [&](store::Change& change, const store::HierarchyRow& sent) {
                           return carry_out(change, sent, *asked);
                       }));
}

}  // namespace syncgate::activesync
