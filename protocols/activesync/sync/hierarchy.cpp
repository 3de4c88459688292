#include "protocols/activesync/sync/hierarchy.h"

#include <algorithm>
#include <set>

namespace syncgate::activesync {
namespace {

struct TypeRow {
    Role role;
    int type;
};

constexpr TypeRow kMailTypes[] = {
    {Role::kInbox, 2},
    {Role::kDrafts, 3},
    {Role::kTrash, 4},
    {Role::kSent, 5},
};
constexpr int kUserMail = 12;

}  // namespace

int folder_type(const Collection& folder) {
    const auto row = std::find_if(std::begin(kMailTypes), std::end(kMailTypes),
                                  [&](const TypeRow& each) { return each.role == folder.role; });
    return row == std::end(kMailTypes) ? kUserMail : row->type;
}

std::vector<Collection> visible_folders(const store::Snapshot& snapshot, const Viewer& viewer) {
    auto all = snapshot.collections();
    const auto choices = snapshot.layer_choices(viewer.device);
    std::set<CollectionId> hidden;
    for (const auto& each : all) {
        if (each.item_class != ItemClass::kMail ||
            sight_of(choices, viewer, each, all) == Sight::kHidden) {
            hidden.insert(each.id);
        }
    }
    std::erase_if(all, [&](const Collection& each) { return hidden.contains(each.id); });
    // Ids ascend, but a folder may have been moved below a younger one.
    std::vector<Collection> ordered;
    std::set<CollectionId> placed{0};
    while (!all.empty()) {
        const auto ready = std::stable_partition(all.begin(), all.end(), [&](const Collection& c) {
            return !placed.contains(c.parent);
        });
        if (ready == all.end()) {
            break;  // what hangs below a parent that is not shown is not shown
        }
        for (auto it = ready; it != all.end(); ++it) {
            placed.insert(it->id);
            ordered.push_back(std::move(*it));
        }
        all.erase(ready, all.end());
    }
    return ordered;
}

HierarchyChanges compare(const std::vector<store::SentFolder>& sent,
                         const std::vector<Collection>& now) {
    HierarchyChanges changes;
    std::set<CollectionId> there;
    for (const auto& folder : now) {
        there.insert(folder.id);
        const auto known = std::find_if(
            sent.begin(), sent.end(),
            [&](const store::SentFolder& each) { return each.collection == folder.id; });
        if (known == sent.end()) {
            changes.added.push_back(folder);
        } else if (known->modseq != folder.modseq) {
            changes.updated.push_back(folder);
        }
    }
    for (const auto& folder : sent) {
        if (!there.contains(folder.collection)) {
            changes.deleted.push_back(folder.collection);
        }
    }
    return changes;
}

std::vector<store::HierarchyRow> next_generations(const std::vector<store::HierarchyRow>& before,
                                                  std::optional<std::int64_t> used,
                                                  store::HierarchyRow next) {
    std::vector<store::HierarchyRow> kept;
    if (!before.empty()) {
        const auto base = used ? std::find_if(before.begin(), before.end(),
                                              [&](const auto& row) { return row.key == *used; })
                               : before.begin();
        kept.push_back(*base);
        if (before.back().key > base->key) {
            kept.push_back(before.back());
        }
    }
    kept.push_back(std::move(next));
    return kept;
}

std::vector<CollectionId> confirmed_gone(const std::vector<store::HierarchyRow>& before,
                                         std::int64_t used) {
    std::set<CollectionId> gone;
    std::set<CollectionId> there;
    for (const auto& row : before) {
        auto& ids = row.key == used ? there : gone;
        for (const auto& folder : row.folders) {
            if (row.key <= used) {
                ids.insert(folder.collection);
            }
        }
    }
    std::erase_if(gone, [&](CollectionId id) { return there.contains(id); });
    return {gone.begin(), gone.end()};
}

bool hierarchy_changed(const store::Snapshot& snapshot, const Viewer& viewer) {
    return unseen_hierarchy(snapshot, viewer).has_value();
}

std::optional<std::string> unseen_hierarchy(const store::Snapshot& snapshot, const Viewer& viewer) {
    const auto generations = snapshot.hierarchy(viewer.device);
    const auto now = visible_folders(snapshot, viewer);
    if (!generations.empty() && compare(generations.back().folders, now).empty()) {
        return std::nullopt;
    }
    // A folder that comes or changes has the highest modseq of all; one that goes is one less.
    Modseq highest = 0;
    for (const auto& folder : now) {
        highest = std::max(highest, folder.modseq);
    }
    const std::int64_t sent = generations.empty() ? 0 : generations.back().key;
    return std::to_string(sent) + " " + std::to_string(highest) + " " + std::to_string(now.size());
}

}  // namespace syncgate::activesync
