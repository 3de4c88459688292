// An account's index of words brought up to date, in slices, beside readers and writers.
#pragma once

#include "base/result.h"
#include "store/account.h"

namespace syncgate::store {

inline constexpr int kIndexSlice = 200;  // objects that one step adds at most

// One slice of the objects that the index does not have yet. True when there may be more. Errors:
// those of Account::read, and of the index.
Result<bool> index_words(Account& account);

// The index counts for nothing from here: the account's objects are no more what they were. `db`:
// in a write of the account (Note::renew_words, where there is a note). Throws StoreFailure.
void renew_words(Connection& db, AccountId account);

// Has the index made anew where most of it is of objects that are gone. Errors: as above.
Result<void> renew_stale_words(Account& account);

}  // namespace syncgate::store
