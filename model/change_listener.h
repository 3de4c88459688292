// Port: who is told of committed changes.
#pragma once

#include "model/ids.h"

namespace syncgate {

class ChangeListener {
  public:
    virtual ~ChangeListener() = default;
    // After the commit, in commit order for one account. Thread-safe; must not wait.
    // kHierarchy stands for folders, policies and devices of the account.
    virtual void changed(AccountId account, CollectionId collection, Modseq modseq) = 0;
};

}  // namespace syncgate
