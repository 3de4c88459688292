// Who is in a list of contacts: a card that is a group (vCard's KIND:group, or Apple's).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/snapshot.h"

namespace syncgate::store {

struct ListMember {
    std::string card;     // its vCard; "": the list has an address alone
    std::string address;  // that the contact prefers, or the first; "": it has none
};

// Of the lists of that name, without regard to case and accents, in their order. A member that is
// not there is left out. nullopt: there is no such list.
std::optional<std::vector<ListMember>> list_members(const Snapshot& snapshot,
                                                    std::string_view name);

}  // namespace syncgate::store
