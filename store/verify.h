// Whether what stands in an account's tables is what its native texts say: each message is read and
// indexed again, as at its arrival, and compared; the rows are held against each other; and what
// differs is put right, if that is asked for.
//
// In slices, beside readers and writers: a look takes a snapshot, a repair one short write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/account.h"

namespace syncgate::store {

struct Difference {
    enum class State { kFound, kRepaired, kBeyondRepair };
    std::string what;
    State state = State::kFound;
};

struct VerifySlice {
    std::vector<Difference> differences;
    std::string next;  // where to go on; "": all was looked at
};

// One slice, beginning at `at` ("": the beginning). An item whose index is repaired counts as
// changed, so that devices are sent it again. Errors: kMalformed (`at`), those of Account::read and
// write.
Result<VerifySlice> verify(Account& account, std::string_view at, bool repair);

}  // namespace syncgate::store
