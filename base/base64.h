// Base64 with the standard alphabet. Source: RFC 4648 4 and 5.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate {

std::string base64_encode(std::string_view bytes);

// Also takes the URL-safe alphabet and absent padding; nothing else between.
// Errors: kMalformed.
Result<std::string> base64_decode(std::string_view text);

}  // namespace syncgate
