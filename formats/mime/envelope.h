// The header of a message read into an Envelope. Source: RFC 5322 3.6, MS-OXCMAIL (Thread-Topic,
// Thread-Index, importance).
#pragma once

#include <string_view>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

// `charset` reads raw 8-bit text that is no UTF-8: the one of the message's text.
Envelope read_envelope(std::string_view message, std::string_view charset);

}  // namespace syncgate::mime
