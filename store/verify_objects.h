// The part of verify() that reads every message again.
#pragma once

#include <optional>

#include "store/verify.h"

namespace syncgate::store {

struct ObjectsSlice {
    std::vector<Difference> differences;
    std::optional<ObjectId> last;  // of those looked at; nullopt: there are no more
};

// Objects after `after`, as many as one slice takes.
Result<ObjectsSlice> verify_objects(Account& account, ObjectId after, bool repair);

}  // namespace syncgate::store
