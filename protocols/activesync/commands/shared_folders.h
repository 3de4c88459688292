// Address books of others on devices: folders beside the account's own, each in the account of who
// shares it. Source: docs/sync-engine.md, "Hierarchy"; docs/activesync.md, "Layers".
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "model/shared_id.h"
#include "protocols/activesync/context.h"
#include "protocols/activesync/sync/line_locks.h"

namespace syncgate::activesync {

// What the device shows of what others share is known to the context from now on: whatever looks at
// the hierarchy needs it. Nothing is looked up for a device that shows none of it.
// Errors: kUnavailable.
Result<void> load_shared(Context& context);

// The request as one about the collection in its owner's account. nullopt: it is not shared any
// more, or the device does not show it. Errors: kUnavailable.
Result<std::optional<Context>> enter_shared(const Context& context, const SharedCollection& shared);

// The same for any collection that a request names: the request itself for one of the account's
// own, and for one that is not seen, which is not there then. Errors: kUnavailable.
Result<Context> at_collection(const Context& context, std::optional<CollectionId> id);

// One request of the device at a time for the folder.
std::unique_lock<std::mutex> lock_folder(const Context& context, CollectionId id);

// The device is told no more of these of what others share: what was kept for it there goes.
// Errors: kUnavailable.
Result<void> leave_shared(const Context& context, const std::vector<CollectionId>& gone);

}  // namespace syncgate::activesync
