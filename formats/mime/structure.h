// The MIME tree of a message: its leaves with their byte ranges, and which of them are shown.
#pragma once

#include <string_view>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

// A text that a reader shows, in one or two forms: indices into Structure::parts, or -1.
struct Body {
    int plain = -1;
    int html = -1;
};

struct Layout {
    Structure structure;
    std::vector<Body> bodies;  // in the order they are shown; the first is Structure's
};

Layout read_layout(std::string_view message);

}  // namespace syncgate::mime
