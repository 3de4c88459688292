// Every message that came: none is ever in two places, and none is lost that nobody asked to delete
// for good (docs/sync-engine.md, I6; moves and deletions that are moves).
#pragma once

#include <map>

#include "model/ids.h"
#include "store/snapshot.h"

namespace syncgate::twin {

// One thread at a time.
class Ledger {
  public:
    void came(ObjectId message) { may_be_gone_.emplace(message, false); }
    // Somebody asked to delete it for good; nobody need have done it.
    void may_go(ObjectId message) { may_be_gone_[message] = true; }

    // Throws Violation.
    void check(const store::Snapshot& snapshot);

  private:
    std::map<ObjectId, bool> may_be_gone_;
};

}  // namespace syncgate::twin
