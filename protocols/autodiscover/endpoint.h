// How a client that knows an address finds this server: Autodiscover, autoconfig, well-known paths.
//
//     /autodiscover/autodiscover.xml        POST, with login: plain XML. GET over plain HTTP: leads
//                                           to https; over TLS, with login: the error for no
//                                           request
//     /autodiscover/autodiscover.json       GET: v2
//     /mail/config-v1.1.xml, /v1.1/..., /.well-known/autoconfig/mail/config-v1.1.xml
//     /.well-known/caldav, carddav          any method: leads to `dav`. Source: RFC 6764 5
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "model/exchange.h"
#include "protocols/autodiscover/mail_servers.h"
#include "protocols/autodiscover/pox.h"
#include "store/directory.h"

namespace syncgate::autodiscover {

// Made once by the wiring; thread-safe.
struct Services {
    store::Directory& directory;
    const Clock& clock;
    Log& log;
    std::vector<std::string> hosts;  // by which clients reach us; none: as they name us
    std::string dav;                 // a path or URL; "": calendars and contacts are nowhere
    MailServers mail;                // beside this one
};

class Endpoint final : public Handler {
  public:
    explicit Endpoint(Services services) : services_(std::move(services)) {}

    // What the router gives to this handler. Each needs a login unless admit() says otherwise.
    static const std::vector<std::string_view>& prefixes();

    [[nodiscard]] Terms admit(const Request& head) const override;
    std::optional<Outcome> immediate(Request& request) override;
    Outcome handle(Request& request) override;

  private:
    [[nodiscard]] Reply answer_pox(const Request& request) const;
    [[nodiscard]] Reply answer_address(const Request& request, const Asked& asked) const;
    [[nodiscard]] Reply answer_error(const Request& request, FrameError error) const;
    [[nodiscard]] Reply answer_open(const Request& request) const;

    Services services_;
};

}  // namespace syncgate::autodiscover
