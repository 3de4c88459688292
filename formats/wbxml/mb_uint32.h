// Multi-byte unsigned integers, as WBXML writes charsets, string-table lengths and opaque lengths.
//
// Source: WAP-192-WBXML (WBXML 1.3), 5.1 "Multi-byte Integers". Big-endian groups of seven bits;
// the high bit of a byte says that another byte follows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate::wbxml {

// Reads one integer from the front of `input` and removes its bytes (one to five) from it.
// Leading zero groups are accepted, up to five bytes in all.
// Errors: kMalformed if `input` ends inside the integer, or the value does not fit in 32 bits;
//         `input` is then unchanged.
Result<std::uint32_t> read_mb_uint32(std::string_view& input);

// Appends the shortest encoding of `value` (one to five bytes) to `output`.
void append_mb_uint32(std::uint32_t value, std::string& output);

}  // namespace syncgate::wbxml
