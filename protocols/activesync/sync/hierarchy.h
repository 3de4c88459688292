// The folders that a device was sent, in generations, and what it must be told now.
// Source: MS-ASCMD 2.2.1.5 FolderSync; docs/sync-engine.md, "Hierarchy".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/collection.h"
#include "protocols/activesync/sync/layers.h"
#include "store/note.h"

namespace syncgate::activesync {

struct HierarchyChanges {
    std::vector<Collection> added, updated;  // parents before children
    std::vector<CollectionId> deleted;

    [[nodiscard]] bool empty() const { return added.empty() && updated.empty() && deleted.empty(); }
    [[nodiscard]] std::size_t size() const {
        return added.size() + updated.size() + deleted.size();
    }
};

// `now`: parents before children.
HierarchyChanges compare(const std::vector<store::SentFolder>& sent,
                         const std::vector<Collection>& now);

// What the device must be told that was sent `sent`: it sees the folders of layers that it shows.
struct Told {
    HierarchyChanges changes;
    store::HierarchyRow next;  // what it has then; the key is not given yet
};

// The cost is that of the folders that changed since `sent`, whatever their number is; of all of
// them when the device's layers were switched, a book changed, or nothing was sent.
Told tell(const store::Snapshot& snapshot, const Viewer& viewer, const store::HierarchyRow& sent);

// The generations after `used` answered with `next`: the used one (confirmed by its use; nullopt
// for key 0, which drops nothing confirmed), the last sibling, the new one.
std::vector<store::HierarchyRow> next_generations(const std::vector<store::HierarchyRow>& before,
                                                  std::optional<std::int64_t> used,
                                                  store::HierarchyRow next);

// The generation of a key; nullopt for one that is none of these.
std::optional<store::HierarchyRow> find_generation(const std::vector<store::HierarchyRow>& rows,
                                                   std::int64_t key);

// Folders whose Delete a client has read that uses the key `used`: older generations have them, its
// own has not. None for a key that was used before: what came after it may have brought them back.
std::vector<CollectionId> confirmed_gone(const std::vector<store::HierarchyRow>& before,
                                         std::int64_t used);

// Keeps `next` as what answers the key `used` (0: none), and drops the lines of what is
// confirmed_gone() by it; the key that `next` has now. Errors: kConflict (another gateway has
// answered the device since `before` was read: nothing is kept then).
Result<std::int64_t> answer_generation(store::Note& note, DeviceNumber device,
                                       const std::vector<store::HierarchyRow>& before,
                                       std::int64_t used, store::HierarchyRow next);

// Whether the newest generation that the device was sent is no longer what it should see; true
// for a device that was sent none.
bool hierarchy_changed(const store::Snapshot& snapshot, const Viewer& viewer);

// Names what it should see and what it was sent, while these differ: a change of either gives
// another name. nullopt when they don't.
std::optional<std::string> unseen_hierarchy(const store::Snapshot& snapshot, const Viewer& viewer);

}  // namespace syncgate::activesync
