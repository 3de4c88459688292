// Which people a query of the directory looks for, in words that an index finds.
// Source: RFC 6352 10.5; the cards are those of person_card.h.
#pragma once

#include "protocols/dav/book_class.h"

namespace syncgate::dav::carddav {

// As BookClass::people_sought(). A text is looked for as beginnings of words, as an address list
// does, whatever its match-type; of one with an @, what stands before it. A property that no card
// of the directory has matches nobody; one that is negated, or not to be there, may match anybody.
std::optional<std::vector<Beginnings>> sought_people(const xml::Element& query);

}  // namespace syncgate::dav::carddav
