// With which certificates mail to an account can be encrypted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/ids.h"

namespace syncgate::store {

inline constexpr std::size_t kMostCertificates = 10;          // of an account
inline constexpr std::size_t kCertificateBytes = 16U << 10U;  // of each

// Thread-safe. Every method: kUnavailable when the disk fails.
class Certificates {
  public:
    virtual ~Certificates() = default;

    // As DER, in the order of their digests.
    virtual Result<std::vector<std::string>> of(AccountId account) = 0;
    // What is there already stays one. Errors: kNotFound (no such account), kTooLarge.
    virtual Result<void> add(AccountId account, std::string_view der) = 0;
    // By the SHA-256 of its DER. Errors: kNotFound.
    virtual Result<void> remove(AccountId account, std::string_view digest) = 0;
};

}  // namespace syncgate::store
