#include "store/snapshot.h"

#include <algorithm>

#include "store/failure.h"
#include "store/row_checks.h"
#include "store/rows.h"
#include "store/scope.h"

namespace syncgate::store {

AccountId Snapshot::account() const {
    return scope_->account;
}

Modseq Snapshot::modseq() const {
    return counters(*scope_).modseq;
}

std::vector<Collection> Snapshot::collections() const {
    Query rows(scope_->db,
               "SELECT " SYNCGATE_COLLECTION_COLUMNS
               " FROM collection WHERE account = $1 AND gone = 0 ORDER BY id",
               scope_->account);
    std::vector<Collection> found;
    while (rows.next()) {
        found.push_back(collection_of(rows));
    }
    return found;
}

std::vector<Collection> Snapshot::children(ItemClass item_class, CollectionId parent) const {
    Query rows(scope_->db,
               "SELECT " SYNCGATE_COLLECTION_COLUMNS
               " FROM collection WHERE account = $1 AND class = $2 AND parent = $3 AND gone = 0"
               " ORDER BY name",
               scope_->account, item_class, parent);
    std::vector<Collection> found;
    while (rows.next()) {
        found.push_back(collection_of(rows));
    }
    return found;
}

std::optional<Collection> Snapshot::child(ItemClass item_class, CollectionId parent,
                                          std::string_view name) const {
    Query row(scope_->db,
              "SELECT " SYNCGATE_COLLECTION_COLUMNS
              " FROM collection WHERE account = $1 AND class = $2 AND parent = $3 AND name = $4"
              " AND gone = 0",
              scope_->account, item_class, parent, name);
    return row.next() ? std::optional(collection_of(row)) : std::nullopt;
}

std::optional<Collection> Snapshot::collection(CollectionId id) const {
    Query row(scope_->db,
              "SELECT " SYNCGATE_COLLECTION_COLUMNS
              " FROM collection WHERE account = $1 AND id = $2 AND gone = 0",
              scope_->account, id);
    return row.next() ? std::optional(collection_of(row)) : std::nullopt;
}

std::optional<Collection> Snapshot::by_role(ItemClass item_class, Role role) const {
    Query row(scope_->db,
              "SELECT " SYNCGATE_COLLECTION_COLUMNS
              " FROM collection WHERE account = $1 AND class = $2 AND role = $3"
              " AND role <> 0 AND gone = 0",
              scope_->account, item_class, role);
    return row.next() ? std::optional(collection_of(row)) : std::nullopt;
}

std::optional<Item> Snapshot::item(CollectionId collection, Uid uid) const {
    Query row(scope_->db,
              "SELECT " SYNCGATE_ITEM_COLUMNS
              " FROM item WHERE account = $1 AND collection = $2 AND uid = $3",
              scope_->account, collection, uid);
    return row.next() ? std::optional(item_of(row)) : std::nullopt;
}

std::optional<Item> Snapshot::find_by_name(CollectionId collection, std::string_view name) const {
    Query row(scope_->db,
              "SELECT " SYNCGATE_ITEM_COLUMNS
              " FROM item WHERE account = $1 AND collection = $2 AND name = $3 AND name <> ''",
              scope_->account, collection, name);
    return row.next() ? std::optional(item_of(row)) : std::nullopt;
}

std::vector<Item> Snapshot::find_by_native_uid(std::string_view native_uid) const {
    // Keys first: of the index with other columns SQLite thinks that reading all items costs less.
    Query rows(scope_->db,
               "SELECT " SYNCGATE_ITEM_COLUMNS
               " FROM item WHERE (account, collection, uid) IN (SELECT account, collection, uid"
               " FROM item WHERE account = $1 AND native_uid = $2 AND native_uid <> '')"
               " ORDER BY collection, uid",
               scope_->account, native_uid);
    std::vector<Item> found;
    while (rows.next()) {
        found.push_back(item_of(rows));
    }
    return found;
}

std::vector<Item> Snapshot::items(CollectionId collection, Uid after, int limit) const {
    Query rows(scope_->db,
               "SELECT " SYNCGATE_ITEM_COLUMNS
               " FROM item WHERE account = $1 AND collection = $2 AND uid > $3"
               " ORDER BY uid LIMIT $4",
               scope_->account, collection, after, limit);
    std::vector<Item> found;
    while (rows.next()) {
        found.push_back(item_of(rows));
    }
    return found;
}

std::optional<Object> Snapshot::object(ObjectId id) const {
    Query row(scope_->db,
              "SELECT size, envelope, structure, preview, text, rendition FROM object"
              " WHERE account = $1 AND id = $2",
              scope_->account, id);
    if (!row.next()) {
        return std::nullopt;
    }
    Object object;
    object.id = id;
    object.size = static_cast<std::uint64_t>(row.integer(0));
    object.envelope = row.text(1);
    object.structure = row.text(2);
    object.preview = row.text(3);
    object.text = row.text(4);
    object.rendition = static_cast<int>(row.integer(5));
    return object;
}

std::string Snapshot::bytes(ObjectId id, std::uint64_t begin, std::uint64_t end) const {
    Query row(scope_->db,
              "SELECT o.size, o.blob, b.content IS NULL FROM object o"
              " JOIN blob b ON b.account = o.account AND b.hash = o.blob"
              " WHERE o.account = $1 AND o.id = $2",
              scope_->account, id);
    if (!row.next()) {
        throw StoreFailure({ErrorCode::kNotFound, "no object " + std::to_string(id)});
    }
    end = std::min(end, static_cast<std::uint64_t>(row.integer(0)));
    if (begin >= end) {
        return {};
    }
    if (row.integer(2) != 0) {
        return scope_->blobs.read(row.bytes(1), begin, end);
    }
    Query content(scope_->db,
                  "SELECT substr(content, $1, $2) FROM blob WHERE account = $3 AND hash = $4",
                  begin + 1, end - begin, scope_->account, Blob{row.bytes(1)});
    return content.next() ? content.text(0) : std::string();
}

std::vector<std::string> Snapshot::problems() const {
    std::vector<std::string> found;
    for (const auto& problem : scope_->db.problems()) {
        found.push_back("database: " + problem);
    }
    constexpr int kMost = 1000;
    const auto& no_object = row_checks().front();
    for (const auto& row : find_rows(*scope_, no_object, kMost)) {
        found.push_back(describe(no_object, row));
    }
    Query blobs(scope_->db,
                "SELECT o.id, o.size, b.size, b.content IS NULL, o.blob FROM object o"
                " LEFT JOIN blob b ON b.account = o.account AND b.hash = o.blob"
                " WHERE o.account = $1",
                scope_->account);
    while (blobs.next()) {
        const bool in_file = !blobs.is_null(2) && blobs.integer(3) != 0;
        if (blobs.is_null(2) || blobs.integer(1) != blobs.integer(2) ||
            (in_file && !scope_->blobs.exists(blobs.bytes(4)))) {
            found.push_back("object " + std::to_string(blobs.integer(0)) + " lacks its bytes");
        }
    }
    const auto counters = counter_checks();
    if (std::any_of(counters.begin(), counters.end(), [&](const CounterCheck& check) {
            return check.exact && find_wrong(*scope_, check);
        })) {
        found.push_back("what is counted against the quota is not what is there");
    }
    return found;
}

std::vector<std::filesystem::path> Snapshot::leftovers() const {
    std::vector<std::filesystem::path> found;
    for (const auto& file : scope_->blobs.files()) {
        if (!find_integer(scope_->db, "SELECT 1 FROM blob WHERE account = $1 AND hash = $2",
                          scope_->account, Blob{file.hash})) {
            found.push_back(file.path);
        }
    }
    return found;
}

}  // namespace syncgate::store
