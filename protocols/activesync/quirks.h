// What single clients need that the specification does not give them; each with its evidence.
#pragma once

#include <string_view>

namespace syncgate::activesync {

struct Quirks {
    bool never_provisions = false;  // let in without a policy key
    // Inbox, Sent and the like stay when their layer is off, and are emptied.
    bool keeps_default_folders = false;
    // An empty Picture in a contact's Change leaves the picture as it is.
    bool empty_picture_keeps = false;
};

// By DeviceType, without regard to case.
Quirks quirks_of(std::string_view device_type);

}  // namespace syncgate::activesync
