// A device of an account, as ActiveSync knows it.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"

namespace syncgate {

using DeviceNumber = std::int64_t;  // of a device inside its account

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
    std::string information;  // DeviceInformation: "Element=value" lines
    bool blocked = false;
    UnixSeconds trace_until = 0;  // the decoded trace is written until then
    std::string ping;             // parameters of the last Ping, as the protocol writes them
};

}  // namespace syncgate
