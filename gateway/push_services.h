// All that tells push services of changes, made together: the client for them, who uses it, what
// WebDAV offers of it.
#pragma once

#include <memory>

#include "adapters/push_client.h"
#include "gateway/config.h"
#include "gateway/herald/herald.h"
#include "protocols/dav/push.h"
#include "protocols/dav/push_endpoint.h"

namespace syncgate {

class PushServices {
  public:
    // `contact`: a mail address that push services may write to. Errors: kUnavailable (the
    // directory), kMalformed (what it has as our key, `[push] allow`).
    static Result<std::unique_ptr<PushServices>> make(const Config& config, store::Store& store,
                                                      Log& log, const std::string& contact);

    herald::Herald& herald() { return herald_; }
    [[nodiscard]] const dav::PushOffer& offer() const { return offer_; }
    dav::PushEndpoint& endpoint() { return endpoint_; }

  private:
    PushServices(adapters::PushOptions options, webpush::KeyPair key, store::Store& store, Log& log,
                 const std::string& contact);

    adapters::PushClient client_;
    herald::Herald herald_;
    dav::PushOffer offer_;
    dav::PushEndpoint endpoint_;
};

}  // namespace syncgate
