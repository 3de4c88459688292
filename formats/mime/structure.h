// The MIME tree of a message: its leaves with their byte ranges, and which of them are shown.
#pragma once

#include "base/paged_text.h"
#include "formats/mime/message_index.h"

namespace syncgate::mime {

Structure read_structure(const PagedText& message);

}  // namespace syncgate::mime
