// The elements of a contact that are lists: Categories and Children. What counts is which items
// there are, not their order.
//
// Source: MS-ASCNTC 2.2.2.16 Categories, 2.2.2.18 Children.
#pragma once

#include "base/result.h"
#include "formats/vcard/card.h"
#include "formats/wbxml/element.h"
#include "protocols/activesync/items/contact_places.h"
#include "protocols/activesync/items/supported.h"

namespace syncgate::activesync {

inline constexpr std::size_t kMaxListItems = 300;

// Adds each list that has items, at most 300 of them, each once.
void render_contact_lists(const vcard::Card& card, const Standings& standings,
                          wbxml::Element& data);

// Whether the card was changed. Errors: kMalformed (more than 300 items).
Result<bool> merge_contact_lists(vcard::Card& card, const wbxml::Element& data,
                                 const Supported& supported);

}  // namespace syncgate::activesync
