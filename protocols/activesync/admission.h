// Whether a device may run a command now: protocol, wipe, block, policy. Pure.
//
// Source: MS-ASPROV 3.2.5.1 to 3.2.5.3; MS-ASCMD 2.2.2 Common Status Codes 126, 129, 140 to 144.
#pragma once

#include <optional>

#include "model/device.h"
#include "model/policy.h"
#include "protocols/activesync/commands/command.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {

struct Applicant {
    const Device& device;
    const Policy& policy;
    Access access = Access::kAllow;  // as it was judged
    Version version = Version::k14_1;
    // As the request said it; nullopt: it said none.
    std::optional<std::uint32_t> policy_key;
    bool waits = false;  // a request that was let in before, and has been waiting since
};

// Why it may not; nullopt when it may. A device in quarantine may: what it sees is another matter.
// Ping carries no key, and is held to what the device acknowledged.
std::optional<CommonStatus> refused(const Applicant& applicant, const Command& command,
                                    UnixSeconds now);

}  // namespace syncgate::activesync
