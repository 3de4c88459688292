// WebDAV over HTTP: below /dav/, and whoever asks "/" in its language.
//
// Source: RFC 4918 (classes 1 and 3; there are no locks), RFC 3744, RFC 5689, RFC 6352.
#pragma once

#include "protocols/dav/context.h"

namespace syncgate::dav {

// Made once by the wiring; thread-safe.
class Endpoint final : public Handler {
  public:
    explicit Endpoint(Services services) : services_(services) {}

    // Whether a request for "/" is for this handler: the method is one of WebDAV.
    static bool is_meant(const Request& request);

    [[nodiscard]] Terms admit(const Request& head) const override;
    Outcome handle(Request& request) override;

  private:
    Result<Context> context_of(const Request& request, Place place);
    Reply answer(const Request& request);

    Services services_;
};

}  // namespace syncgate::dav
