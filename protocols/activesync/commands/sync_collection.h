// One collection of a Sync: its commands executed, its changes told, its point kept.
#pragma once

#include <optional>

#include "protocols/activesync/commands/sync_page.h"
#include "protocols/activesync/commands/sync_request.h"
#include "protocols/activesync/context.h"

namespace syncgate::activesync {

// The Collection element; nullopt when there is nothing to say of it: no change, the same key
// (before 12.1 that is said).
// Once the client's window is used up, commands are still carried out, and changes wait for the
// next request; once our bytes or time are, one change is told, and that there is more.
std::optional<wbxml::Element> sync_collection(Context& context, const SyncCollection& collection,
                                              AnswerRoom& room);

}  // namespace syncgate::activesync
