// Keys of TLS session tickets: each is used for half a day and still opens tickets for another.
// Source: RFC 5077 5.5; OpenSSL's SSL_CTX_set_tlsext_ticket_key_evp_cb.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

struct ssl_ctx_st;

namespace syncgate::certs {

// Thread-safe. Outlives the contexts that it is installed in.
class TicketKeys {
  public:
    explicit TicketKeys(const Clock& clock) : clock_(clock) {}

    struct Key {
        std::string name, cipher, mac;  // 16, 32, 32 bytes
        UnixSeconds made = 0;
    };
    // The key for new tickets; rotates when its time is over.
    Key newest();
    // nullopt for a name that is unknown or too old.
    std::optional<Key> find(const std::string& name);

    void install(ssl_ctx_st* context);

  private:
    const Clock& clock_;
    std::mutex mutex_;       // guards keys_
    std::vector<Key> keys_;  // newest first
};

}  // namespace syncgate::certs
