// A message's body put together again from parts: forms of its text, pictures that the HTML shows,
// files. Source: RFC 2046 5.1, RFC 2387.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

// Parts as text, sorted by where they stand.
struct BodyParts {
    std::vector<std::string> forms;  // of the text, the plainest first; not none
    std::vector<std::string> pictures;
    std::vector<std::string> files;
};

// A text as a part: text/`type` in UTF-8.
std::string text_part(std::string_view type, std::string_view text);

// Whether the HTML shows the part of this Content-ID.
bool is_shown(std::string_view content_id, std::string_view html);

// A part of `message` that is not its text, to where it belongs beside this HTML; its content byte
// for byte. Another plain or HTML form of the text is left out.
void add_part(std::string_view message, const Part& part, std::string_view html, BodyParts& out);

// From Content-Type on.
std::string whole(BodyParts parts);

}  // namespace syncgate::mime
