// Whom the one who asks sees: himself, and the members of his groups. What he shares with them.
#pragma once

#include "protocols/dav/context.h"

namespace syncgate::dav {

// What it takes to say some properties (Needs) is known to the context from now on.
// Errors: kUnavailable.
Result<void> load(Context& context, unsigned needs);

// A principal that the request is about, in the spelling of its own path.
// Errors: kNotFound (not to be seen), kUnavailable.
Result<void> enter_principal(Context& context);

// The principal at a path, by its kind; people are loaded. Errors: kNotFound, kUnavailable.
Result<Node> find_principal(const Context& context, std::string_view path);

Node own_principal(const Owner& viewer);
Node node_of(const store::Member& member);
Node node_of(const store::GroupOfMembers& group);

}  // namespace syncgate::dav
