// The tables, and how a database of an earlier version becomes one of this version.
#pragma once

#include <span>
#include <string_view>

#include "store/connection.h"

namespace syncgate::store {

// A migration is a row of statements, each of its own: PostgreSQL takes no two in one string. They
// are written for SQLite; another engine reads them in its own way (Connection::define).
// Never edit one that was released; add another.
using Migration = std::span<const std::string_view>;

// Applies those that `part` of the database does not have yet, in one transaction, as below. Names
// of tables are unique over all parts, which may share a database.
void migrate(Connection& connection, std::string_view part, std::span<const Migration> migrations);

// Brings the database to this program's version; a new one gets everything. In one transaction.
// Throws StoreFailure: kUnavailable when it is newer than this program.
void migrate_directory(Connection& connection);
void migrate_account(Connection& connection);

// What this program makes of a new database.
std::size_t directory_version();
std::size_t account_version();

// The version of that part of the database. Throws StoreFailure when it has none.
std::size_t version_of(Connection& connection, std::string_view part);

}  // namespace syncgate::store
