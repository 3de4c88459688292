// What a certificate for mail says of itself. Source: RFC 5280 4, RFC 7468 5 (PEM).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace syncgate::x509 {

// Of a file: all in a PEM text, or the one that it is as DER; as DER. {}: there is none.
std::vector<std::string> certificates_in(std::string_view file);

struct Facts {
    std::string subject;                 // one line, its common name first
    std::vector<std::string> addresses;  // mail, lower case
    UnixSeconds until = 0;               // 0: not told
};
// Of DER that is_certificate().
Facts facts_of(std::string_view der);

// SHA-256 of the DER, in hex.
std::string fingerprint_of(std::string_view der);

}  // namespace syncgate::x509
