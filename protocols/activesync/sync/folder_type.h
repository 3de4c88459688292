// The types that folders have on the wire. Source: MS-ASCMD 2.2.3.186.3 Type
// (FolderSync), 2.2.3.186.2 Type (FolderCreate).
#pragma once

#include <optional>

#include "model/collection.h"

namespace syncgate::activesync {

int folder_type(const Collection& folder);

// The class of the folders that a user makes of this type, 1 (any) being a mail folder; nullopt for
// those that are not a user's to make, or of a class that is not here (journal).
std::optional<ItemClass> class_of_user_type(int type);

inline constexpr int kRecipientCache = 19;  // since 14.0; there is none here

}  // namespace syncgate::activesync
