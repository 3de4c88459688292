// Holds a request to its command's schema, and says what one gets that breaks it.
// Source: MS-ASCMD 2.2.1, 2.2.2 and 2.2.3.177.
#pragma once

#include <optional>

#include "formats/wbxml/element.h"
#include "protocols/activesync/version.h"

namespace syncgate::activesync {

// Whether every element stands where it may and as often as it may, those that must be there are,
// and values are of their type, range and length. What stands in elements without rows (an item's
// ApplicationData) is not looked at. Elements of later versions are known, so a client that is
// ahead of its version is tolerated.
bool fits_schema(const wbxml::Element& root, Version version);

// What the command answers to a request that does not; nullopt: it has no Status of its own for
// that, and the common one (103) is sent.
std::optional<wbxml::Element> schema_refusal(wbxml::Tag root, Version version);

}  // namespace syncgate::activesync
