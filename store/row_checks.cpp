#include "store/row_checks.h"

#include <fmt/format.h>

#include "store/conversations.h"
#include "store/failure.h"
#include "store/objects.h"
#include "store/quota.h"

namespace syncgate::store {
namespace {

// To where an item of its class comes that nobody said a place for.
void file_anew(Change& change, Scope& scope, CollectionId collection, Uid uid) {
    const auto item = change.item(collection, uid);
    const auto item_class = static_cast<ItemClass>(
        find_integer(scope.db, "SELECT class FROM collection WHERE account = $1 AND id = $2",
                     scope.account, collection)
            .value_or(static_cast<std::int64_t>(ItemClass::kMail)));
    const auto role = item_class == ItemClass::kMail ? Role::kInbox : Role::kDefault;
    const auto target = change.by_role(item_class, role);
    if (!item || !target) {
        throw StoreFailure({ErrorCode::kNotFound, "no folder to put an item into"});
    }
    run(scope.db, "DELETE FROM item WHERE account = $1 AND collection = $2 AND uid = $3",
        scope.account, collection, uid);
    NewItem anew{item->object, item->name,     item->native_uid, item->sort_key,
                 item->flags,  item->keywords, item->follow_up};
    if (!anew.name.empty() && change.find_by_name(target->id, anew.name)) {
        anew.name = std::to_string(collection) + "-" + anew.name;
    }
    change.keep_promise();
    change.add_item(target->id, anew);
    count_out(scope, 0, 1);
}

void raise_uidnext(Change&, Scope& scope, CollectionId collection, Uid uid) {
    run(scope.db, "UPDATE collection SET uidnext = $1 WHERE account = $2 AND id = $3", uid + 1,
        scope.account, collection);
}

void raise_highest(Change&, Scope& scope, CollectionId collection, Modseq modseq) {
    run(scope.db, "UPDATE collection SET highest = $1 WHERE account = $2 AND id = $3", modseq,
        scope.account, collection);
}

void drop_object(Change&, Scope& scope, ObjectId object, std::int64_t) {
    drop_unused_object(scope, object);
}

void drop_blobs(Change&, Scope& scope, std::int64_t, std::int64_t) {
    {
        Query files(scope.db,
                    "SELECT b.hash FROM blob b WHERE b.account = $1 AND b.content IS NULL"
                    " AND NOT EXISTS(SELECT 1 FROM object o"
                    " WHERE o.account = b.account AND o.blob = b.hash)",
                    scope.account);
        while (files.next()) {
            scope.dead_files.push_back(files.text(0));
        }
    }
    run(scope.db,
        "DELETE FROM blob WHERE account = $1 AND NOT EXISTS(SELECT 1 FROM object o"
        " WHERE o.account = blob.account AND o.blob = blob.hash)",
        scope.account);
}

void drop_tombstones(Change&, Scope& scope, CollectionId collection, std::int64_t) {
    run(scope.db, "DELETE FROM tombstone WHERE account = $1 AND collection = $2", scope.account,
        collection);
}

void drop_history(Change&, Scope& scope, CollectionId collection, std::int64_t) {
    run(scope.db, "DELETE FROM sort_key_history WHERE account = $1 AND collection = $2",
        scope.account, collection);
}

void drop_properties(Change&, Scope& scope, CollectionId collection, std::int64_t) {
    run(scope.db, "DELETE FROM property WHERE account = $1 AND collection = $2", scope.account,
        collection);
}

void drop_item_properties(Change&, Scope& scope, CollectionId collection, Uid uid) {
    run(scope.db, "DELETE FROM item_property WHERE account = $1 AND collection = $2 AND uid = $3",
        scope.account, collection, uid);
}

void drop_file_properties(Change&, Scope& scope, std::int64_t file, std::int64_t) {
    run(scope.db, "DELETE FROM file_property WHERE account = $1 AND file = $2", scope.account,
        file);
}

void file_at_root(Change&, Scope& scope, std::int64_t file, std::int64_t) {
    run(scope.db,
        "UPDATE file SET parent = 0, name = CAST(id AS TEXT) || '-' || name"
        " WHERE account = $1 AND id = $2",
        scope.account, file);
}

void drop_outgoing(Change& change, Scope&, std::int64_t id, std::int64_t) {
    change.remove_outgoing(id);
}

void drop_conversation(Change&, Scope& scope, ObjectId object, std::int64_t) {
    keep_conversation(scope, object, 0);
}

void drop_version(Change&, Scope& scope, std::int64_t id, std::int64_t) {
    run(scope.db, "DELETE FROM kept_version WHERE account = $1 AND id = $2", scope.account, id);
}

constexpr RowCheck kRows[] = {
    {"SELECT i.collection, i.uid FROM item i LEFT JOIN object o"
     " ON o.account = i.account AND o.id = i.object"
     " WHERE i.account = $1 AND o.id IS NULL ORDER BY i.collection, i.uid LIMIT $2",
     "item {}:{} has no object", nullptr},
    {"SELECT n.id, n.object FROM intent n LEFT JOIN object o"
     " ON o.account = n.account AND o.id = n.object"
     " WHERE n.account = $1 AND o.id IS NULL ORDER BY n.id LIMIT $2",
     "intent {} has no object {}", nullptr},
    {"SELECT m.id, m.object FROM outgoing m LEFT JOIN object o"
     " ON o.account = m.account AND o.id = m.object"
     " WHERE m.account = $1 AND o.id IS NULL ORDER BY m.id LIMIT $2",
     "waiting mail {} has no object {}", drop_outgoing},
    {"SELECT v.id, v.object FROM kept_version v LEFT JOIN object o"
     " ON o.account = v.account AND o.id = v.object"
     " WHERE v.account = $1 AND o.id IS NULL ORDER BY v.id LIMIT $2",
     "kept version {} has no object {}", drop_version},
    {"SELECT f.id, f.object FROM file f LEFT JOIN object o"
     " ON o.account = f.account AND o.id = f.object"
     " WHERE f.account = $1 AND f.object <> 0 AND o.id IS NULL ORDER BY f.id LIMIT $2",
     "file {} has no object {}", nullptr},
    {"SELECT f.id, f.parent FROM file f LEFT JOIN file p"
     " ON p.account = f.account AND p.id = f.parent AND p.object = 0"
     " WHERE f.account = $1 AND f.parent <> 0 AND p.id IS NULL ORDER BY f.id LIMIT $2",
     "file {} is in {}, which is no folder", file_at_root},
    {"SELECT i.collection, i.uid FROM item i JOIN object o"
     " ON o.account = i.account AND o.id = i.object LEFT JOIN collection c"
     " ON c.account = i.account AND c.id = i.collection AND c.gone = 0"
     " WHERE i.account = $1 AND c.id IS NULL ORDER BY i.collection, i.uid LIMIT $2",
     "item {}:{} is in no folder", file_anew},
    {"SELECT c.id, m.uid FROM collection c JOIN (SELECT collection, MAX(uid) AS uid FROM"
     " (SELECT collection, uid FROM item WHERE account = $1"
     " UNION ALL SELECT collection, uid FROM tombstone WHERE account = $1) u"
     " GROUP BY collection) m ON m.collection = c.id"
     " WHERE c.account = $1 AND c.uidnext <= m.uid ORDER BY c.id LIMIT $2",
     "folder {} has the uid {}, which is still to be given", raise_uidnext},
    {"SELECT c.id, MAX(i.modseq) FROM collection c JOIN item i"
     " ON i.account = c.account AND i.collection = c.id WHERE c.account = $1"
     " GROUP BY c.id, c.highest HAVING c.highest < MAX(i.modseq) ORDER BY c.id LIMIT $2",
     "folder {} has the change {}, after its last", raise_highest},
    {"SELECT o.id, o.size FROM object o WHERE o.account = $1"
     " AND NOT EXISTS(SELECT 1 FROM item i WHERE i.account = o.account AND i.object = o.id)"
     " AND NOT EXISTS(SELECT 1 FROM intent n WHERE n.account = o.account AND n.object = o.id)"
     " AND NOT EXISTS(SELECT 1 FROM outgoing m WHERE m.account = o.account AND m.object = o.id)"
     " AND NOT EXISTS(SELECT 1 FROM file f WHERE f.account = o.account AND f.object = o.id"
     " AND f.object <> 0)"
     " AND NOT EXISTS(SELECT 1 FROM kept_version v"
     " WHERE v.account = o.account AND v.object = o.id) ORDER BY o.id LIMIT $2",
     "object {} of {} bytes belongs to no item", drop_object},
    {"SELECT c.id, c.conversation FROM object_conversation c LEFT JOIN object o"
     " ON o.account = c.account AND o.id = c.id"
     " WHERE c.account = $1 AND o.id IS NULL ORDER BY c.id LIMIT $2",
     "object {} is not there, and its place in conversation {} is", drop_conversation},
    {"SELECT COUNT(*), CAST(COALESCE(SUM(b.size), 0) AS BIGINT) FROM blob b"
     " WHERE b.account = $1 AND NOT EXISTS(SELECT 1 FROM object o"
     " WHERE o.account = b.account AND o.blob = b.hash) HAVING COUNT(*) > 0 LIMIT $2",
     "{} blobs of {} bytes belong to no object", drop_blobs},
    {"SELECT t.collection, COUNT(*) FROM tombstone t LEFT JOIN collection c"
     " ON c.account = t.account AND c.id = t.collection"
     " WHERE t.account = $1 AND c.id IS NULL GROUP BY t.collection ORDER BY t.collection LIMIT $2",
     "folder {} is not there, and {} tombstones of it are", drop_tombstones},
    {"SELECT h.collection, COUNT(*) FROM sort_key_history h LEFT JOIN collection c"
     " ON c.account = h.account AND c.id = h.collection"
     " WHERE h.account = $1 AND c.id IS NULL GROUP BY h.collection ORDER BY h.collection LIMIT $2",
     "folder {} is not there, and {} rows of its sort keys are", drop_history},
    {"SELECT p.collection, COUNT(*) FROM property p LEFT JOIN collection c"
     " ON c.account = p.account AND c.id = p.collection AND c.gone = 0"
     " WHERE p.account = $1 AND c.id IS NULL GROUP BY p.collection ORDER BY p.collection LIMIT $2",
     "folder {} is not there, and {} of its properties are", drop_properties},
    {"SELECT p.collection, p.uid FROM item_property p LEFT JOIN item i"
     " ON i.account = p.account AND i.collection = p.collection AND i.uid = p.uid"
     " WHERE p.account = $1 AND i.uid IS NULL"
     " GROUP BY p.collection, p.uid ORDER BY p.collection, p.uid LIMIT $2",
     "folder {} has no item {}, and properties of it are there", drop_item_properties},
    {"SELECT p.file, COUNT(*) FROM file_property p LEFT JOIN file f"
     " ON f.account = p.account AND f.id = p.file"
     " WHERE p.account = $1 AND p.file <> 0 AND f.id IS NULL"
     " GROUP BY p.file ORDER BY p.file LIMIT $2",
     "file {} is not there, and {} of its properties are", drop_file_properties},
};

constexpr CounterCheck kCounters[] = {
    {"bytes",
     "SELECT s.bytes, CAST((SELECT COALESCE(SUM(size), 0) FROM object WHERE account = $1)"
     " AS BIGINT) FROM account_state s WHERE s.account = $1",
     true, "UPDATE account_state SET bytes = $1 WHERE account = $2"},
    {"items",
     "SELECT s.items, (SELECT COUNT(*) FROM item WHERE account = $1)"
     " + (SELECT COUNT(*) FROM file WHERE account = $1) FROM account_state s"
     " WHERE s.account = $1",
     true, "UPDATE account_state SET items = $1 WHERE account = $2"},
    {"modseq",
     "SELECT s.modseq, (SELECT COALESCE(MAX(highest), 0) FROM collection WHERE account = $1)"
     " FROM account_state s WHERE s.account = $1",
     false, "UPDATE account_state SET modseq = $1 WHERE account = $2"},
    {"last_collection",
     "SELECT s.last_collection, (SELECT COALESCE(MAX(id), 0) FROM collection WHERE account = $1)"
     " FROM account_state s WHERE s.account = $1",
     false, "UPDATE account_state SET last_collection = $1 WHERE account = $2"},
    {"last_object",
     "SELECT s.last_object, (SELECT COALESCE(MAX(id), 0) FROM object WHERE account = $1)"
     " FROM account_state s WHERE s.account = $1",
     false, "UPDATE account_state SET last_object = $1 WHERE account = $2"},
    {"last_intent",
     "SELECT s.last_intent, (SELECT COALESCE(MAX(id), 0) FROM"
     " (SELECT id FROM intent WHERE account = $1"
     " UNION ALL SELECT id FROM outgoing WHERE account = $1) u)"
     " FROM account_state s WHERE s.account = $1",
     false, "UPDATE account_state SET last_intent = $1 WHERE account = $2"},
    {"last_device",
     "SELECT s.last_device, (SELECT COALESCE(MAX(number), 0) FROM device WHERE account = $1)"
     " FROM account_state s WHERE s.account = $1",
     false, "UPDATE account_state SET last_device = $1 WHERE account = $2"},
    {"last_version",
     "SELECT s.last_version, (SELECT COALESCE(MAX(id), 0) FROM kept_version WHERE account = $1)"
     " FROM account_state s WHERE s.account = $1",
     false, "UPDATE account_state SET last_version = $1 WHERE account = $2"},
    {"last_key",
     "SELECT s.last_key, (SELECT COALESCE(MAX(k), 0) FROM"
     " (SELECT MAX(key) AS k FROM point WHERE account = $1"
     " UNION ALL SELECT MAX(key) AS k FROM hierarchy WHERE account = $1) u)"
     " FROM account_state s WHERE s.account = $1",
     false, "UPDATE account_state SET last_key = $1 WHERE account = $2"},
};

}  // namespace

std::span<const RowCheck> row_checks() {
    return kRows;
}

std::span<const CounterCheck> counter_checks() {
    return kCounters;
}

std::vector<StrayRow> find_rows(Scope& scope, const RowCheck& check, int most) {
    Query rows(scope.db, check.find, scope.account, most);
    std::vector<StrayRow> found;
    while (rows.next()) {
        found.push_back({rows.integer(0), rows.integer(1)});
    }
    return found;
}

std::string describe(const RowCheck& check, const StrayRow& row) {
    return fmt::format(fmt::runtime(check.what), row.first, row.second);
}

std::optional<WrongCounter> find_wrong(Scope& scope, const CounterCheck& check) {
    settle_counters(scope);
    Query row(scope.db, check.find, scope.account);
    if (!row.next()) {
        return std::nullopt;
    }
    const WrongCounter found{row.integer(0), row.integer(1)};
    const bool wrong = check.exact ? found.is != found.must : found.is < found.must;
    return wrong ? std::optional(found) : std::nullopt;
}

}  // namespace syncgate::store
