#include "store/change.h"

#include "store/collected.h"
#include "store/failure.h"
#include "store/item_properties.h"
#include "store/lesson_tables.h"
#include "store/objects.h"
#include "store/quota.h"
#include "store/rows.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

constexpr std::int64_t kSecondsADay = 86'400;

Uid take_uid(Scope& scope, CollectionId collection) {
    // Two statements: for RETURNING, SQLite builds a table at each run.
    run(scope.db,
        "UPDATE collection SET uidnext = uidnext + 1 WHERE account = $1 AND id = $2 AND gone = 0",
        scope.account, collection);
    const auto next = find_integer(
        scope.db, "SELECT uidnext FROM collection WHERE account = $1 AND id = $2 AND gone = 0",
        scope.account, collection);
    if (!next) {
        throw StoreFailure({ErrorCode::kNotFound, "no collection " + std::to_string(collection)});
    }
    constexpr Uid kLast = 0xffffffff;
    if (*next - 1 > kLast) {
        throw StoreFailure({ErrorCode::kTooLarge, "the collection's uids are used up"});
    }
    return *next - 1;
}

void insert_item(Scope& scope, CollectionId collection, Uid uid, const Item& item) {
    run(scope.db,
        "INSERT INTO item(account, collection, uid, object, name, native_uid, created, modseq,"
        " content, entered, sort_key, flags, keywords, follow_up)"
        " VALUES($1, $2, $3, $4, $5, $6, $7, $7, $7, $8, $9, $10, $11, $12)",
        scope.account, collection, uid, item.object, item.name, item.native_uid, scope.modseq,
        scope.clock.now(), item.sort_key, item.flags, item.keywords, item.follow_up);
    touch(scope, collection);
}

// The row goes, a tombstone comes, unless the item came in this very write.
void erase_item(Scope& scope, const Item& item) {
    run(scope.db, "DELETE FROM item WHERE account = $1 AND collection = $2 AND uid = $3",
        scope.account, item.collection, item.uid);
    if (!item.name.empty()) {  // nothing can be said of what no client can name
        run(scope.db,
            "DELETE FROM item_property WHERE account = $1 AND collection = $2 AND uid = $3",
            scope.account, item.collection, item.uid);
    }
    if (item.created != scope.modseq) {
        run(scope.db,
            "INSERT INTO tombstone(account, collection, modseq, uid, object, name, created,"
            " sort_key) VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
            scope.account, item.collection, scope.modseq, item.uid, item.object, item.name,
            item.created, item.sort_key);
    }
    touch(scope, item.collection);
}

// One row a write and item: the net effect; none in the write that made the item.
void note_sort_key(Scope& scope, const Item& item, std::int64_t sort_key) {
    if (item.sort_key == sort_key || item.created == scope.modseq) {
        return;
    }
    run(scope.db,
        "INSERT INTO sort_key_history(account, collection, modseq, uid, old, new)"
        " VALUES($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT(account, collection, modseq, uid) DO UPDATE SET new = excluded.new",
        scope.account, item.collection, scope.modseq, item.uid, item.sort_key, sort_key);
}

}  // namespace

void touch(Scope& scope, CollectionId collection) {
    if (!scope.touched.insert(collection).second) {
        return;
    }
    run(scope.db, "UPDATE collection SET highest = $1 WHERE account = $2 AND id = $3", scope.modseq,
        scope.account, collection);
}

Modseq Change::take_modseq() {
    if (scope_->modseq != 0) {
        return scope_->modseq;
    }
    scope_->modseq = ++changing_counters(*scope_).modseq;
    run(scope_->db,
        "INSERT INTO clock(account, day, modseq) VALUES($1, $2, $3)"
        " ON CONFLICT(account, day) DO NOTHING",
        scope_->account, scope_->clock.now() / kSecondsADay, scope_->modseq);
    return scope_->modseq;
}

ObjectId Change::add_object(const NewObject& object) {
    return insert_object(*scope_, object);
}

