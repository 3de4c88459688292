// The folders that a device was sent, a row for each generation: what is kept is never written
// again, so that a changed folder costs one row written and one removed, however many there are.
#include <algorithm>

#include "base/bytes.h"
#include "store/failure.h"
#include "store/note.h"
#include "store/rows.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

// Ids ascend, so that most of them take one byte. Parents stand behind all of them: rows that were
// written without end before.
std::string encode(const std::vector<SentFolder>& folders) {
    std::vector<SentFolder> sorted = folders;
    std::sort(sorted.begin(), sorted.end(),
              [](const SentFolder& a, const SentFolder& b) { return a.collection < b.collection; });
    ByteWriter out;
    CollectionId before = 0;
    out.number(sorted.size());
    for (const auto& folder : sorted) {
        out.number(static_cast<std::uint64_t>(folder.collection - before));
        out.number(static_cast<std::uint64_t>(folder.modseq));
        before = folder.collection;
    }
    for (const auto& folder : sorted) {
        out.number(static_cast<std::uint64_t>(folder.parent - kUnknownParent));
    }
    return out.take();
}

std::vector<SentFolder> decode(std::string_view bytes) {
    ByteReader in(bytes);
    std::vector<SentFolder> folders(in.count());
    CollectionId id = 0;
    for (auto& folder : folders) {
        id += static_cast<CollectionId>(in.number());
        folder = {id, static_cast<Modseq>(in.number())};
    }
    if (!in.finished()) {
        for (auto& folder : folders) {
            folder.parent = static_cast<CollectionId>(in.number()) + kUnknownParent;
        }
    }
    if (!in.finished()) {
        throw StoreFailure({ErrorCode::kInternal, "a device's folders can't be read"});
    }
    return folders;
}

#define SYNCGATE_HIERARCHY_COLUMNS "key, folders, modseq, shows"

HierarchyRow generation_of(const Query& row) {
    return {row.integer(0), decode(row.bytes(1)), row.integer(2), row.integer(3)};
}

std::vector<std::int64_t> keys_of(Scope& scope, DeviceNumber device) {
    Query rows(scope.db,
               "SELECT key FROM hierarchy WHERE account = $1 AND device = $2 ORDER BY key",
               scope.account, device);
    std::vector<std::int64_t> keys;
    while (rows.next()) {
        keys.push_back(rows.integer(0));
    }
    return keys;
}

}  // namespace

std::optional<CollectionsAfter> Snapshot::collections_after(Modseq modseq) const {
    const auto removed = find_integer(
        scope_->db, "SELECT collections_compacted FROM account_state WHERE account = $1",
        scope_->account);
    if (removed.value_or(0) > modseq) {
        return std::nullopt;
    }
    Query rows(scope_->db,
               "SELECT " SYNCGATE_COLLECTION_COLUMNS
               ", gone FROM collection WHERE account = $1 AND modseq > $2",
               scope_->account, modseq);
    CollectionsAfter after;
    while (rows.next()) {
        auto collection = collection_of(rows);
        if (rows.integer(kCollectionColumns) != 0) {
            after.gone.push_back(collection.id);
        } else {
            after.there.push_back(std::move(collection));
        }
    }
    std::sort(after.gone.begin(), after.gone.end());
    std::sort(after.there.begin(), after.there.end(),
              [](const Collection& a, const Collection& b) { return a.id < b.id; });
    return after;
}

std::vector<HierarchyRow> Snapshot::hierarchy(DeviceNumber device) const {
    Query rows(scope_->db,
               "SELECT " SYNCGATE_HIERARCHY_COLUMNS
               " FROM hierarchy WHERE account = $1 AND device = $2 ORDER BY key",
               scope_->account, device);
    std::vector<HierarchyRow> generations;
    while (rows.next()) {
        generations.push_back(generation_of(rows));
    }
    return generations;
}

std::optional<HierarchyRow> Snapshot::newest_hierarchy(DeviceNumber device) const {
    Query row(scope_->db,
              "SELECT " SYNCGATE_HIERARCHY_COLUMNS
              " FROM hierarchy WHERE account = $1 AND device = $2 ORDER BY key DESC LIMIT 1",
              scope_->account, device);
    return row.next() ? std::optional(generation_of(row)) : std::nullopt;
}

bool Note::save_hierarchy(DeviceNumber device, const std::vector<HierarchyRow>& before,
                          const std::vector<HierarchyRow>& generations) {
    const auto stored = keys_of(*scope_, device);
    const auto is_key = [](std::int64_t key, const HierarchyRow& row) { return key == row.key; };
    if (!std::equal(stored.begin(), stored.end(), before.begin(), before.end(), is_key)) {
        return false;
    }
    for (const auto key : stored) {
        if (std::none_of(generations.begin(), generations.end(),
                         [&](const HierarchyRow& row) { return row.key == key; })) {
            run(scope_->db, "DELETE FROM hierarchy WHERE account = $1 AND device = $2 AND key = $3",
                scope_->account, device, key);
        }
    }
    for (const auto& row : generations) {
        if (std::find(stored.begin(), stored.end(), row.key) == stored.end()) {
            run(scope_->db,
                "INSERT INTO hierarchy(account, device, key, folders, modseq, shows)"
                " VALUES($1, $2, $3, $4, $5, $6)",
                scope_->account, device, row.key, Blob{encode(row.folders)}, row.modseq, row.shows);
        }
    }
    return true;
}

}  // namespace syncgate::store
