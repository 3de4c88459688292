// Who sends a message, among gateways that share a store: the first that says so in the account.
// The others wait until it is sent, or its claim has run out (the gateway died).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/ids.h"
#include "protocols/activesync/context.h"

namespace syncgate::activesync {

enum class Claim { kOurs, kSentMeanwhile };

// For the message that `memory` names, which `kind` remembers once it is sent. Does nothing, and is
// ours, where no other gateway can be. Errors: kUnavailable (another is still at it after 30 s),
// those of Account::note.
Result<Claim> claim_send(Context& context, std::string_view kind, const std::string& memory);

// It was not sent: another may.
void release_send(Context& context, const std::string& memory);

}  // namespace syncgate::activesync
