#include "store/trash_walk.h"

#include <algorithm>

namespace syncgate::store {

bool is_in_trash(const Snapshot& snapshot, const Collection& folder) {
    auto at = std::optional(folder);
    while (at && at->role != Role::kTrash) {
        at = at->parent == 0 ? std::nullopt : snapshot.collection(at->parent);
    }
    return at.has_value();
}

TrashWalk::TrashWalk(const Snapshot& snapshot) : snapshot_(snapshot) {
    if (const auto trash = snapshot.by_role(ItemClass::kMail, Role::kTrash)) {
        add_places(*trash, 0);
    }
    for (const auto& place : places_) {
        push(place.id, place.since, 0);
    }
}

std::optional<TrashWalk::Lying> TrashWalk::next() {
    if (heads_.empty()) {
        return std::nullopt;
    }
    const Head head = heads_.top();
    heads_.pop();
    push(head.item.collection, head.place_since, head.item.uid);
    return head.item;
}

void TrashWalk::add_places(const Collection& folder, UnixSeconds since) {
    places_.push_back({folder.id, since});
    for (const auto& child : snapshot_.children(ItemClass::kMail, folder.id)) {
        add_places(child, std::max(since, child.entered));
    }
}

void TrashWalk::push(CollectionId collection, UnixSeconds place_since, Uid after) {
    for (const auto& item : snapshot_.items(collection, after, 1)) {
        const Lying lying{std::max(item.entered, place_since), collection, item.uid};
        heads_.push({lying, place_since});
    }
}

}  // namespace syncgate::store
