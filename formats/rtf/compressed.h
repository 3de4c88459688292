// Compressed RTF, as Outlook and old phones send it: LZ77 over a dictionary of 4 KiB that begins
// with what every document begins with.
//
// Source: MS-OXRTFCP 2.1.3.1.1 (the format), 2.2 (reading it).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate::rtf {

// The RTF inside; what follows behind the size that the header tells is padding. Of an uncompressed
// one (MELA) the checksum is not looked at: there is none.
// Errors: kMalformed (no such header, cut, a wrong checksum), kTooLarge (over `max_bytes`, by what
// the header says, before anything is read).
Result<std::string> decompress(std::string_view compressed, std::size_t max_bytes);

}  // namespace syncgate::rtf
