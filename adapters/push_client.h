// Messages handed to push services, a connection for each. Source: RFC 8030 5.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>

#include "certs/server_tls.h"
#include "model/push_transport.h"

struct sockaddr;

namespace syncgate::adapters {

struct PushOptions {
    std::filesystem::path authority;  // verify against this instead of the system's
    // Addresses that are reached although they are not public; may be empty.
    std::function<bool(const sockaddr&)> is_allowed;
    std::chrono::seconds most{10};  // for all of a message
};

// The name is resolved once: the address that was looked at is the one that is connected to. A
// redirection is an answer like any other; of an answer no more is read than its status.
// Thread-safe.
class PushClient final : public PushTransport {
  public:
    explicit PushClient(PushOptions options)
        : options_(std::move(options)), tls_(certs::make_client_tls(options_.authority)) {}
    Result<int> send(const PushMessage& message) override;

  private:
    PushOptions options_;
    certs::ClientTls tls_;
};

}  // namespace syncgate::adapters
