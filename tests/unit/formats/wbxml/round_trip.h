// The law of the codec, for any bytes: what parse() took, write() gives back.
#pragma once

#include <string_view>

#include "formats/wbxml/element.h"

namespace syncgate::wbxml {

enum class Outcome { kRefused, kCameBack, kBroken };

// Parses `bytes`, writes the tree and parses that: it must be the same tree, but for the text that
// the writer cleans, and the same bytes from then on.
Outcome round_trip(std::string_view bytes);

}  // namespace syncgate::wbxml
