// A vCard as a sequence of properties, in file order. Nothing that is not asked for is interpreted,
// so nothing is lost: what was not changed leaves byte for byte as it came.
//
// Charsets are read as those of mail are: mime::init() must have been called.
//
// Source: RFC 6350 3, RFC 2426 2; vCard 2.1, 2.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "formats/vcard/property.h"
#include "formats/vcard/version.h"

namespace syncgate::vcard {

struct Card {
    // With BEGIN, VERSION and END, and with lines that are no property.
    std::vector<Property> properties;
    Version version = Version::k3_0;
    std::string line_end = "\r\n";

    // The first property of that name; null. `name` is upper case.
    [[nodiscard]] const Property* find(std::string_view name) const;
    [[nodiscard]] Property* find(std::string_view name);
    // Puts it before END and returns its index.
    std::size_t add(Property property);
    // What Apple's X-ABLabel in the property's group calls it; "" without one.
    [[nodiscard]] std::string label(const Property& property) const;
};

// The text of an X-ABLabel: "_$!<Home>!$_" is "Home".
std::string label_text(const Property& property);

struct Limits {
    std::size_t bytes = limits::kVcardBytes;
    std::size_t properties = limits::kVcardProperties;
    std::size_t parameters = limits::kVcardParameters;
};

// Reads one card, of any version; without VERSION it is 3.0. Blank lines around it, lines that are
// no property and a byte order mark are kept. A card inside of a card (AGENT of 2.1) is kept as
// it is, unread.
// Errors: kMalformed (no BEGIN:VCARD, no END:VCARD, or more than one card); kTooLarge (a limit).
Result<Card> read(std::string_view text, const Limits& limits = {});

// The same, of which the card has only the properties with one of these names, which are upper
// case: whoever looks for a few is spared the rest. What read() refuses is refused here.
Result<Card> read_named(std::string_view text, std::span<const std::string> names,
                        const Limits& limits = {});

std::string write(const Card& card);

// An empty card of 3.0 with this UID.
Card new_card(std::string_view uid);

// The cards that a file holds one after the other, each from its BEGIN to its END.
std::vector<std::string_view> cards_in(std::string_view text);

}  // namespace syncgate::vcard
