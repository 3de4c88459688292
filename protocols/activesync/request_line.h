// What the URL and the headers of a request say. Source: MS-ASHTTP 2.2.1.1.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "model/exchange.h"
#include "protocols/activesync/version.h"

namespace syncgate::activesync {

struct RequestLine {
    std::string command;  // "Sync"
    std::string user, device_id, device_type;
    Version version = Version::k14_1;
    std::optional<std::uint32_t> policy_key;  // absent when neither form carries one
    std::string attachment_name, collection_id, item_id, long_id, occurrence;
    bool save_in_sent = false;
    bool accept_multipart = false;
};

// Both forms of the query, plain and base64, with their headers. OPTIONS may come without any of
// it; a DeviceId that is none is then "".
// Errors: kMalformed (400), kUnsupported (a version that is not offered).
Result<RequestLine> parse_request_line(const Request& request);

}  // namespace syncgate::activesync
