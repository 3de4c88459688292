// The rows of the table. Source: RFC 4918 15, RFC 3744 4 and 5, RFC 5397, RFC 6578, RFC 6352 6.2,
// RFC 4331, RFC 5995; CalendarServer's getctag.
#pragma once

#include <span>

#include "protocols/dav/properties.h"

namespace syncgate::dav {

std::span<const PropertyRow> property_rows();

// The name that a client gave the collection, or that it has elsewhere.
std::string display_name_of(const Node& book);

}  // namespace syncgate::dav
