// Base64 with the standard alphabet. Source: RFC 4648 4 and 5.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate {

std::string base64_encode(std::string_view bytes);
void append_base64(std::string_view bytes, std::string& out);
constexpr std::uint64_t base64_size(std::uint64_t bytes) {
    return (bytes + 2) / 3 * 4;
}

// Also takes the URL-safe alphabet and absent padding; nothing else between.
// Errors: kMalformed.
Result<std::string> base64_decode(std::string_view text);

}  // namespace syncgate
