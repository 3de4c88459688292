// SHA-256 and HMAC-SHA-256 over OpenSSL. Source: FIPS 180-4, RFC 2104.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/paged_text.h"

namespace syncgate::digest {

// 32 bytes.
std::string sha256(const PagedText& text);
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// Of what comes in pieces.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(std::string_view bytes);
    // 32 bytes; once.
    std::string finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Equal, in a time that depends on the lengths only.
bool equal_secret(std::string_view a, std::string_view b);

// `count` bytes from the system's cryptographic generator.
std::string random_bytes(std::size_t count);

}  // namespace syncgate::digest
