// The tables, and how a database of an earlier version becomes one of this version.
#pragma once

#include "store/connection.h"

namespace syncgate::store {

// Brings the database to this program's version; a new one gets everything. In one transaction.
// Throws StoreFailure: kUnavailable when it is newer than this program.
void migrate_directory(Connection& connection);
void migrate_account(Connection& connection);

}  // namespace syncgate::store
