// SHA-256 and HMAC-SHA-256 over OpenSSL. Source: FIPS 180-4, RFC 2104.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syncgate::digest {

// 32 bytes.
std::string sha256(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// Equal, in a time that depends on the lengths only.
bool equal_secret(std::string_view a, std::string_view b);

// `count` bytes from the system's cryptographic generator.
std::string random_bytes(std::size_t count);

}  // namespace syncgate::digest
