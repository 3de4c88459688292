// What answers at "/" and "/healthz".
#pragma once

#include "model/exchange.h"
#include "protocols/dav/endpoint.h"

namespace syncgate {

// GET / and /healthz: a human, or a load balancer, asks whether somebody is there.
class StatusHandler final : public Handler {
  public:
    std::optional<Outcome> immediate(Request& request) override { return handle(request); }
    Outcome handle(Request& request) override {
        return request.path == "/" || request.path == "/healthz"
                   ? Reply::of(200, "Syncgate is here.\n", "text/plain")
                   : Reply::of(404);
    }
};

// "/": the status for everybody, and WebDAV for clients that look for their principal there.
class FrontDoor final : public Handler {
  public:
    FrontDoor(StatusHandler& status, dav::Endpoint& dav) : status_(status), dav_(dav) {}
    [[nodiscard]] Terms admit(const Request& head) const override {
        Terms terms = dav_.admit(head);
        terms.open = !is_dav(head);
        return terms;
    }
    std::optional<Outcome> immediate(Request& request) override {
        return is_dav(request) ? std::nullopt : status_.immediate(request);
    }
    Outcome handle(Request& request) override {
        return is_dav(request) ? dav_.handle(request) : status_.handle(request);
    }

  private:
    static bool is_dav(const Request& request) {
        return request.path == "/" && dav::Endpoint::is_meant(request);
    }

    StatusHandler& status_;
    dav::Endpoint& dav_;
};

}  // namespace syncgate
