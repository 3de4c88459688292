// Stands before the endpoint and answers devices that misbehave with 503, Retry-After and
// X-MS-ASThrottle until their pause is over. Source: MS-ASHTTP 2.2.1.2, pace.h.
#pragma once

#include <string>
#include <string_view>

#include "base/log.h"
#include "model/exchange.h"
#include "protocols/activesync/pace.h"

namespace syncgate::activesync {

class PacedEndpoint final : public Handler {
  public:
    // All outlive it.
    PacedEndpoint(Handler& endpoint, const Clock& clock, Log& log, PaceLimits limits)
        : endpoint_(endpoint), log_(log), pace_(clock, limits) {}

    [[nodiscard]] Terms admit(const Request& head) const override { return endpoint_.admit(head); }
    std::optional<Outcome> immediate(Request& request) override;
    Outcome handle(Request& request) override;
    Outcome resume(Parked& parked, Wake why) override { return endpoint_.resume(parked, why); }

    // "RecentCommands for 170 s": why and how long the device still pauses; "" when it does not.
    std::string remark(AccountId account, const std::string& device);

  private:
    std::optional<Reply> refusal(const Request& request);
    void count(const Request& request, const Outcome& outcome);

    Handler& endpoint_;
    Log& log_;
    Pace pace_;
};

}  // namespace syncgate::activesync
