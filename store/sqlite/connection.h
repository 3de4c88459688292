// A SQLite file: its connections, opened and closed by POCO Data, used through the raw handle.
// Why: docs/decisions/0004-own-statements.md.
#pragma once

#include <filesystem>
#include <memory>

#include "store/connection.h"

namespace syncgate::store::sqlite {

// Opens the file, making it when `create`; WAL, synchronous=FULL. The folder must exist.
// Throws StoreFailure.
std::unique_ptr<Connection> open(const std::filesystem::path& file, bool create);

}  // namespace syncgate::store::sqlite
