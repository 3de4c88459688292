// What a user types to search mail: the basics of Keyword Query Language.
//
//     budget "next year" from:jane -draft received>=2026-01-01 hasattachment:true
//
// Words, of which each may be the beginning of one, and phrases of whole words must all be there,
// anywhere or in the property before the colon; OR separates alternatives; NOT or '-' excludes. A
// name that is no property belongs to its word ("re:budget"). What has no letter, digit or picture
// in it is passed over.
// Source: MS-KQL 2.1; MS-ASCMD 2.2.3.75 FreeText.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace syncgate::activesync {

enum class Property : std::uint8_t {
    kAny,
    kSubject,
    kFrom,
    kTo,
    kCc,
    kParticipants,
    kBody,
    kHasAttachment,
    kReceived,
};

struct Term {
    Property property = Property::kAny;
    std::string sought;  // as words::sought
    bool excluded = false;
    UnixSeconds from = 0, until = 0;  // kReceived: in [from, until)
};

// Alternatives of terms that must all fit.
using SearchTerms = std::vector<std::vector<Term>>;

// Empty: there is nothing to search for.
SearchTerms parse_search(std::string_view text);

}  // namespace syncgate::activesync
