// The numbers that nearly every write moves stand in one row of the account, which a write holds
// for itself: they are read when one is first asked for and written back once, after the job.
#pragma once

#include <cstdint>

#include "model/ids.h"

namespace syncgate::store {

struct Scope;

struct Counters {
    Modseq modseq = 0;
    ObjectId last_object = 0;
    std::int64_t last_key = 0;
    std::int64_t bytes = 0, items = 0;              // quota.h
    std::int64_t quota_bytes = 0, quota_items = 0;  // as stored; never changed here
    bool changed = false;
};

// As this read, note or write has them by now. Throws StoreFailure.
const Counters& counters(Scope& scope);
// The same, to be changed.
Counters& changing_counters(Scope& scope);

// Writes what has changed; nothing else knows of it before.
void save_counters(Scope& scope);
// Saves and forgets: for who reads or writes the row by himself.
void settle_counters(Scope& scope);

}  // namespace syncgate::store
