#include "protocols/activesync/sync/wake.h"

#include "protocols/activesync/sync/respond.h"

namespace syncgate::activesync {

bool has_changes(const store::Snapshot& snapshot, const SyncPoint& newest, const Seen& folder,
                 int filter_type, bool conversations, UnixSeconds now) {
    const auto edge = folder.edge(filter_type, now);
    const SnapshotView view(snapshot, folder.collection.id);
    return edge && has_anything(newest, view, {*edge, conversations});
}

}  // namespace syncgate::activesync
