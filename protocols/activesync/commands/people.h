// The accounts directory as an address list: who there is in one's own domain.
// Source: MS-ASCMD 2.2.1.16 (GAL), 2.2.1.15 ResolveRecipients.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocols/activesync/context.h"

namespace syncgate::activesync {

struct Person {
    std::string name;  // the local part where the account has no name
    std::string address;

    [[nodiscard]] std::string alias() const { return address.substr(0, address.find('@')); }
};

// Enabled accounts of the domain of `context.who` whose address, name or one word of the name
// begins with `text`, without regard to case, by name; none for an empty text. An address in <>
// counts alone.
Result<std::vector<Person>> find_people(Context& context, std::string_view text);

}  // namespace syncgate::activesync
