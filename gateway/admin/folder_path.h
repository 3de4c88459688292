// A mail folder by its path: "Sent", "Projects/2026". Made when it is not there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/change.h"

namespace syncgate::admin {

// Names at the top match without regard to case, so that "INBOX" is the inbox. Errors: those of
// Change::add_collection for a path that can't be.
Result<CollectionId> ensure_folder(store::Change& change, std::string_view path);

std::string path_of(const std::vector<Collection>& all, const Collection& folder);

}  // namespace syncgate::admin
