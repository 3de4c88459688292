// Port: who is told of committed changes.
#pragma once

#include "model/ids.h"

namespace syncgate {

// Thread-safe; only missed() may wait.
class ChangeListener {
  public:
    virtual ~ChangeListener() = default;
    // After the commit, in commit order for one account and process. kHierarchy stands for
    // folders, policies and devices of the account.
    virtual void changed(AccountId account, CollectionId collection, Modseq modseq) = 0;
    // After the commit: mail waits for the relay that did not before, or is to be tried earlier.
    virtual void mail_waits() = 0;
    // Another process changed the account's password or standing, or deleted it: what is
    // remembered of its logins counts no more.
    virtual void credentials_changed(AccountId account) = 0;
    // Another process changed policies or rules of devices: what is remembered of them counts no
    // more, and whoever waits looks again.
    virtual void regime_changed() = 0;
    // What other processes committed may not have been told: nothing that was told before is
    // known to be the last.
    virtual void missed() = 0;
};

}  // namespace syncgate
