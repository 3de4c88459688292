#include "protocols/activesync/sync/wake.h"

#include "protocols/activesync/sync/filter.h"
#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/respond.h"

namespace syncgate::activesync {

bool has_changes(const store::Snapshot& snapshot, DeviceNumber device, CollectionId collection,
                 int filter_type, UnixSeconds now) {
    const auto folder = snapshot.collection(collection);
    const auto line = SyncLine::load(snapshot, device, collection);
    if (!folder || !line || line->newest() == nullptr) {
        return false;
    }
    const auto edge = window_edge(folder->item_class, filter_type, now);
    const SnapshotView view(snapshot, collection);
    return edge && has_anything(*line->newest(), view, *edge);
}

}  // namespace syncgate::activesync
