// Registrations of push services, each by its own URL: DELETE takes one back. Another's is as if
// there were none.
#pragma once

#include "base/log.h"
#include "model/exchange.h"

namespace syncgate::store {
class PushSubscriptions;
}

namespace syncgate::dav {

// Made once by the wiring; thread-safe.
class PushEndpoint final : public Handler {
  public:
    PushEndpoint(store::PushSubscriptions& subscriptions, Log& log)
        : subscriptions_(subscriptions), log_(log) {}

    [[nodiscard]] Terms admit(const Request& head) const override;
    Outcome handle(Request& request) override;

  private:
    store::PushSubscriptions& subscriptions_;
    Log& log_;
};

}  // namespace syncgate::dav
