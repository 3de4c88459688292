// What another account shares, as one that sees it names it: beside its own collections, and never
// as one of them.
#pragma once

#include <optional>

#include "model/device.h"
#include "model/ids.h"

namespace syncgate {

struct SharedCollection {
    AccountId owner = 0;
    CollectionId collection = 0;
    bool operator==(const SharedCollection&) const = default;
};

// nullopt: for numbers that no store has given out yet.
std::optional<CollectionId> shared_id(const SharedCollection& shared);
// nullopt: a collection of the account's own.
std::optional<SharedCollection> parse_shared_id(CollectionId id);

// The device in the account of who shares something with it, beside that account's own: all that is
// kept for it there stands with the collection, so that one write keeps both.
DeviceNumber guest_number(AccountId viewer, DeviceNumber device);

}  // namespace syncgate
