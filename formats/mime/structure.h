// The MIME tree of a message: its leaves with their byte ranges, and which of them are shown.
#pragma once

#include <string_view>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

Structure read_structure(std::string_view message);

}  // namespace syncgate::mime
