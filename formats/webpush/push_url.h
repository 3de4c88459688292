// Where a push service takes messages for one receiver: an https URL that a client names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate::webpush {

struct PushUrl {
    std::string host;  // lower case; of an IPv6 address without its brackets
    std::uint16_t port = 443;
    std::string target = "/";  // path and query

    // "https://host", with the port unless it is 443. Source: RFC 6454 6.2, RFC 8292 2.
    [[nodiscard]] std::string origin() const;
    [[nodiscard]] std::string authority() const;  // the same without its scheme
};

// Errors: kMalformed (not https, a user in it, a fragment, over 2,048 bytes, characters that a URL
// does not have).
Result<PushUrl> parse_push_url(std::string_view text);

}  // namespace syncgate::webpush
