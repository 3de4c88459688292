// Mail that a device has moved by MoveItems and keeps under its new id: told of it as new, it would
// show it twice (Quirks::keeps_moved).
#pragma once

#include "base/clock.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/note.h"

namespace syncgate::activesync {

// The device has the item there from now on.
void note_moved(store::Note& note, DeviceNumber device, const ItemId& there, UnixSeconds now);

// The device drops what it has of the folder and reads it from the beginning, at this key.
void note_beginning(store::Note& note, DeviceNumber device, CollectionId folder, std::int64_t key,
                    UnixSeconds now);

// Whether the device has the item by a move of its own. True for an hour at most: whoever did not
// ask by then has lost what was moved, rather than keeping it.
bool has_moved(const store::Snapshot& snapshot, DeviceNumber device, const ItemId& item);

}  // namespace syncgate::activesync
