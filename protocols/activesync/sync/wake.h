// Whether a device that waits has anything to fetch. Source: docs/sync-engine.md, "Push".
#pragma once

#include "base/clock.h"
#include "model/device.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

// By the point sent last and the line's window. A collection that the device never synced has
// nothing for it: answering "changed" would be asked again at once.
bool has_changes(const store::Snapshot& snapshot, DeviceNumber device, CollectionId collection,
                 int filter_type, UnixSeconds now);

}  // namespace syncgate::activesync
