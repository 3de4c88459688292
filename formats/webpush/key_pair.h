// A key pair on the curve P-256, as Web Push agrees on secrets and signs with it.
//
// Source: RFC 8291 3.1, RFC 8292 2; SEC 1 2.3.3 for points as bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct evp_pkey_st;

namespace syncgate::webpush {

inline constexpr std::size_t kPublicBytes = 65;  // uncompressed
inline constexpr std::size_t kPrivateBytes = 32;

class KeyPair {
  public:
    static KeyPair make();
    // Errors: kMalformed (no private key of the curve).
    static Result<KeyPair> of_private(std::string_view bytes);

    [[nodiscard]] const std::string& private_bytes() const { return private_; }
    [[nodiscard]] const std::string& public_bytes() const { return public_; }

    // What both sides come to by Diffie-Hellman. Errors: kMalformed (no public key of the curve).
    [[nodiscard]] Result<std::string> shared_secret(std::string_view other_public) const;
    // ES256: 64 bytes. Source: RFC 7518 3.4.
    [[nodiscard]] std::string sign(std::string_view bytes) const;

  private:
    using Key = std::unique_ptr<evp_pkey_st, void (*)(evp_pkey_st*)>;
    KeyPair(Key key, std::string private_bytes, std::string public_bytes)
        : key_(std::move(key)),
          private_(std::move(private_bytes)),
          public_(std::move(public_bytes)) {}

    Key key_;
    std::string private_, public_;
};

// Whether these bytes are a public key of the curve.
bool is_public_key(std::string_view bytes);

}  // namespace syncgate::webpush
