// A GMime stream over two rows of bytes, one behind the other. Only for .cpp files.
#pragma once

#include <string_view>

#include "base/paged_text.h"
#include "formats/mime/gmime.h"

namespace syncgate::mime {

// Read only, in order as far as one may: what was read is given back. Both rows outlive it and the
// streams that GMime cuts out of it.
Object<GMimeStream> two_rows(std::string_view first, const PagedText& second);

}  // namespace syncgate::mime
