// Transfer encodings undone. Source: RFC 2045 6.7, 6.8; uuencode as POSIX has it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/paged_text.h"
#include "formats/mime/message_index.h"

namespace syncgate::mime {

// As far as it goes: characters outside the alphabet are passed over, a cut end is no error.
std::string undo_encoding(Encoding encoding, std::string_view content);

// The size of undo_encoding()'s result, without making it.
std::uint64_t decoded_size(Encoding encoding, const PagedText& content);

}  // namespace syncgate::mime
