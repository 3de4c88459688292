// Groups of contacts: KIND:group with MEMBER of 4.0, and what Apple writes in 3.0.
//
// Source: RFC 6350 6.1.4, 6.6.5; X-ADDRESSBOOKSERVER-KIND and -MEMBER of Apple's Contacts.
#pragma once

#include <string>
#include <vector>

#include "formats/vcard/card.h"

namespace syncgate::vcard {

bool is_group(const Card& card);

// As written: "urn:uuid:" and a UID, "mailto:" and an address, or either alone. Each once.
std::vector<std::string> members(const Card& card);

}  // namespace syncgate::vcard
