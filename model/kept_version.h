// A version of an item that lost against another, kept for some time to be recovered.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "model/collection.h"
#include "model/device.h"
#include "model/item.h"

namespace syncgate {

// Why it is not the item's version. The values are stored.
enum class Loss : std::uint8_t {
    kRefused = 1,      // a device's change that lost
    kOverwritten = 2,  // what the item was before a change that had not seen it
    kDeleted = 3,      // what the item was before a Delete that had not seen it
};

struct KeptVersion {
    std::int64_t id = 0;  // unique in its account, ascending
    ItemClass item_class = ItemClass::kMail;
    Item item;  // as it was, or would have become; entered and the modseqs are not kept
    Loss loss = Loss::kRefused;
    DeviceNumber device = 0;  // whose change lost or won; 0: none
    UnixSeconds kept = 0;
};

}  // namespace syncgate
