// Lists of addresses in header values, read as leniently as people's mail needs.
//
// Source: RFC 5322 3.4 and 4.4; besides: missing commas' semicolons, bare display names, encoded
// words anywhere, an unclosed angle bracket.
#pragma once

#include <string_view>
#include <vector>

#include "formats/mime/message_index.h"

namespace syncgate::mime {

// Appends the addresses of `value` (unfolded). A group gives an entry of its name without address,
// then its members. `charset` reads raw 8-bit names that are no UTF-8.
void append_addresses(std::string_view value, std::string_view charset, std::vector<Address>& out);

}  // namespace syncgate::mime
