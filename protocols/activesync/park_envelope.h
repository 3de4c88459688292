// What a Park carries beside the command's own state, so that it can be resumed in its name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/activesync/version.h"

namespace syncgate::activesync {

struct ParkEnvelope {
    std::string command, device_id;
    Version version = Version::k14_1;
    bool quarantined = false;
    std::string state;  // the command's
};

std::string encode(const ParkEnvelope& envelope);
// nullopt for bytes that encode() did not make.
std::optional<ParkEnvelope> decode_park_envelope(std::string_view bytes);

}  // namespace syncgate::activesync
