// When a card was last changed, as the card itself says: REV.
//
// Source: RFC 2426 3.6.4 (a date or a time, ISO 8601 in either form), RFC 6350 6.7.4 (a time in the
// basic form); vCard 2.1, 2.5.3.
#pragma once

#include "base/clock.h"
#include "formats/vcard/card.h"

namespace syncgate::vcard {

// Sets the REV that the card has, in UTC and in the form that it has: basic or extended, a date or
// a time. One that is in neither form gets that of its version. False for a card without one.
bool set_revision(Card& card, UnixSeconds now);

}  // namespace syncgate::vcard
