// The account that holds a group's books: it is like any other, so that all that is done to
// accounts is done to it, but nobody logs in to it, no mail reaches it, and no list of people has
// it. What it shares, and with whom, stands in store/groups.h: its group is the one that it is in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace syncgate::store {

// Before the group's name in the account's address. No address of a person can begin so.
inline constexpr std::string_view kGroupPrefix = "group:";

inline std::string group_address(std::string_view group) {
    return std::string(kGroupPrefix) + lower_ascii(group);
}
// The group whose account has the address; nullopt: it is a person's.
inline std::optional<std::string_view> group_of(std::string_view address) {
    return address.starts_with(kGroupPrefix) ? std::optional(address.substr(kGroupPrefix.size()))
                                             : std::nullopt;
}

}  // namespace syncgate::store
