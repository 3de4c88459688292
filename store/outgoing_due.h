// The directory's list of accounts whose mail waits for the relay, and when to look at each; an
// entry that is too early, or without mail, is harmless.
#pragma once

#include <optional>

#include "base/clock.h"
#include "store/connection.h"

namespace syncgate::store {

// A message that a process has taken is another's, where others may be, only after so long: more
// than handing it over may take (adapters::RelayOptions::most).
inline constexpr UnixSeconds kOutgoingHeld = 1800;
// Whatever is further ahead was written before the clock was set back: no try waits longer.
inline constexpr UnixSeconds kOutgoingAhead = 7200;

inline void add_outgoing_due(Connection& directory, AccountId account, UnixSeconds at) {
    run(directory,
        "INSERT INTO outgoing_due(account, at) VALUES($1, $2)"
        " ON CONFLICT(account) DO UPDATE SET at = excluded.at WHERE outgoing_due.at > excluded.at",
        account, at);
}

// nullopt: there is nothing left to look for.
inline void set_outgoing_due(Connection& directory, AccountId account,
                             std::optional<UnixSeconds> at) {
    run(directory, "DELETE FROM outgoing_due WHERE account = $1", account);
    if (at) {
        add_outgoing_due(directory, account, *at);
    }
}

}  // namespace syncgate::store
