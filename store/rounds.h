// Whose turn it is for upkeep: each account once a round, spread evenly over it.
//
// One thread at a time.
#pragma once

#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/directory.h"

namespace syncgate::store {

class Rounds {
  public:
    static constexpr UnixSeconds kRoundSeconds = 6 * 3600;

    // Those whose turn came until now. A clock that was set back begins a round anew. Errors: as
    // Directory::accounts.
    Result<std::vector<AccountId>> next(Directory& directory, UnixSeconds now);

  private:
    std::vector<AccountId> accounts_;
    std::size_t done_ = 0;
    UnixSeconds started_ = 0;  // 0: no round yet
};

}  // namespace syncgate::store