Uid Change::add_item(CollectionId collection, const NewItem& new_item) {
    take_modseq();
    count_in(*scope_, 0, 1);
    const Uid uid = take_uid(*scope_, collection);
    Item item;
    item.object = new_item.object;
    item.name = new_item.name;
    item.native_uid = new_item.native_uid;
    item.sort_key = new_item.sort_key;
    item.flags = new_item.flags;
    item.keywords = new_item.keywords;
    item.follow_up = new_item.follow_up;
    insert_item(*scope_, collection, uid, item);
    forget_collected(*scope_, item.object);
    return uid;
}

void Change::set_state(CollectionId collection, Uid uid, std::uint32_t flags,
                       std::string_view keywords, std::string_view follow_up) {
    const auto old = item(collection, uid);
    if (!old || (old->flags == flags && old->keywords == keywords && old->follow_up == follow_up)) {
        return;
    }
    run(scope_->db,
        "UPDATE item SET flags = $1, keywords = $2, follow_up = $3, modseq = $4"
        " WHERE account = $5 AND collection = $6 AND uid = $7",
        flags, keywords, follow_up, take_modseq(), scope_->account, collection, uid);
    touch(*scope_, collection);
}

void Change::set_object(CollectionId collection, Uid uid, ObjectId object, std::int64_t sort_key) {
    const auto old = item(collection, uid);
    if (!old) {
        return;
    }
    const Modseq modseq = take_modseq();
    note_sort_key(*scope_, *old, sort_key);
    run(scope_->db,
        "UPDATE item SET object = $1, sort_key = $2, modseq = $3, content = $3"
        " WHERE account = $4 AND collection = $5 AND uid = $6",
        object, sort_key, modseq, scope_->account, collection, uid);
    touch(*scope_, collection);
    forget_collected(*scope_, object);
    if (object != old->object) {
        drop_unused_object(*scope_, old->object);
    }
}

bool Change::remove_item(CollectionId collection, Uid uid) {
    const auto old = item(collection, uid);
    if (!old) {
        return false;
    }
    take_modseq();
    erase_item(*scope_, *old);
    count_out(*scope_, 0, 1);
    drop_unused_object(*scope_, old->object);
    return true;
}

std::optional<Uid> Change::move_item(CollectionId from, Uid uid, CollectionId to,
                                     std::string_view name) {
    const auto old = item(from, uid);
    if (!old) {
        return std::nullopt;
    }
    take_modseq();
    const Uid moved = take_uid(*scope_, to);
    if (!old->name.empty()) {
        copy_item_properties(*this, {from, uid}, {to, moved});
    }
    erase_item(*scope_, *old);
    Item arriving = *old;
    if (!name.empty()) {
        arriving.name = name;
    } else if (!arriving.name.empty() && find_by_name(to, arriving.name)) {
        arriving.name = std::to_string(moved) + "-" + arriving.name;
    }
    insert_item(*scope_, to, moved, arriving);
    note_move(*scope_, arriving.object, from, to);
    return moved;
}

Uid Change::reserve_uid(CollectionId collection) {
    return take_uid(*scope_, collection);
}

void Change::add_intent(const Intent& intent) {
    const auto id = find_integer(scope_->db,
                                 "UPDATE account_state SET last_intent = last_intent + 1"
                                 " WHERE account = $1 RETURNING last_intent",
                                 scope_->account);
    run(scope_->db,
        "INSERT INTO intent(account, id, target, object, role, flags)"
        " VALUES($1, $2, $3, $4, $5, $6)",
        scope_->account, id.value_or(0), intent.target, intent.object, intent.role, intent.flags);
    scope_->has_intents = true;
}

bool Change::begin_received(AccountId source, std::int64_t intent, UnixSeconds remember_until) {
    return run(scope_->db,
               "INSERT INTO intent_done(account, source, id, until) VALUES($1, $2, $3, $4)"
               " ON CONFLICT(account, source, id) DO NOTHING",
               scope_->account, source, intent, remember_until) != 0;
}

}  // namespace syncgate::store
