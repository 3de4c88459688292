// A device of an account, as ActiveSync knows it.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"

namespace syncgate {

using DeviceNumber = std::int64_t;  // of a device inside its account

// Whether a device may sync. The values are stored.
enum class Access : std::uint8_t {
    kByRule = 0,  // the administrator has said nothing of this device
    kAllow = 1,
    kQuarantine = 2,  // sees one message that says so, and nothing else
    kBlock = 3,
};

// How far a remote wipe is. The values are stored.
enum class Wipe : std::uint8_t {
    kNone = 0,
    kPending = 1,         // all of the device: told at its next request
    kAccountPending = 2,  // this account's data alone
    kDone = 3,            // the device has said so; it is refused from then on
    kAccountDone = 4,
};

struct Device {
    DeviceNumber number = 0;
    std::string id;    // DeviceId as the client sends it
    std::string type;  // DeviceType
    std::string user_agent;
    std::string version;                // in which it was sent what it has: "14.1"
    std::uint32_t policy_key = 0;       // acknowledged; 0: none
    std::uint32_t policy_key_sent = 0;  // temporary, waits for its acknowledgement; 0: none
    UnixSeconds first_seen = 0;
    UnixSeconds last_seen = 0;
    std::string information;            // DeviceInformation: "Element=value" lines
    Access access = Access::kByRule;    // what the administrator said of it
    Access standing = Access::kByRule;  // how it was judged last; kByRule: never yet
    Wipe wipe = Wipe::kNone;
    // Policy::fingerprint() of what it acknowledged, and of what waits for that; when, and as what.
    std::int64_t policy = 0, policy_sent = 0;
    UnixSeconds policy_at = 0;
    int policy_outcome = 0;         // Status of the acknowledgement (MS-ASPROV 2.2.2.54.2); 0: none
    std::string recovery_password;  // which opens a device whose user forgot the own; "": none
    UnixSeconds trace_until = 0;    // the decoded trace is written until then
    std::string ping;               // parameters of the last Ping, as the protocol writes them
};

// Told to wipe, and has not said that it did.
constexpr bool is_wipe_pending(const Device& device) {
    return device.wipe == Wipe::kPending || device.wipe == Wipe::kAccountPending;
}
constexpr bool is_wiped(const Device& device) {
    return device.wipe == Wipe::kDone || device.wipe == Wipe::kAccountDone;
}

}  // namespace syncgate
