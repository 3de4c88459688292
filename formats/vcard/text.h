// The escapes of values: "\n", "\,", "\;", "\\".
//
// Source: RFC 6350 3.4, RFC 2426 4; vCard 2.1 section 2.1.4, which escapes ';' alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/vcard/version.h"

namespace syncgate::vcard {

// A backslash before a letter or digit other than n is kept, as in "C:\temp"; before any other
// character it is taken off. Line ends become "\n".
std::string unescape(std::string_view value);

// What unescape() reads as `text`. In 2.1 a line end stays, for quoted-printable to carry.
std::string escape(std::string_view text, Version version);

// One item of a list, whose commas stand between items in every version.
std::string escape_item(std::string_view text);

// Pieces between separators that no backslash escapes; at least one.
std::vector<std::string_view> split_escaped(std::string_view value, char separator);

// CR LF and CR as LF.
std::string unix_lines(std::string_view text);

// LF as "\n"; nothing else is escaped.
std::string with_line_escapes(std::string_view text);

}  // namespace syncgate::vcard
