// The text rendition and the preview of a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

// Every body of the message in one text: from text/plain, else from HTML. UTF-8 without control
// characters, "\r\n" lines, at most `max_bytes`. Of `message` it needs no more than where they end.
std::string render_text(std::string_view message, const Structure& structure,
                        std::size_t max_bytes);

// Every body in one HTML document: as written, and what is but plain text made HTML. "" when none
// is HTML.
std::string render_html(std::string_view message, const Structure& structure);

// The first characters of a rendition on one line, blanks folded.
std::string render_preview(std::string_view text);

}  // namespace syncgate::mime
