// Where a COPY or MOVE goes, and what came of it. Source: RFC 4918 9.8.5, 9.9.4.
#pragma once

#include <variant>

#include "protocols/dav/context.h"
#include "protocols/dav/verdict.h"

namespace syncgate::dav {

// The place that Destination names, in the tree that the request is about; else what is answered:
// 400 (there is none), 502 (on another host), 403 (somebody else's, or no place at all).
std::variant<Place, Reply> target_of(const Context& context);

// Of a COPY or MOVE that was tried, over something or not: 201 or 204; 507 for more than is copied
// at once (kTooLarge). Errors: the other ones of `done`.
Result<Verdict> transferred(const Result<void>& done, bool overwrote);

}  // namespace syncgate::dav
