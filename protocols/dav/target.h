// Where a COPY or MOVE goes.
#pragma once

#include <variant>

#include "protocols/dav/context.h"

namespace syncgate::dav {

// The place that Destination names, in the tree that the request is about; else what is answered:
// 400 (there is none), 502 (on another host), 403 (somebody else's, or no place at all).
std::variant<Place, Reply> target_of(const Context& context);

}  // namespace syncgate::dav
