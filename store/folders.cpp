// The collections' part of Change.
#include "store/change.h"
#include "store/folder_rules.h"
#include "store/scope.h"
#include "store/uidvalidity.h"

namespace syncgate::store {
namespace {

// The collection, when it may be renamed, moved and removed.
Result<Collection> find_movable(const Snapshot& snapshot, CollectionId id) {
    auto found = snapshot.collection(id);
    if (!found) {
        return Error{ErrorCode::kNotFound, "no folder " + std::to_string(id)};
    }
    if (found->role != Role::kNone) {
        return Error{ErrorCode::kForbidden, found->name + " is a fixed folder"};
    }
    return *std::move(found);
}

// A fixed folder: it need only be the one of its role.
Result<void> check_role(const Snapshot& snapshot, ItemClass item_class, CollectionId parent,
                        Role role, std::string_view name) {
    if (parent != 0) {
        return Error{ErrorCode::kForbidden, "a fixed folder stands at the top"};
    }
    if (snapshot.by_role(item_class, role) || snapshot.child(item_class, 0, name)) {
        return Error{ErrorCode::kConflict, "there is a folder " + std::string(name)};
    }
    return check_folder_name(name);
}

}  // namespace

Result<CollectionId> Change::add_collection(ItemClass item_class, CollectionId parent, Role role,
                                            std::string_view name) {
    const auto checked = role == Role::kNone ? check_place(*this, item_class, 0, parent, name)
                                             : check_role(*this, item_class, parent, role, name);
    if (!checked) {
        return checked.error();
    }
    const Modseq modseq = take_modseq();
    const auto id = find_integer(scope_->db,
                                 "UPDATE account_state SET last_collection = last_collection + 1"
                                 " WHERE account = $1 RETURNING last_collection",
                                 scope_->account)
                        .value_or(0);
    run(scope_->db,
        "INSERT INTO collection(account, id, class, parent, role, name, uidvalidity, uidnext,"
        " created, modseq, highest, compacted, gone, entered)"
        " VALUES($1, $2, $3, $4, $5, $6, $7, 1, $8, $8, $8, 0, 0, $9)",
        scope_->account, id, item_class, parent, role, name, new_uidvalidity(), modseq,
        scope_->clock.now());
    scope_->touched.insert(kHierarchy);
    return id;
}

Result<void> Change::rename_collection(CollectionId id, CollectionId parent,
                                       std::string_view name) {
    const auto old = find_movable(*this, id);
    if (!old) {
        return old.error();
    }
    if (old->parent == parent && old->name == name) {
        return {};
    }
    if (auto placed = check_place(*this, old->item_class, id, parent, name); !placed) {
        return placed;
    }
    run(scope_->db,
        "UPDATE collection SET name = $1, parent = $2, modseq = $3, entered = $4"
        " WHERE account = $5 AND id = $6",
        name, parent, take_modseq(), old->parent == parent ? old->entered : scope_->clock.now(),
        scope_->account, id);
    scope_->touched.insert(kHierarchy);
    return {};
}

Result<void> Change::remove_collection(CollectionId id) {
    const auto old = find_movable(*this, id);
    if (!old) {
        return old.error();
    }
    for (const auto& child : children(old->item_class, id)) {
        if (auto removed = remove_collection(child.id); !removed) {
            return removed;
        }
    }
    constexpr int kBatch = 500;
    for (auto batch = items(id, 0, kBatch); !batch.empty(); batch = items(id, 0, kBatch)) {
        for (const auto& item : batch) {
            remove_item(id, item.uid);
        }
    }
    run(scope_->db,
        "UPDATE collection SET gone = $1, modseq = $1, highest = $1 WHERE account = $2 AND id = $3",
        take_modseq(), scope_->account, id);
    run(scope_->db, "DELETE FROM property WHERE account = $1 AND collection = $2", scope_->account,
        id);
    run(scope_->db, "DELETE FROM layer WHERE account = $1 AND owner = 0 AND book = $2",
        scope_->account, id);
    scope_->touched.insert(id);
    scope_->touched.insert(kHierarchy);
    return {};
}

void Change::touch_hierarchy() {
    take_modseq();
    scope_->touched.insert(kHierarchy);
}

}  // namespace syncgate::store
