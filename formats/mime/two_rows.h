// A GMime stream over two rows of bytes, one behind the other. Only for .cpp files.
#pragma once

#include <string_view>

#include "formats/mime/gmime.h"

namespace syncgate::mime {

// Read only; both rows outlive it and the streams that GMime cuts out of it.
Object<GMimeStream> two_rows(std::string_view first, std::string_view second);

}  // namespace syncgate::mime
