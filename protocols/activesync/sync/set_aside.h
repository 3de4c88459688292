// Items that a device chokes on: it is shown a stand-in instead, until the administrator lets it
// try again. Kept with the device, whatever becomes of its keys.
#pragma once

#include <set>
#include <vector>

#include "base/result.h"
#include "model/device.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/note.h"

namespace syncgate::activesync {

std::set<Uid> set_aside_in(const store::Snapshot& snapshot, DeviceNumber device,
                           CollectionId collection);
// In all collections.
std::vector<ItemId> set_aside_of(const store::Snapshot& snapshot, DeviceNumber device);

// The oldest goes when a collection has more than a hundred.
void set_aside(store::Note& note, DeviceNumber device, const ItemId& item);

// Nothing is set aside any more: the device is sent these items once more. How many there
// were. Errors: kInternal (a line that does not decode), kConflict (another gateway has just
// answered the device: again).
Result<int> retry_set_aside(store::Note& note, DeviceNumber device);

}  // namespace syncgate::activesync
