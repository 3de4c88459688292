// The text rendition and the preview of a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/mime/structure.h"

namespace syncgate::mime {

// Every body of the layout in one text: from text/plain, else from HTML. UTF-8 without control
// characters, "\r\n" lines, at most limits::kTextRendition bytes.
std::string render_text(std::string_view message, const Layout& layout);

// The first characters of a rendition on one line, blanks folded.
std::string render_preview(std::string_view text);

}  // namespace syncgate::mime
