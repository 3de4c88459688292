// A device that asks, as the store knows it.
#pragma once

#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {

// Made when it is new, brought up to date when it comes as another version, type or program, or
// was not seen for an hour. A device that comes in another version loses its keys.
// Errors: of the store.
Result<Device> known_device(const Services& services, store::Account& account,
                            const Request& request, const RequestLine& line,
                            const Command& command);

}  // namespace syncgate::activesync
