// Text as it is compared without regard to case, and to how its characters are put together.
// Source: RFC 5051 (i;unicode-casemap).
#pragma once

#include <string>
#include <string_view>

namespace syncgate::words {

// Equal for texts that are. `text` is UTF-8; of what is not, ASCII is folded alone.
std::string caseless(std::string_view text);

}  // namespace syncgate::words
