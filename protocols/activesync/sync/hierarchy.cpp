#include "protocols/activesync/sync/hierarchy.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>

#include "model/shared_id.h"

namespace syncgate::activesync {
namespace {

using Shows = std::function<bool(const Collection&)>;

// How deep folders stand: 0 at the top.
class Depths {
  public:
    // `known`: some of the account's collections, ascending by id; the others are looked up.
    Depths(const store::Snapshot& snapshot, const std::vector<Collection>& known,
           const Shows& shows)
        : snapshot_(snapshot), known_(known), shows_(shows) {}

    // nullopt: not shown; what hangs below a parent that is not shown is not shown.
    std::optional<int> of(const Collection& folder) {
        // A circle, which no rule lets come to be, hangs nowhere either.
        const auto [depth, is_new] = depths_.emplace(folder.id, std::nullopt);
        if (!is_new || !shows_(folder)) {
            return depth->second;
        }
        if (folder.parent == 0) {
            return depths_[folder.id] = 0;
        }
        const auto parent = find(folder.parent);
        const auto above = parent ? of(*parent) : std::nullopt;
        return depths_[folder.id] = above ? std::optional(*above + 1) : std::nullopt;
    }

  private:
    std::optional<Collection> find(CollectionId id) const {
        const auto it =
            std::lower_bound(known_.begin(), known_.end(), id,
                             [](const Collection& each, CollectionId to) { return each.id < to; });
        return it != known_.end() && it->id == id ? std::optional(*it) : snapshot_.collection(id);
    }

