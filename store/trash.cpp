// Deleting to Trash, and what leaves Trash for good: the part of Change.
#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "store/change.h"
#include "store/scope.h"
#include "store/trash_walk.h"

namespace syncgate::store {
namespace {

// "Name", or "Name (2)", "Name (3)" ...: the first that is free below `parent`.
std::string free_name(const Snapshot& snapshot, CollectionId parent, const std::string& name) {
    std::string free = name;
    for (int number = 2; snapshot.child(ItemClass::kMail, parent, free); ++number) {
        const std::string suffix = " (" + std::to_string(number) + ")";
        free = std::string(cut_utf8(name, limits::kFolderNameBytes - suffix.size())) + suffix;
    }
    return free;
}

Result<Collection> find_trash(const Snapshot& snapshot) {
    auto trash = snapshot.by_role(ItemClass::kMail, Role::kTrash);
    return trash ? Result<Collection>(*std::move(trash))
                 : Error{ErrorCode::kInternal, "the account has no Trash"};
}

Error no_mail() {
    return {ErrorCode::kUnsupported, "only mail goes to Trash"};
}

}  // namespace

Result<void> Change::trash_item(CollectionId collection, Uid uid) {
    const auto folder = this->collection(collection);
    if (!folder || !item(collection, uid)) {
        return Error{ErrorCode::kNotFound, "no such item"};
    }
    if (folder->item_class != ItemClass::kMail) {
        return no_mail();
    }
    if (is_in_trash(*this, *folder)) {
        remove_item(collection, uid);
        return {};
    }
    const auto trash = find_trash(*this);
    if (!trash) {
        return trash.error();
    }
    move_item(collection, uid, trash->id);
    return {};
}

Result<void> Change::trash_collection(CollectionId id) {
    const auto folder = collection(id);
    if (!folder || folder->role != Role::kNone || is_in_trash(*this, *folder)) {
        return remove_collection(id);
    }
    if (folder->item_class != ItemClass::kMail) {
        return no_mail();
    }
    const auto trash = find_trash(*this);
    if (!trash) {
        return trash.error();
    }
    run(scope_->db,
        "UPDATE collection SET name = $1, parent = $2, modseq = $3, entered = $4"
        " WHERE account = $5 AND id = $6",
        free_name(*this, trash->id, folder->name), trash->id, take_modseq(), scope_->clock.now(),
        scope_->account, id);
    scope_->touched.insert(kHierarchy);
    return {};
}

Result<int> Change::purge_trash(UnixSeconds upto, int most) {
    TrashWalk walk(*this);
    int gone = 0;
    for (auto lying = walk.next(); gone < most && lying && lying->since <= upto;
         lying = walk.next()) {
        remove_item(lying->collection, lying->uid);
        ++gone;
    }
    // Those below first, so that a folder can go with them.
    const auto& places = walk.places();
    for (auto place = places.rbegin(); gone < most && place + 1 != places.rend(); ++place) {
        if (place->since <= upto && items(place->id, 0, 1).empty() &&
            children(ItemClass::kMail, place->id).empty()) {
            if (auto removed = remove_collection(place->id); !removed) {
                return removed.error();
            }
            ++gone;
        }
    }
    return gone;
}

}  // namespace syncgate::store
