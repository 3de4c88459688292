// What a device's own folder command makes of the folders that it was sent: the generation that
// its new key names has that one change and no other, so that the next FolderSync tells what
// others did meanwhile, and nothing that the device did. Source: docs/sync-engine.md, "Hierarchy".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/collection.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

struct OwnChange {
    store::SentFolder folder;  // that came, changed or went, as the device has it now
    bool went = false;         // with all that the device had below it
    // Some of it is still there, in Trash or where another device has moved it, and comes back
    // though not all of that has changed: the next answer must look at all folders.
    bool comes_back = false;
    bool operator==(const OwnChange&) const = default;
};

store::SentFolder sent_of(const Collection& folder);

// The device's folder of that id; null when it was sent none.
const store::SentFolder* find_sent(const store::HierarchyRow& sent, CollectionId id);

// Whether the device has the folder below `ancestor`, or it is that one.
bool stands_in(const store::Snapshot& snapshot, const store::HierarchyRow& sent, CollectionId id,
               CollectionId ancestor);

// The folder and all that the device has below it, which may be another tree than the server's by
// now; ascending.
std::vector<CollectionId> tree_of(const store::Snapshot& snapshot, const store::HierarchyRow& sent,
                                  CollectionId id);

// `base` with the change; its modseq stays, and its key is to be given.
store::HierarchyRow with_own_change(const store::Snapshot& snapshot, store::HierarchyRow base,
                                    const OwnChange& change);

// What is remembered of a command that was carried out: the key that it was answered with, and its
// change.
struct CarriedOut {
    std::int64_t key = 0;
    OwnChange change;
};
std::string encode(const CarriedOut& done);
// Errors: kInternal.
Result<CarriedOut> decode_carried_out(std::string_view bytes);

}  // namespace syncgate::activesync
