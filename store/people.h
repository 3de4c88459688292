// Which words the names and local parts of accounts have, so that an address list finds people
// without reading all of them. Derived from the accounts, in the directory's transactions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/connection.h"
#include "store/directory.h"

namespace syncgate::store {

// Instead of what was there of the account.
void index_person(Connection& directory, const AccountRecord& account);
void forget_person(Connection& directory, AccountId account);
// Those that have no entry: of before there was this index, or without any word.
void index_missing_people(Connection& directory);

// As Directory::people.
std::vector<AccountRecord> people_with(Connection& directory, std::string_view domain,
                                       std::span<const std::string> beginnings, std::size_t most);

}  // namespace syncgate::store
