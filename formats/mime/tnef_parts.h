// What is in a TNEF part, as parts of the message.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

struct TnefText {
    std::optional<Part> plain;
    std::optional<Part> html;
    std::optional<Part> rtf;
};

struct TnefParts {
    std::vector<Part> files;
    TnefText text;
};

bool is_tnef(const Part& part);

// `content` is the part's, still encoded. nullopt when it is no TNEF.
std::optional<TnefParts> open_tnef(const Part& part, std::string_view content);

// The text of the part at `index`.
struct TextInside {
    std::size_t index = 0;
    TnefText text;
};

// Adds the text to what `structure` shows, where it says something else; as HTML of the same text
// where there is none. RTF is read where nothing else is text. A part whose text can't be read, and
// that is not told otherwise, is listed itself.
void show_text(std::string_view message, TextInside inside, Structure& structure);

}  // namespace syncgate::mime
