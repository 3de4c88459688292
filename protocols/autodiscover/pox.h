// Autodiscover in plain XML ("POX"): the request as a value, and the answers to it.
//
// Source: MS-ASCMD 2.2.1.1 (Autodiscover) and 2.2.3.64 (ErrorCode); MS-OXDSCLI 2.2.3, 2.2.4.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"

namespace syncgate::autodiscover {

// Of the frame that every schema's answers share.
enum class FrameError {
    kInvalidRequest = 600,  // no request, several, or none of a schema that there is
    kNoProvider = 601,      // nobody here answers in the schema that is asked for
};

// Reads the address that is asked about, of a request for the mobilesync schema: ActiveSync is all
// that there is to discover. The request itself may be of that schema or of Outlook's.
std::variant<std::string, FrameError> parse_pox(std::string_view body);

struct MobileSync {
    std::string address, display_name;
    std::string url;  // of ActiveSync
};
std::string render(const MobileSync& answer);

// The address is none of the one who logged in: Status 2 within the mobilesync schema.
std::string render_unknown(std::string_view address);

// `id` tells servers apart in a client's log.
std::string render(FrameError error, UnixMillis now, std::uint32_t id);

}  // namespace syncgate::autodiscover
