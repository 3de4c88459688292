// The address books that others share with an account, or its groups own.
#pragma once

#include <string>
#include <vector>

#include "model/collection.h"
#include "store/directory.h"
#include "store/groups.h"
#include "store/store.h"

namespace syncgate::store {

struct SharedBook {
    AccountRecord owner;
    Collection book;
    Rights rights = Rights::kRead;
};

// What the viewer sees now, ascending by owner and book; not what he left, nor what is served
// elsewhere. Costs a read for each that shares anything. Errors: kUnavailable.
Result<std::vector<SharedBook>> shared_books(Store& store, AccountId viewer);

// The same of one owner. Errors: kUnavailable.
Result<std::vector<SharedBook>> shared_books_of(Store& store, AccountId owner,
                                                const Sharing& sharing);

// "Friends (Ann Lee)"
std::string shown_name(const SharedBook& shared);

}  // namespace syncgate::store
