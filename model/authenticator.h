// Port: who may come in, by login and password.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/exchange.h"

namespace syncgate {

struct Login {
    std::string login;     // as the client wrote it: user, user@domain, DOMAIN\user
    std::string password;  // as bytes; the authenticator tries UTF-8, then Latin-1
    std::string client;    // protocol and device: "activesync ABCDEF01", "http 5f3a…"
    std::string address;   // of the peer
};

// Thread-safe.
class Authenticator {
  public:
    virtual ~Authenticator() = default;

    // By memory alone: no database, no Argon2id, some microseconds. nullopt: ask verify().
    virtual std::optional<Identity> remembered(const Login& login) = 0;

    // On a worker. Throttles before it computes; waits its turn for Argon2id.
    // Errors: kUnauthenticated, kForbidden (the account is switched off), kUnavailable (throttled,
    // or too many wait: 503 with Retry-After).
    virtual Result<Identity> verify(const Login& login) = 0;
};

}  // namespace syncgate
