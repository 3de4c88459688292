#include "protocols/activesync/commands/folder_update.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/folder_change.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/folder_rules.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace hierarchy = wbxml::folder_hierarchy;

struct Asked {
    std::string key, folder, parent, name;
};

std::optional<Asked> parse(const Element& root) {
    const auto key = root.text(hierarchy::kSyncKey);
    const auto folder = root.text(hierarchy::kServerId);
    const auto parent = root.text(hierarchy::kParentId);
    const auto name = root.text(hierarchy::kDisplayName);
    if (!key || !folder || !parent || !name || !store::check_folder_name(*name)) {
        return std::nullopt;
    }
    return Asked{std::string(*key), std::string(*folder), std::string(*parent), std::string(*name)};
}

std::variant<OwnChange, FolderStatus> carry_out(store::Change& change,
                                                const store::HierarchyRow& sent,
                                                const Asked& asked) {
    const auto folder = find_folder(change, sent, asked.folder);
    if (!folder) {
        return FolderStatus::kNoFolder;
    }
    if (folder->role != Role::kNone) {
        return FolderStatus::kExists;
    }
    const auto parent = find_parent(sent, asked.parent);
    if (!parent) {
        return FolderStatus::kNoParent;
    }
    const auto renamed = change.rename_collection(folder->id, *parent, asked.name);
    if (!renamed) {
        // Else the parent is gone, takes no such folder, is inside of it, or too deep.
        return renamed.error().code == ErrorCode::kConflict ? FolderStatus::kExists
                                                            : FolderStatus::kNoParent;
    }
    return OwnChange{sent_of(*change.collection(folder->id))};
}

}  // namespace

Answer run_folder_update(Context& context, const Element* root) {
    const auto asked = parse(*root);
    if (!asked) {
        return render(hierarchy::kFolderUpdate, {FolderStatus::kMalformed});
    }
    const std::string memory =
        "update " + asked->key + " " + asked->folder + " " + asked->parent + " " + asked->name;
    return render(hierarchy::kFolderUpdate,
                  change_folders(context, {asked->key, memory},
                                 [&](store::Change& change, const store::HierarchyRow& sent) {
                                     return carry_out(change, sent, *asked);
                                 }));
}

}  // namespace syncgate::activesync
