// Bytes as hexadecimal digits.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate {

std::string hex_encode(std::string_view bytes);  // lower case

// Both cases. Errors: kMalformed.
Result<std::string> hex_decode(std::string_view text);

// Each `escape` that two digits follow becomes their byte; anything else stays.
std::string hex_unescape(std::string_view text, char escape);

}  // namespace syncgate
