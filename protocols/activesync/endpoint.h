// ActiveSync's door: OPTIONS and POST at /Microsoft-Server-ActiveSync.
//
// Reads the request line, finds account and device, holds the device to its policy, decodes WBXML,
// runs the command and encodes its answer; turns errors into the HTTP codes or Status values that
// the version wants. Source: MS-ASHTTP 2.2, MS-ASCMD 2.2.2.
#pragma once

#include <memory>

#include "model/exchange.h"
#include "protocols/activesync/context.h"

namespace syncgate::activesync {

class Endpoint final : public Handler {
  public:
    explicit Endpoint(Services services);
    ~Endpoint() override;

    [[nodiscard]] Terms admit(const Request& head) const override;
    std::optional<Outcome> immediate(Request& request) override;
    Outcome handle(Request& request) override;
    Outcome resume(Parked& parked, Wake why) override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace syncgate::activesync
