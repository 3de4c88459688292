// How a value stands in a card, and how ActiveSync says it: one form for text, one for days, ...
//
// Each reads a property as the text of an element ("" when it can't be said), takes what a client
// sent in a canonical form, and writes that. What is read is canonical.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "formats/vcard/property.h"

namespace syncgate::activesync {

struct Form {
    std::string (*read)(const vcard::Property& property, std::size_t component);
    // nullopt for what no such value can be.
    std::optional<std::string> (*accept)(std::string_view sent);
    // Only what accept() gave; also "".
    void (*write)(vcard::Property& property, std::size_t component, std::string_view text);
};

namespace form {
extern const Form kText;         // the value as one text
extern const Form kExactText;    // the same, blanks and lines as they are
extern const Form kComponent;    // one of the values between semicolons
extern const Form kAddressPart;  // the same, of an address
extern const Form kStreet;       // street with what stands before it, line by line
extern const Form kPhone;        // without "tel:"
extern const Form kMessenger;    // an IMPP, without the "im:" of those that name no service
// At 00:00 UTC of the day that the client's time is nearest to, noon being of its own day: for
// those that send noon, midnight UTC, or their own midnight. Without a year: 1604.
extern const Form kDay;
extern const Form kPicture;  // base64, at most 48 KiB of it
}  // namespace form

// Source: MS-ASCNTC 2.2.2.51 Picture.
inline constexpr std::size_t kMaxPicture = 48U << 10U;

// Text as ActiveSync carries it in one element: trimmed, CR LF between lines, nothing that XML
// can't say.
std::string canonical_text(std::string_view text);

}  // namespace syncgate::activesync
