// Rich text (RTF) to plain text: a note that a phone formatted, a message that Outlook wrote.
//
// Source: Rich Text Format Specification 1.9.1; MS-OXRTFEX 2.1 (text and HTML inside RTF).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate::rtf {

// Bytes of a charset as UTF-8, line feeds kept: mime::to_utf8 of formats/mime/charset.h, which
// stands above this folder.
using Decode = std::string (*)(std::string_view bytes, std::string_view charset);

// What a reader sees. Paragraphs, lines and rows end lines, cells are parted by tabs; fonts,
// styles, pictures, headers and hidden text are left out, and so is what no reader need know (\*).
// HTML that Outlook wrapped (\fromhtml) is unwrapped and shown as html::to_text() shows it. UTF-8
// with "\r\n" between lines and none at the end, at most `max_bytes` (cut on a character's border).
// What follows the document is passed over. Linear in the input.
// Errors: kMalformed (no RTF, or cut: a group is open at its end), kTooLarge (groups deeper than
// limits::kRtfDepth).
Result<std::string> to_text(std::string_view rtf, std::size_t max_bytes, Decode decode);

}  // namespace syncgate::rtf
