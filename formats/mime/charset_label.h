// What a charset's label means: senders write the same charset in a dozen ways, and often name a
// subset of what they write.
//
// Source: WHATWG Encoding 4.2; the code pages' names of Windows and macOS.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::mime::label {

inline constexpr std::string_view kUtf8 = "utf-8";
inline constexpr std::string_view kWindows1252 = "windows-1252";
inline constexpr std::string_view kAscii = "us-ascii";
inline constexpr std::string_view kIso2022Jp = "iso-2022-jp";
inline constexpr std::string_view kHz = "hz-gb-2312";

// One of the above, or what iconv calls it; of an unknown label the label itself, in lower case and
// without quotes around it; "" for "".
std::string meaning_of(std::string_view charset);

}  // namespace syncgate::mime::label
