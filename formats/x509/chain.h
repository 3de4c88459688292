// Whether a certificate leads to an authority that this machine trusts, for signed mail.
// Source: RFC 5280 6; RFC 8550.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace syncgate::x509 {

enum class Verdict : std::uint8_t {
    kGood,
    kBadSignature,
    kUntrusted,  // no known authority, or none at all
    kBadChain,   // too long, or its names do not fit
    kNotForMail,
    kOutOfTime,
    kMisusedAuthority,  // one in the chain is none, or may not do so much
    kUnreadable,        // no certificate
    kUnknown,
};

bool is_certificate(std::string_view der);

// `der` with the help of `chain` (DER too, in any order, not trusted by itself; what is no
// certificate is passed over), at `now`. Revocation is not looked at. `authorities` is a PEM file;
// "" for those that OpenSSL finds on this machine.
Verdict check_chain(std::string_view der, const std::vector<std::string>& chain, UnixSeconds now,
                    const std::string& authorities = "");

}  // namespace syncgate::x509
