// The decoded trace of one device: requests and answers as XML, long values shortened, passwords
// masked. Switched on for a while by `syncgate device trace`.
#pragma once

#include <string>
#include <string_view>

#include "model/exchange.h"
#include "protocols/activesync/context.h"

namespace syncgate::activesync {

// Appends to FOLDER/ACCOUNT-DEVICE.log (mode 0600); starts it anew beyond 20 MB.
void trace(const Context& context, std::string_view what, std::string_view bytes);

}  // namespace syncgate::activesync
