// Whether a device that waits has anything to fetch. Source: docs/sync-engine.md, "Push".
#pragma once

#include "base/clock.h"
#include "protocols/activesync/sync/layers.h"
#include "protocols/activesync/sync/sync_point.h"

namespace syncgate::activesync {

// By the point sent last, its filter, and whether it has conversations as a whole.
bool has_changes(const store::Snapshot& snapshot, const SyncPoint& newest, const Seen& folder,
                 int filter_type, bool conversations, UnixSeconds now);

}  // namespace syncgate::activesync
