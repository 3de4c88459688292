// In which form a report gives cards: which properties, and in which version, where a client asks
// for one. Else a card is given as it was stored. Source: RFC 6352 10.4.
#pragma once

#include "formats/vcard/card.h"
#include "protocols/dav/book_class.h"

namespace syncgate::dav::carddav {

std::unique_ptr<DataForm> cards_of_version(vcard::Version version);
// Breaks CARDDAV:supported-address-data for a type or version that there is not.
Taken<std::unique_ptr<DataForm>> parse_address_data(const xml::Element& data);

}  // namespace syncgate::dav::carddav
