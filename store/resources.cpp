// Collections and items as resources of WebDAV: Snapshot's and Change's part of it.
#include <limits>

#include "store/change.h"
#include "store/resource_texts.h"
#include "store/rows.h"
#include "store/scope_of.h"

// As resource_of() reads it.
#define SYNCGATE_RESOURCE_COLUMNS                                      \
    "i.uid, i.modseq, i.name, i.native_uid, i.object, o.blob, o.size," \
    " CASE WHEN o.made = 0 THEN i.entered ELSE o.made END, i.entered"
#define SYNCGATE_RESOURCE_TABLES \
    " FROM item i JOIN object o ON o.account = i.account AND o.id = i.object"
#define SYNCGATE_RESOURCES_OF_COLLECTION \
    " WHERE i.account = $1 AND i.collection = $2 AND i.name <> ''"
#define SYNCGATE_SELECT_RESOURCE \
    "SELECT " SYNCGATE_RESOURCE_COLUMNS SYNCGATE_RESOURCE_TABLES SYNCGATE_RESOURCES_OF_COLLECTION

namespace syncgate::store {
namespace {

Resource resource_of(const Query& row) {
    Resource resource;
    resource.uid = row.integer(0);
    resource.modseq = row.integer(1);
    resource.name = row.text(2);
    resource.native_uid = row.text(3);
    resource.object = row.integer(4);
    resource.digest = row.text(5);
    resource.size = static_cast<std::uint64_t>(row.integer(6));
    resource.changed = row.integer(7);
    resource.entered = row.integer(8);
    return resource;
}

std::vector<Resource> all_of(Query& rows) {
    std::vector<Resource> found;
    while (rows.next()) {
        found.push_back(resource_of(rows));
    }
    return found;
}

}  // namespace

std::vector<Collection> Snapshot::collections(ItemClass item_class) const {
    Query rows(scope_->db,
               "SELECT " SYNCGATE_COLLECTION_COLUMNS
               " FROM collection WHERE account = $1 AND class = $2 AND gone = 0 ORDER BY id",
               scope_->account, item_class);
    std::vector<Collection> found;
    while (rows.next()) {
        found.push_back(collection_of(rows));
    }
    return found;
}

std::vector<Property> Snapshot::properties(CollectionId collection) const {
    Query rows(scope_->db,
               "SELECT name, value FROM property WHERE account = $1 AND collection = $2"
               " ORDER BY name",
               scope_->account, collection);
    std::vector<Property> found;
    while (rows.next()) {
        found.push_back({rows.text(0), rows.text(1)});
    }
    return found;
}

std::optional<Resource> Snapshot::resource(CollectionId collection, std::string_view name) const {
    Query row(scope_->db, SYNCGATE_SELECT_RESOURCE " AND i.name = $3", scope_->account, collection,
              name);
    return row.next() ? std::optional(resource_of(row)) : std::nullopt;
}

std::vector<Resource> Snapshot::resources(CollectionId collection, Uid after, int limit) const {
    Query rows(scope_->db, SYNCGATE_SELECT_RESOURCE " AND i.uid > $3 ORDER BY i.uid LIMIT $4",
               scope_->account, collection, after, limit);
    return all_of(rows);
}

std::vector<Resource> Snapshot::resources_after(CollectionId collection, Cursor after,
                                                int limit) const {
    Query rows(scope_->db,
               SYNCGATE_SELECT_RESOURCE
               " AND (i.modseq, i.uid) > ($3, $4) ORDER BY i.modseq, i.uid LIMIT $5",
               scope_->account, collection, after.modseq, after.uid, limit);
    return all_of(rows);
}

std::vector<GoneResource> Snapshot::gone_after(CollectionId collection, Cursor after,
                                               int limit) const {
    Query rows(scope_->db,
               "SELECT modseq, created, uid, name FROM tombstone"
               " WHERE account = $1 AND collection = $2 AND (modseq, uid) > ($3, $4)"
               " AND name <> '' ORDER BY modseq, uid LIMIT $5",
               scope_->account, collection, after.modseq, after.uid, limit);
    std::vector<GoneResource> found;
    while (rows.next()) {
        found.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.text(3)});
    }
    return found;
}

Result<void> Change::name_resource(CollectionId id, std::string_view resource) {
    const auto named = collection(id);
    if (!named) {
        return Error{ErrorCode::kNotFound, "no folder " + std::to_string(id)};
    }
    for (const auto& other : collections(named->item_class)) {
        if (other.resource == resource && other.id != id) {
            return Error{ErrorCode::kConflict, "there is a resource " + std::string(resource)};
        }
    }
    run(scope_->db, "UPDATE collection SET resource = $1 WHERE account = $2 AND id = $3", resource,
        scope_->account, id);
    return {};
}

void Change::set_property(CollectionId id, std::string_view name,
                          std::optional<std::string_view> value) {
    if (!value) {
        run(scope_->db, "DELETE FROM property WHERE account = $1 AND collection = $2 AND name = $3",
            scope_->account, id, name);
        return;
    }
    run(scope_->db,
        "INSERT INTO property(account, collection, name, value) VALUES($1, $2, $3, $4)"
        " ON CONFLICT(account, collection, name) DO UPDATE SET value = excluded.value",
        scope_->account, id, name, *value);
}

bool find_resources(const Snapshot& snapshot, CollectionId collection, Uid& after,
                    const std::function<bool(std::string_view)>& is_wanted,
                    std::vector<ReadResource>& found) {
    constexpr int kPage = 100;
    constexpr int kText = 2;
    Scope& scope = scope_of(snapshot);
    found.clear();
    // Few are wanted: what else there is of them is read then. Long texts are read one at a time:
    // an engine may hold all rows at once.
    Query rows(
        scope.db,
        "SELECT i.uid, i.object, CASE WHEN b.size <= 65536 THEN b.content "
        "END" SYNCGATE_RESOURCE_TABLES
        " JOIN blob b ON b.account = o.account AND b.hash = o.blob" SYNCGATE_RESOURCES_OF_COLLECTION
        " AND i.uid > $3 ORDER BY i.uid LIMIT $4",
        scope.account, collection, after, kPage);
    int seen = 0;
    for (; rows.next(); ++seen) {
        after = rows.integer(0);
        const bool is_long = rows.is_null(kText);
        std::string text =
            is_long ? snapshot.bytes(rows.integer(1), 0, std::numeric_limits<std::uint64_t>::max())
                    : std::string();
        if (!is_wanted(is_long ? text : rows.bytes(kText))) {
            continue;
        }
        Query row(scope.db, SYNCGATE_SELECT_RESOURCE " AND i.uid = $3", scope.account, collection,
                  after);
        if (row.next()) {
            found.push_back({resource_of(row), is_long ? std::move(text) : rows.text(kText)});
        }
    }
    return seen == kPage;
}

}  // namespace syncgate::store
