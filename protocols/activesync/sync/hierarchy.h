// The folders that a device was sent, in generations, and what it must be told now.
// Source: MS-ASCMD 2.2.1.5 FolderSync; docs/sync-engine.md, "Hierarchy".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/collection.h"
#include "protocols/activesync/sync/layers.h"
#include "store/note.h"

namespace syncgate::activesync {

// The folders that a device sees: those of classes that have items and of layers that it shows,
// parents before children.
std::vector<Collection> visible_folders(const store::Snapshot& snapshot, const Viewer& viewer);

// Source: MS-ASCMD 2.2.3.186.3 Type (FolderSync).
int folder_type(const Collection& folder);

struct HierarchyChanges {
    std::vector<Collection> added, updated;  // parents before children
    std::vector<CollectionId> deleted;

    [[nodiscard]] bool empty() const { return added.empty() && updated.empty() && deleted.empty(); }
    [[nodiscard]] std::size_t size() const {
        return added.size() + updated.size() + deleted.size();
    }
};

HierarchyChanges compare(const std::vector<store::SentFolder>& sent,
                         const std::vector<Collection>& now);

// The generations after `used` answered with `next`: the used one (confirmed by its use; nullopt
// for key 0, which drops nothing confirmed), the last sibling, the new one.
std::vector<store::HierarchyRow> next_generations(const std::vector<store::HierarchyRow>& before,
                                                  std::optional<std::int64_t> used,
                                                  store::HierarchyRow next);

// Folders whose Delete a client has read that uses the key `used`: older generations have them, its
// own has not. None for a key that was used before: what came after it may have brought them back.
std::vector<CollectionId> confirmed_gone(const std::vector<store::HierarchyRow>& before,
                                         std::int64_t used);

// Whether the newest generation that the device was sent is no longer what it should see; true
// for a device that was sent none.
bool hierarchy_changed(const store::Snapshot& snapshot, const Viewer& viewer);

// Names what it should see and what it was sent, while these differ: a change of either gives
// another name. nullopt when they don't.
std::optional<std::string> unseen_hierarchy(const store::Snapshot& snapshot, const Viewer& viewer);

}  // namespace syncgate::activesync
