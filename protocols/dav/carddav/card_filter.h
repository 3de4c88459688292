// Which cards an addressbook-query asks for. Source: RFC 6352 10.5.
#pragma once

#include "protocols/dav/book_class.h"

namespace syncgate::dav::carddav {

// Of the query's element; without a filter, every card. Breaks CARDDAV:supported-filter,
// CARDDAV:supported-collation.
Taken<std::unique_ptr<Filter>> parse_card_filter(const xml::Element& query);

}  // namespace syncgate::dav::carddav
