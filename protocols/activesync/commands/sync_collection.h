// One collection of a Sync: its commands executed, its changes told, its point kept.
#pragma once

#include <optional>
#include <vector>

#include "protocols/activesync/commands/sync_request.h"
#include "protocols/activesync/context.h"

namespace syncgate::activesync {

struct CollectionAnswer {
    // The Collection element; nullopt when there is nothing to say of it: no change, the same key.
    std::optional<wbxml::Element> element;
    int status = 1;
    int commands = 0;  // put
    bool more = false;
};

// At most `window` commands.
CollectionAnswer sync_collection(Context& context, const SyncCollection& collection, int window);

}  // namespace syncgate::activesync
