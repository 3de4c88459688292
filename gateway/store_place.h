// Which database a data folder's store is in: what was given, else what the folder remembers.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace syncgate {

// libpq's conninfo; empty: SQLite files in the folder. What is given is kept in DIR/database (mode
// 0600), so that no later command takes the folder for an empty store. Errors: kConflict (the
// folder has a store of its own), kUnavailable.
Result<std::string> database_of(const std::filesystem::path& data, const std::string& given);

}  // namespace syncgate
