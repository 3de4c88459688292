// A client does not want to hear of its own write: Push-Dont-Notify names the registrations that
// need not be told. Source: WebDAV-Push, "Suppressing Notifications".
#pragma once

#include <vector>

#include "protocols/dav/context.h"
#include "store/push_subscriptions.h"

namespace syncgate::dav {

// Of one write of a request: before() and after() inside of it, note() once it is committed.
class OwnWrite {
  public:
    explicit OwnWrite(const Context& context);

    void before(const store::Snapshot& snapshot);
    void after(const store::Snapshot& snapshot);
    // A failure costs the client one message that it did not want.
    void note();

  private:
    struct Seen {
        store::PushSubscription subscription;
        Modseq before = 0, after = 0;
    };
    const Context& context_;
    std::vector<Seen> seen_;
};

}  // namespace syncgate::dav
