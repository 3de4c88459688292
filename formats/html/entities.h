// Character references of HTML ("&eacute;", "&#233;", "&#xE9;") decoded.
//
// Source: HTML Living Standard 13.2.5.72 (character reference state) and 13.5 (the names).
#pragma once

#include <string>
#include <string_view>

namespace syncgate::html {

// Where the text stands: in an attribute "&copy=1" of a link's query is no reference.
enum class Context { kText, kAttribute };

// Appends `raw` to `out` with its references decoded. What is no reference stays as it is; a
// number that is no character becomes U+FFFD, 128 to 159 are read as windows-1252.
void append_decoded(std::string_view raw, Context context, std::string& out);

// The character of a byte of windows-1252, as browsers read it.
char32_t windows_1252(unsigned char byte);

// Appends one character as UTF-8; U+FFFD for a number that is none.
void append_utf8(char32_t character, std::string& out);

}  // namespace syncgate::html
