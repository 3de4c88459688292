// Autodiscover in plain XML ("POX"): the request as a value, and the answers to it.
//
// Source: MS-ASCMD 2.2.1.1 (Autodiscover) and 2.2.3.64 (ErrorCode); MS-OXDSCLI 2.2.3, 2.2.4.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "protocols/autodiscover/mail_servers.h"

namespace syncgate::autodiscover {

// Of the frame that every schema's answers share.
enum class FrameError {
    kNoAddress = 500,       // of Outlook's schema: the address is none of the one who logged in
    kInvalidRequest = 600,  // no request, several, or none of a schema that there is
    kNoProvider = 601,      // nobody here answers in the schema that is asked for
};

// In which an answer is wanted; the request itself may be of either.
enum class Schema {
    kMobileSync,  // mobilesync/responseschema/2006: where ActiveSync is
    kOutlook,     // outlook/responseschema/2006a: servers of mail
};

struct Asked {
    Schema schema = Schema::kMobileSync;
    std::string address;  // "": Outlook's schema also asks about a distinguished name
};
std::variant<Asked, FrameError> parse_pox(std::string_view body);

struct MobileSync {
    std::string address, display_name;
    std::string url;  // of ActiveSync
};
std::string render(const MobileSync& answer);

struct OutlookSettings {
    std::string address, display_name;
    const MailServers& servers;
};
std::string render(const OutlookSettings& answer);

// The address is none of the one who logged in: Status 2 within the mobilesync schema.
std::string render_unknown(std::string_view address);

// `id` tells servers apart in a client's log.
std::string render(FrameError error, UnixMillis now, std::uint32_t id);

}  // namespace syncgate::autodiscover
