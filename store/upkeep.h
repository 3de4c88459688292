// What an account needs now and then: old entries of Trash go for good, kept versions and the
// memory of requests whose time is over are forgotten, the change log is compacted, messages of
// before get their conversation, an index of words that is mostly of what is gone is made anew.
#pragma once

#include "base/result.h"
#include "store/account.h"
#include "store/rules.h"

namespace syncgate::store {

inline constexpr int kUpkeepSlice = 500;  // rows that one write or note removes or makes at most

// One slice of each, so that no writer waits for long. True when there may be more to do.
Result<bool> keep_up(Account& account, const Clock& clock, const Rules& rules);

}  // namespace syncgate::store
