// What happens to the account without any phone: mail comes, other programs change, move and delete
// it, and make, rename and remove folders.
#pragma once

#include <vector>

#include "base/clock.h"
#include "store/account.h"
#include "tests/twin/dice.h"
#include "tests/twin/ledger.h"

namespace syncgate::twin {

// Whether the folder is Trash, or below it: what is deleted there is gone.
bool in_trash(const store::Snapshot& snapshot, CollectionId folder);

// The messages in the folder and in all below it.
std::vector<ObjectId> messages_in_tree(const store::Snapshot& snapshot, CollectionId folder);

class Others {
  public:
    // All outlive it.
    Others(Dice& dice, const Clock& clock, Ledger& ledger)
        : dice_(dice), clock_(clock), ledger_(ledger) {}

    // One write of any kind.
    void write(store::Account& account);
    // The account has its turn: old mail in Trash goes, what no device needs is compacted.
    void keep_up(store::Account& account);

  private:
    void deliver(store::Change& change);
    void change_some(store::Change& change);
    Result<void> change_folders(store::Change& change);
    Result<void> remove_folder(store::Change& change, CollectionId folder);

    Dice& dice_;
    const Clock& clock_;
    Ledger& ledger_;
    long names_ = 0;
};

}  // namespace syncgate::twin
