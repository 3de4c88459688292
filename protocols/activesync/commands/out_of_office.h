// The away messages of Settings: kept and shown as they were set. Nothing sends them yet, so they
// are always answered as switched off: nobody is to believe in them. Source: MS-ASCMD 2.2.3.119
// Oof.
#pragma once

#include "formats/wbxml/element.h"
#include "protocols/activesync/context.h"

namespace syncgate::activesync {

// The Oof element of the answer to one with either Get or Set.
wbxml::Element out_of_office(Context& context, const wbxml::Element& asked);

}  // namespace syncgate::activesync
