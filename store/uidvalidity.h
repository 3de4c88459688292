// Tells a collection from any other that had its number, or from itself before it was restored:
// what was said about the one does not hold for the other. Source: RFC 3501 2.3.1.1.
#pragma once

#include <cstdint>

#include "formats/digest/sha256.h"

namespace syncgate::store {

// At random, and never 0.
inline std::uint32_t new_uidvalidity() {
    std::uint32_t value = 0;
    for (const char c : digest::random_bytes(sizeof value)) {
        value = value << 8U | static_cast<unsigned char>(c);
    }
    return value == 0 ? 1 : value;
}

}  // namespace syncgate::store
