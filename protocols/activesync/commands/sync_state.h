// What is kept of a Sync that waits, or that may be asked again: everything but its commands and
// the options, which stand with the device's points.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "protocols/activesync/commands/sync_request.h"

namespace syncgate::activesync {

std::string encode_state(const SyncRequest& request);
// Errors: kInternal (nothing that encode_state made).
Result<SyncRequest> decode_state(std::string_view state);

}  // namespace syncgate::activesync
