// A card in another version, for a client that asks for it: what both can say is said in the
// other's way, the rest is kept as it is.
//
// Source: RFC 6350 10 (what 4.0 left out), RFC 2426; vCard 2.1.
#pragma once

#include "formats/vcard/card.h"

namespace syncgate::vcard {

// `to` is 3.0 or 4.0. A card of that version comes back byte for byte.
Card converted(const Card& card, Version to);

}  // namespace syncgate::vcard
