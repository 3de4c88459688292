// Bytes of any charset as UTF-8, by what they say they are and, where that fails, by what they
// look like.
//
// Source: WHATWG Encoding 4.2 (which charset a label really means), RFC 2045.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::mime {

// Always valid UTF-8 without NUL and without a byte order mark. `charset` may be "" or nonsense:
// then, and when most of it is wrong, UTF-8 if it is valid or a little damaged, else windows-1252.
// A charset of single bytes is no charset of what is UTF-8. Single wrong sequences become U+FFFD.
// Undeclared seven bits with the escapes of ISO-2022-JP are that, and what begins with the mark of
// UTF-16 is UTF-16.
std::string to_utf8(std::string_view bytes, std::string_view charset);

// The charset that an HTML document declares of itself in its first bytes; "" when none.
std::string html_charset(std::string_view bytes);

// `text` on one line: control characters and line ends become blanks, none at both ends.
std::string one_line(std::string_view text);

}  // namespace syncgate::mime
