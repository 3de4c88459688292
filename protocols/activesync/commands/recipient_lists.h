// Addresses that stand for several recipients: NAME@group for a group of accounts that the sender
// is in (store/groups.h), NAME@list for a group of contacts in the sender's books (vCard's
// KIND:group, or Apple's). Whoever is in it when the message is sent gets it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/account.h"
#include "store/directory.h"

namespace syncgate::activesync {

// nullopt: it is an address like any other. Errors: kNotFound (no such group or list of the
// sender's, or nobody in it has an address), kUnavailable.
Result<std::optional<std::vector<std::string>>> list_members(store::Directory& directory,
                                                             store::Account& sender,
                                                             const std::string& address);

}  // namespace syncgate::activesync
