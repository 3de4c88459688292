#include "protocols/activesync/sync/own_folders.h"

#include <algorithm>

#include "base/bytes.h"

namespace syncgate::activesync {
namespace {

constexpr std::int64_t kShowsUnknown = -1;

CollectionId parent_of(const store::Snapshot& snapshot, const store::SentFolder& sent) {
    if (sent.parent != store::kUnknownParent) {
        return sent.parent;
    }
    const auto now = snapshot.collection(sent.collection);
    return now ? now->parent : 0;
}

// `folders` ascend, as they are stored.
template <class Folders>
auto place_of(Folders& folders, CollectionId id) {
    return std::lower_bound(
        folders.begin(), folders.end(), id,
        [](const store::SentFolder& each, CollectionId to) { return each.collection < to; });
}

}  // namespace

store::SentFolder sent_of(const Collection& folder) {
    return {folder.id, folder.modseq, folder.parent};
}

const store::SentFolder* find_sent(const store::HierarchyRow& sent, CollectionId id) {
    const auto it = place_of(sent.folders, id);
    return it != sent.folders.end() && it->collection == id ? &*it : nullptr;
}

bool stands_in(const store::Snapshot& snapshot, const store::HierarchyRow& sent, CollectionId id,
               CollectionId ancestor) {
    // A tree has no more levels than folders.
    for (std::size_t left = sent.folders.size(); left > 0 && id != ancestor; --left) {
        const auto* folder = find_sent(sent, id);
        if (folder == nullptr) {
            return false;
        }
        id = parent_of(snapshot, *folder);
    }
    return id == ancestor;
}

std::vector<CollectionId> tree_of(const store::Snapshot& snapshot, const store::HierarchyRow& sent,
                                  CollectionId id) {
    std::vector<std::pair<CollectionId, CollectionId>> below;  // parent, folder
    for (const auto& each : sent.folders) {
        below.emplace_back(parent_of(snapshot, each), each.collection);
    }
    std::sort(below.begin(), below.end());
    std::vector<CollectionId> tree{id};
    for (std::size_t i = 0; i < tree.size() && tree.size() <= sent.folders.size(); ++i) {
        const auto first =
            std::lower_bound(below.begin(), below.end(), std::pair(tree[i], CollectionId{0}));
        for (auto it = first; it != below.end() && it->first == tree[i]; ++it) {
            tree.push_back(it->second);
        }
    }
    std::sort(tree.begin(), tree.end());
    return tree;
}

store::HierarchyRow with_own_change(const store::Snapshot& snapshot, store::HierarchyRow base,
                                    const OwnChange& change) {
    if (change.went) {
        const auto tree = tree_of(snapshot, base, change.folder.collection);
        std::erase_if(base.folders, [&](const store::SentFolder& each) {
            return std::binary_search(tree.begin(), tree.end(), each.collection);
        });
        base.shows = change.comes_back ? kShowsUnknown : base.shows;
        return base;
    }
    const auto at = place_of(base.folders, change.folder.collection);
    if (at != base.folders.end() && at->collection == change.folder.collection) {
        *at = change.folder;
    } else {
        base.folders.insert(at, change.folder);
    }
    return base;
}

std::string encode(const CarriedOut& done) {
    ByteWriter out;
    const auto& change = done.change;
    out.number(static_cast<std::uint64_t>(done.key));
    out.number(static_cast<std::uint64_t>(change.folder.collection));
    out.number(static_cast<std::uint64_t>(change.folder.modseq));
    out.number(static_cast<std::uint64_t>(change.folder.parent - store::kUnknownParent));
    out.number(change.went ? 1 : 0);
    out.number(change.comes_back ? 1 : 0);
    return out.take();
}

Result<CarriedOut> decode_carried_out(std::string_view bytes) {
    ByteReader in(bytes);
    CarriedOut done;
    auto& change = done.change;
    done.key = static_cast<std::int64_t>(in.number());
    change.folder.collection = static_cast<CollectionId>(in.number());
    change.folder.modseq = static_cast<Modseq>(in.number());
    change.folder.parent = static_cast<CollectionId>(in.number()) + store::kUnknownParent;
    change.went = in.number() != 0;
    change.comes_back = in.number() != 0;
    if (!in.finished()) {
        return Error{ErrorCode::kInternal, "a remembered folder command can't be read"};
    }
    return done;
}

}  // namespace syncgate::activesync
