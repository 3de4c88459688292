// Passwords as they are stored: Argon2id, 19 MiB, 2 passes (17 ms). Source: RFC 9106; OWASP.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace syncgate::auth {

// With a salt of its own: "$argon2id$v=19$m=19456,t=2,p=1$...". Errors: kUnavailable (no memory).
Result<std::string> hash_password(std::string_view password);

// Takes as long for a wrong password, and for a `hash` that is none.
bool verify_password(std::string_view password, const std::string& hash);

}  // namespace syncgate::auth
