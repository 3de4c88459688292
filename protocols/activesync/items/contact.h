// vCard <-> ActiveSync's contact, as one table and two directions.
//
// The card is the item, and a contact is a view of it. render shows the view; merge writes a
// client's edit back and touches nothing else. Laws, tested for every row, every pair of rows and
// every card of the corpus: what was not touched stays byte for byte; what was written is read
// again; properties outside of the table are the same before and after, but for REV: where a card
// has one, it says when the card was last changed.
// Source: MS-ASCNTC 2.2.2; MS-ASCMD 2.2.3.179 (Supported).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"
#include "formats/vcard/card.h"
#include "formats/wbxml/element.h"
#include "protocols/activesync/items/contact_forms.h"
#include "protocols/activesync/items/contact_places.h"
#include "protocols/activesync/items/item_kind.h"
#include "protocols/activesync/items/supported.h"

namespace syncgate::activesync {

struct ContactRow {
    wbxml::Tag tag;
    Place place;
    const Form* form;
    std::size_t slot = 0;
    std::size_t component = 0;
    Version since = Version::k2_5;
    bool server_only = false;  // no client writes it
};

// The elements of one value each, in the order in which they are sent. FileAs, Categories, Children
// and the body are beside them.
std::span<const ContactRow> contact_rows();

// The ApplicationData. A card of any kind can be shown.
wbxml::Element render_contact(const vcard::Card& card, const RenderOptions& options);

// What an Add is merged into.
vcard::Card new_contact(std::string_view uid);

// The card after a client's Change, or Add into a new card. What the element does not name is
// removed unless it is ghosted; the body is removed only by an empty one. FN
// follows the names, and a REV that is there is set to options.now where anything changed.
// Errors: kMalformed (a day, a picture, a body of broken RTF, or more than 300 categories or
// children), kUnsupported (a body that is neither plain text, HTML nor RTF), kTooLarge (the card,
// or RTF).
Result<vcard::Card> merge_contact(vcard::Card card, const wbxml::Element& data,
                                  const EditOptions& options);

}  // namespace syncgate::activesync
