// Books that others share with the one who asks. Each is seen in two places, and is the same there:
// among his own books, by the numbers of its account and collection, and where its owner has it.
// What he may do is asked anew with each request.
#pragma once

#include <functional>

#include "protocols/dav/context.h"
#include "protocols/dav/methods.h"

namespace syncgate::dav {

// Makes the request one about the tree that its place is in: the context's account becomes that of
// who shares the book. Errors: kNotFound (not to be seen), kUnavailable.
Result<void> enter_tree(Context& context);

// The refusal for who may not use the method there; nullopt: he may.
std::optional<Reply> refuse_for_rights(const Method& method, const Context& context);

// The books of a class that others share, each in its own account's snapshot.
// Errors: kUnavailable.
using VisitShared = std::function<void(const View& view, const Node& book)>;
Result<void> visit_shared_books(const Context& context, const BookClass& books,
                                const VisitShared& visit);

}  // namespace syncgate::dav
