// The folders that a device was sent, a row for each generation: what is kept is never written
// again, so that a changed folder costs one row written and one removed, however many there are.
#include <algorithm>

#include "base/bytes.h"
#include "store/failure.h"
#include "store/note.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

// Ids ascend, so that most of them take one byte.
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
        throw StoreFailure({ErrorCode::kInternal, "a device's folders can't be read"});
    }
    return folders;
}

std::vector<std::int64_t> keys_of(Scope& scope, DeviceNumber device) {
    Query rows(scope.db, "SELECT key FROM hierarchy WHERE account = $1 AND device = $2",
               scope.account, device);
    std::vector<std::int64_t> keys;
    while (rows.next()) {
        keys.push_back(rows.integer(0));
    }
    return keys;
}

}  // namespace

std::vector<HierarchyRow> Snapshot::hierarchy(DeviceNumber device) const {
    Query rows(scope_->db,
               "SELECT key, folders FROM hierarchy WHERE account = $1 AND device = $2 ORDER BY key",
               scope_->account, device);
    std::vector<HierarchyRow> generations;
    while (rows.next()) {
        generations.push_back({rows.integer(0), decode(rows.bytes(1))});
    }
    return generations;
}

void Note::save_hierarchy(DeviceNumber device, const std::vector<HierarchyRow>& generations) {
    const auto stored = keys_of(*scope_, device);
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
                "INSERT INTO hierarchy(account, device, key, folders) VALUES($1, $2, $3, $4)",
                scope_->account, device, row.key, Blob{encode(row.folders)});
        }
    }
}

}  // namespace syncgate::store
