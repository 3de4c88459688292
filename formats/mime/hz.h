// HZ as EUC-CN: iconv does not know it.
//
// Source: RFC 1843.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::mime {

// "~{" begins two-byte characters, "~}" or the line's end ends them, "~~" is a tilde and "~" before
// a line end joins two lines. Anything else stays.
std::string euc_from_hz(std::string_view bytes);

}  // namespace syncgate::mime
