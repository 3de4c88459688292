// Whether a device that waits has anything to fetch. Source: docs/sync-engine.md, "Push".
#pragma once

#include "base/clock.h"
#include "protocols/activesync/sync/layers.h"

namespace syncgate::activesync {

// By the point sent last and the line's window. A collection that the device never synced has
// nothing for it: answering "changed" would be asked again at once.
bool has_changes(const store::Snapshot& snapshot, DeviceNumber device, const Seen& folder,
                 int filter_type, UnixSeconds now);

}  // namespace syncgate::activesync