    const store::Snapshot& snapshot_;
    const std::vector<Collection>& known_;
    const Shows& shows_;
    std::unordered_map<CollectionId, std::optional<int>> depths_;
};

// Those of `folders`, which ascend by id, that are shown: parents before children.
std::vector<Collection> visible(const store::Snapshot& snapshot,
                                const std::vector<Collection>& folders, const Shows& shows) {
    Depths depths(snapshot, folders, shows);
    std::vector<std::pair<int, const Collection*>> placed;
    for (const auto& folder : folders) {
        if (const auto depth = depths.of(folder)) {
            placed.emplace_back(*depth, &folder);
        }
    }
    // Ids ascend, but a folder may have been moved below a younger one.
    std::stable_sort(placed.begin(), placed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Collection> ordered;
    ordered.reserve(placed.size());
    for (const auto& [depth, folder] : placed) {
        ordered.push_back(*folder);
    }
    return ordered;
}

bool by_id(const store::SentFolder& a, const store::SentFolder& b) {
    return a.collection < b.collection;
}

std::vector<store::SentFolder> sent_of(const std::vector<Collection>& folders) {
    std::vector<store::SentFolder> sent;
    sent.reserve(folders.size());
    for (const auto& folder : folders) {
        sent.push_back({folder.id, folder.modseq, folder.parent});
    }
    std::sort(sent.begin(), sent.end(), by_id);
    return sent;
}

std::vector<CollectionId> ids_of(const store::CollectionsAfter& after) {
    auto ids = after.gone;
    for (const auto& folder : after.there) {
        ids.push_back(folder.id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

// What stands inside a book has its layer: a book that moves takes it to another, though it does
// not change itself.
bool has_book(const std::vector<Collection>& folders) {
    return std::any_of(folders.begin(), folders.end(), [](const Collection& folder) {
        return folder.item_class != ItemClass::kMail;
    });
}

}  // namespace

HierarchyChanges compare(const std::vector<store::SentFolder>& sent,
                         const std::vector<Collection>& now) {
    std::unordered_map<CollectionId, Modseq> left;
    for (const auto& folder : sent) {
        left.emplace(folder.collection, folder.modseq);
    }
    HierarchyChanges changes;
    for (const auto& folder : now) {
        const auto known = left.find(folder.id);
        if (known == left.end()) {
            changes.added.push_back(folder);
            continue;
        }
        if (known->second != folder.modseq) {
            changes.updated.push_back(folder);
        }
        left.erase(known);
    }
    for (const auto& [collection, modseq] : left) {
        changes.deleted.push_back(collection);
    }
    std::sort(changes.deleted.begin(), changes.deleted.end());
    return changes;
}

namespace {

// Of the account's own collections.
Told tell_own(const store::Snapshot& snapshot, const Viewer& viewer,
              const store::HierarchyRow& sent) {
    const auto choices = snapshot.layer_choices(viewer.device);
    const auto shows = [&](const std::vector<Collection>& all) -> Shows {
        return [&](const Collection& folder) {
            return sight_of(choices, viewer, folder, all) != Sight::kHidden;
        };
    };
    Told told;
    told.next.modseq = snapshot.modseq();
    told.next.shows = mark_of(choices, viewer);
    const auto after =
        sent.shows == told.next.shows ? snapshot.collections_after(sent.modseq) : std::nullopt;
    if (!after || has_book(after->there)) {
        const auto all = snapshot.collections();
        const auto now = visible(snapshot, all, shows(all));
        told.changes = compare(sent.folders, now);
        told.next.folders = sent_of(now);
        return told;
    }
    // While the same layers are shown, a folder that did not change is seen as it was.
    const auto changed = ids_of(*after);
    auto& kept = told.next.folders;
    std::vector<store::SentFolder> before;
    std::partition_copy(sent.folders.begin(), sent.folders.end(), std::back_inserter(before),
                        std::back_inserter(kept), [&](const store::SentFolder& folder) {
                            return std::binary_search(changed.begin(), changed.end(),
                                                      folder.collection);
                        });
    const auto now = visible(snapshot, after->there, shows(after->there));
    told.changes = compare(before, now);
    const auto came = sent_of(now);
    const auto middle = kept.insert(kept.end(), came.begin(), came.end());
    std::inplace_merge(kept.begin(), middle, kept.end(), by_id);
    return told;
}

bool is_shared(const store::SentFolder& folder) {
    return parse_shared_id(folder.collection).has_value();
}

template <class T>
void append(const std::vector<T>& more, std::vector<T>& all) {
    all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

Told tell(const store::Snapshot& snapshot, const Viewer& viewer, const store::HierarchyRow& sent) {
    const bool nothing = viewer.shared == nullptr || viewer.shared->empty();
    if (nothing && (sent.folders.empty() || !is_shared(sent.folders.back()))) {
        return tell_own(snapshot, viewer, sent);
    }
    store::HierarchyRow own = sent;  // ascending by id: what others share comes last
    const auto first = std::find_if(own.folders.begin(), own.folders.end(), is_shared);
    const std::vector<store::SentFolder> before(first, own.folders.end());
    own.folders.erase(first, own.folders.end());
    Told told = tell_own(snapshot, viewer, own);
    if (viewer.shared == nullptr) {
        append(before, told.next.folders);
        return told;
    }
    const auto changes = compare(before, *viewer.shared);
    append(changes.added, told.changes.added);
    append(changes.updated, told.changes.updated);
    append(changes.deleted, told.changes.deleted);
    append(sent_of(*viewer.shared), told.next.folders);
    return told;
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

std::optional<store::HierarchyRow> find_generation(const std::vector<store::HierarchyRow>& rows,
                                                   std::int64_t key) {
    const auto it =
        std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.key == key; });
    return it == rows.end() ? std::nullopt : std::optional(*it);
}

std::vector<CollectionId> confirmed_gone(const std::vector<store::HierarchyRow>& before,
                                         std::int64_t used) {
    static const store::HierarchyRow kNone;
    const auto it = std::find_if(before.begin(), before.end(),
                                 [&](const auto& row) { return row.key == used; });
    const auto& there = it == before.end() ? kNone.folders : it->folders;
    std::vector<store::SentFolder> missing;
    for (const auto& row : before) {
        if (row.key < used) {
            std::set_difference(row.folders.begin(), row.folders.end(), there.begin(), there.end(),
                                std::back_inserter(missing), by_id);
        }
    }
    std::set<CollectionId> gone;
    for (const auto& folder : missing) {
        gone.insert(folder.collection);
    }
    return {gone.begin(), gone.end()};
}

Result<std::int64_t> answer_generation(store::Note& note, DeviceNumber device,
                                       const std::vector<store::HierarchyRow>& before,
                                       std::int64_t used, store::HierarchyRow next) {
    const std::int64_t key = note.next_key();
    next.key = key;
    const auto kept =
        next_generations(before, used == 0 ? std::nullopt : std::optional(used), std::move(next));
    if (!note.save_hierarchy(device, before, kept)) {
        return Error{ErrorCode::kConflict, "another gateway has answered the device"};
    }
    for (const auto id : confirmed_gone(before, used)) {
        note.drop_line(device, id);
    }
    return key;
}

bool hierarchy_changed(const store::Snapshot& snapshot, const Viewer& viewer) {
    return unseen_hierarchy(snapshot, viewer).has_value();
}

std::optional<std::string> unseen_hierarchy(const store::Snapshot& snapshot, const Viewer& viewer) {
    const auto newest = snapshot.newest_hierarchy(viewer.device);
    const auto told = tell(snapshot, viewer, newest.value_or(store::HierarchyRow{}));
    if (newest && told.changes.empty()) {
        return std::nullopt;
    }
    // A folder that comes or changes has the highest modseq of all; one that goes is one less.
    Modseq highest = 0, others = 0;  // those of other accounts count from other numbers
    for (const auto& folder : told.next.folders) {
        if (is_shared(folder)) {
            others += folder.modseq;
        } else {
            highest = std::max(highest, folder.modseq);
        }
    }
    return std::to_string(newest ? newest->key : 0) + " " + std::to_string(highest) + " " +
           std::to_string(others) + " " + std::to_string(told.next.folders.size());
}

}  // namespace syncgate::activesync
