// The request headers of WebDAV as values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/exchange.h"

namespace syncgate::dav {

// Source: RFC 4918 10.2.
enum class Depth : std::uint8_t { kZero, kOne, kInfinity };
// `absent` where it is not said. Errors: kMalformed.
Result<Depth> depth_of(const Request& request, Depth absent);

// What the client would rather have. Source: RFC 7240, RFC 8144; Brief is Microsoft's, and
// Apple's clients send it.
struct Preferences {
    bool minimal = false;         // no propstat for what is not there
    bool representation = false;  // the new text with the answer to its PUT
    bool no_root = false;         // PROPFIND of what is inside alone
};
Preferences preferences_of(const Request& request);

// Where to COPY or MOVE, as a path. Source: RFC 4918 10.3.
// Errors: kMalformed (none, or no URI), kUnsupported (on another host).
Result<std::string> destination_of(const Request& request);
// Source: RFC 4918 10.6.
bool overwrites(const Request& request);

}  // namespace syncgate::dav
