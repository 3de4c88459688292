// What the URL and the headers of a request say. Source: MS-ASHTTP 2.2.1.1.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/exchange.h"
#include "protocols/activesync/version.h"

namespace syncgate::activesync {

// What is wrong with the device of a request; since 14.0 that has a Status of its own.
enum class DeviceFault : std::uint8_t { kNone, kId, kType };

struct RequestLine {
    std::string command;  // "Sync"
    std::string user, device_id, device_type;
    Version version = Version::k14_1;
    std::optional<std::uint32_t> policy_key;  // absent when neither form carries one
    std::string attachment_name, collection_id, item_id, long_id, occurrence;
    bool save_in_sent = false;
    bool accept_multipart = false;
    DeviceFault fault = DeviceFault::kNone;  // with one, device_id and device_type are ""
};

// Both forms of the query, plain and base64, with their headers. OPTIONS may come without any of
// it; a DeviceId that is none is then "".
// Errors: kMalformed (400; a device's fault before 14.0 too), kUnsupported (a version that is not
// offered).
Result<RequestLine> parse_request_line(const Request& request);

// Handler::Terms::client of a device; "" for "".
std::string client_of_device(std::string_view device_id);

}  // namespace syncgate::activesync
