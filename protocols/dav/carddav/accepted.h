// The version of cards that a GET wants, where it wants one. Source: RFC 6352 5.1.1, RFC
// 9110 12.5.1.
#pragma once

#include <optional>
#include <string_view>

#include "formats/vcard/card.h"

namespace syncgate::dav::carddav {

// Of an Accept header: what its best text/vcard says, of equals the first. nullopt: none, or
// without a version, or with one that we do not write: a card is given as it was stored.
std::optional<vcard::Version> accepted_version(std::string_view accept);

}  // namespace syncgate::dav::carddav
