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
    // Mail that it moved keeps its place under the new id: it is told of as changed, not as new.
    bool keeps_moved = false;
    // A Sync without news has an answer with its collections all the same.
    bool wants_whole_answers = false;
};

// By DeviceType and User-Agent, without regard to case.
Quirks quirks_of(std::string_view device_type, std::string_view user_agent = {});

}  // namespace syncgate::activesync
