// Quoted-printable as the values of 2.1 use it. Source: vCard 2.1, 2.1.3; RFC 2045 6.7.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::vcard {

// One line without soft breaks: "\n" as =0D=0A, a semicolon as it is, since it separates.
std::string to_quoted_printable(std::string_view text);

// Of one line. An equals sign before anything but two hexadecimal digits is itself.
std::string from_quoted_printable(std::string_view line);

}  // namespace syncgate::vcard
