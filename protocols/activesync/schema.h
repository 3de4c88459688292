// What may stand where in a request, and how often: one row an element. Only the elements that are
// parents in the table are held to it; what other places contain is the command's own matter.
// Source: MS-ASCMD 2.2.1 and 2.2.3, each command's request schema.
#pragma once

#include "formats/wbxml/element.h"
#include "protocols/activesync/version.h"

namespace syncgate::activesync {

// Whether the request keeps to the table. Elements of later versions are known to it, so a client
// that is ahead of its version is tolerated.
bool fits_schema(const wbxml::Element& root);

// The Status that the command has for a request that does not. 0: it has none of its own, the
// common one (103) is sent.
int schema_status(wbxml::Tag root, Version version);

}  // namespace syncgate::activesync
