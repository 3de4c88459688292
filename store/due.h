// The directory's list of accounts with work to do; an entry without work is harmless.
#pragma once

#include "base/clock.h"
#include "store/connection.h"

namespace syncgate::store {

inline void add_due(Connection& directory, AccountId account, UnixSeconds when) {
    run(directory,
        "INSERT INTO due(account, at) VALUES($1, $2) ON CONFLICT(account, at) DO NOTHING", account,
        when);
}

inline void clear_due(Connection& directory, AccountId account, UnixSeconds upto) {
    run(directory, "DELETE FROM due WHERE account = $1 AND at <= $2", account, upto);
}

}  // namespace syncgate::store
