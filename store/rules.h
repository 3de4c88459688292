// What an administrator decides for all accounts of a store.
#pragma once

#include <cstdint>

namespace syncgate::store {

struct Rules {
    int trash_days = 7;            // so long a message stays in Trash
    std::int64_t quota_bytes = 0;  // of an account without its own; 0: unlimited
    std::int64_t quota_items = 0;
    std::int64_t outgoing = 1000;  // messages of an account that may wait for the relay
    bool learns_spam = false;      // what is moved into Spam? is told to a spam filter
    bool learns_ham = false;       // the same of what is moved out of it
};

}  // namespace syncgate::store
