// A message on its way out: what an account has handed over, and who is still to get it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"

namespace syncgate {

struct OutgoingRecipient {
    std::string address;
    UnixSeconds at = 0;  // not before; of the next try
    int tries = 0;
    std::string reason;  // why the last try failed; "" before it
};

struct Outgoing {
    std::int64_t id = 0;  // unique in its account, ascending
    ObjectId object = 0;  // the message as it leaves
    std::string sender;   // address
    UnixSeconds queued = 0;
    std::string holder;  // the process that is sending it; "": none
    UnixSeconds held_until = 0;
    std::vector<OutgoingRecipient> recipients;  // ascending by address
};

// What became of one recipient.
struct OutgoingOutcome {
    std::string address;
    bool done = false;   // nobody tries again: it was taken, or is given up
    UnixSeconds at = 0;  // of the next try, when not
    std::string reason;  // what the other side said
    bool refused = false;
};

}  // namespace syncgate
