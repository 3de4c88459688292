#include "protocols/activesync/sync/wake.h"

#include "protocols/activesync/sync/line.h"
#include "protocols/activesync/sync/respond.h"

namespace syncgate::activesync {

bool has_changes(const store::Snapshot& snapshot, DeviceNumber device, const Seen& folder,
                 int filter_type, UnixSeconds now) {
    const auto line = SyncLine::load(snapshot, device, folder.collection.id);
    if (!line || line->newest() == nullptr) {
        return false;
    }
    const auto edge = folder.edge(filter_type, now);
    const SnapshotView view(snapshot, folder.collection.id);
    return edge && has_anything(*line->newest(), view, *edge);
}

}  // namespace syncgate::activesync
