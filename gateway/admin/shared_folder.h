// What administrators call the folders and the rights of a share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/account.h"
#include "store/groups.h"

namespace syncgate::admin {

// "#12", the folder with that number, whether or not it is there; nullopt for anything else.
std::optional<CollectionId> parse_folder_number(std::string_view folder);
// By its number, or its path without regard to case. Errors: kNotFound, kConflict (several have
// that path).
Result<CollectionId> find_folder(store::Account& account, const std::string& folder);

// "" is read. Errors: kMalformed.
Result<store::Rights> parse_rights(const std::string& text);
std::string name_of(store::Rights rights);

}  // namespace syncgate::admin
