// Whom an account wrote to, so that it need not know the address the next time. Whoever is a
// contact is no more in the list.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/change.h"

namespace syncgate::store {

inline constexpr int kMostCollected = 1000;  // of an account

struct Correspondent {
    std::string address;
    std::string name;  // "": not known
};

struct CollectedAddress {
    std::string address;  // lower case
    std::string name;     // the newest that was known
    UnixMillis used = 0;  // the last time
};

// The latest first.
std::vector<CollectedAddress> collected_addresses(const Snapshot& snapshot);
void clear_collected_addresses(Note& note);

// Whether the account notes them: it does, until it is told not to. What is there stays.
bool collects_addresses(const Snapshot& snapshot);
void set_collects_addresses(Note& note, bool collects);

// In the write that hands a message over, so that both are noted or neither. Who is there comes
// first again; beyond kMostCollected the oldest go. What is no text of one line or over 254 bytes
// is no address; contacts of the account are left out.
void collect_addresses(Change& change, std::span<const Correspondent> written_to);

// -- for the store itself

// The addresses of an object that is a contact's text, noted in the scope.
void note_card(Scope& scope, ObjectId id, const NewObject& object);
// An item has the object now: its addresses leave the list.
void forget_collected(Scope& scope, ObjectId object);

}  // namespace syncgate::store
