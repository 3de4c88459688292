// A book that goes: by DELETE, or because another takes its place.
#pragma once

#include "protocols/dav/context.h"

namespace syncgate::dav {

// With its items; the default one is emptied instead. Books inside of it stay (decision 0021).
// Errors: as of Change::rename_collection and remove_collection.
Result<void> remove_book(store::Change& change, const Book& book);

// Nobody sees any more what was shared of it; after the write that removed it. 0: none was.
// Errors: kUnavailable.
Result<void> end_shares(const Context& context, CollectionId removed);

}  // namespace syncgate::dav
