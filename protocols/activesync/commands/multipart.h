// An answer of several parts: the WBXML first, then bytes that it refers to by their number.
// Source: MS-ASCMD 2.2.1.10.1 (ItemOperations, multipart).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocols/activesync/commands/pieces.h"

namespace syncgate::activesync {

inline constexpr std::string_view kMultipartType = "application/vnd.ms-sync.multipart";

// `document` is part 0; the others are no InBase64.
std::vector<Piece> join_parts(std::string document, std::vector<Piece> parts);

}  // namespace syncgate::activesync
