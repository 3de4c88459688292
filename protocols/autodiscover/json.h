// Autodiscover v2: where a protocol is found, in JSON, for anybody who asks.
//
// Source: MS-OXDSCLI has the plain XML alone; this follows the answers of Exchange Online as
// documented for "Autodiscover for Exchange ActiveSync developers". Who asks is not logged in, so
// that an address that is not there gets the same answer.
#pragma once

#include <string>
#include <string_view>

#include "model/exchange.h"

namespace syncgate::autodiscover {

// `/autodiscover/autodiscover.json?Email=A&Protocol=P`, or `.../v1.0/A?Protocol=P`.
// The address that is asked about; "" for none.
std::string address_of_json(const Request& request);

// With 200, or with 400 for a protocol that is not served, or not given, or without an address.
Reply answer_json(const Request& request, std::string_view host);

}  // namespace syncgate::autodiscover
