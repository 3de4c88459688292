// The compressed RTF of a TNEF part as text.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::mime {

// The media type of such a piece; nobody sends it.
inline constexpr std::string_view kCompressedRtf = "application/x-compressed-rtf";

// At most limits::kTextRendition bytes. "" for what can't be read, or is over limits::kRtfBytes.
std::string text_of_rtf(std::string_view compressed);

}  // namespace syncgate::mime
