// Whether a certificate leads to an authority that this machine trusts, for signed mail.
// Source: RFC 5280 6 and 6.3 (revocation lists); RFC 8550.
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
    kRevoked,
    kRevokedAuthority,   // one in the chain is
    kRevocationUnknown,  // of one there is no list that counts now
    kUnknown,
};

// What is believed.
struct Trust {
    std::string authorities;  // a PEM file; "": those that OpenSSL finds on this machine
    std::string revocations;  // a folder of revocation lists, PEM or DER; "": none is known
};

bool is_certificate(std::string_view der);

// `der` with the help of `chain` (DER too, in any order, not trusted by itself; what is no
// certificate is passed over), at `now`. `revocation`: none up to the authority may be revoked.
Verdict check_chain(std::string_view der, const std::vector<std::string>& chain, UnixSeconds now,
                    const Trust& trust = {}, bool revocation = false);

}  // namespace syncgate::x509
