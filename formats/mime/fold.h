// Text as a search compares it.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::mime {

// Without regard to case in any script: "GRÜSSE" and "Grüße" give the same. `text` is UTF-8.
// Source: Unicode 3.13, toCasefold.
std::string fold_case(std::string_view text);

}  // namespace syncgate::mime
