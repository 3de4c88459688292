#include "store/item_properties.h"

#include "store/rows.h"
#include "store/scope_of.h"

namespace syncgate::store {

std::vector<Property> item_properties(const Snapshot& snapshot, const ItemPlace& place) {
    Scope& scope = scope_of(snapshot);
    Query rows(scope.db,
               "SELECT name, value FROM item_property"
               " WHERE account = $1 AND collection = $2 AND uid = $3 ORDER BY name",
               scope.account, place.collection, place.uid);
    std::vector<Property> found;
    while (rows.next()) {
        found.push_back({rows.text(0), rows.text(1)});
    }
    return found;
}

void set_item_property(Change& change, const ItemPlace& place, std::string_view name,
                       std::optional<std::string_view> value) {
    Scope& scope = scope_of(change);
    if (!value) {
        run(scope.db,
            "DELETE FROM item_property"
            " WHERE account = $1 AND collection = $2 AND uid = $3 AND name = $4",
            scope.account, place.collection, place.uid, name);
        return;
    }
    run(scope.db,
        "INSERT INTO item_property(account, collection, uid, name, value)"
        " VALUES($1, $2, $3, $4, $5)"
        " ON CONFLICT(account, collection, uid, name) DO UPDATE SET value = excluded.value",
        scope.account, place.collection, place.uid, name, *value);
}

void copy_item_properties(Change& change, const ItemPlace& from, const ItemPlace& to) {
    Scope& scope = scope_of(change);
    run(scope.db,
        "INSERT INTO item_property(account, collection, uid, name, value)"
        " SELECT account, CAST($1 AS BIGINT), CAST($2 AS BIGINT), name, value FROM item_property"
        " WHERE account = $3 AND collection = $4 AND uid = $5",
        to.collection, to.uid, scope.account, from.collection, from.uid);
}

}  // namespace syncgate::store
