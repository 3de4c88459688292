// Versions of vCard: 2.1 of the versit consortium, 3.0 of RFC 2426, 4.0 of RFC 6350.
#pragma once

#include <cstdint>

namespace syncgate::vcard {

enum class Version : std::uint8_t { k2_1, k3_0, k4_0 };

}  // namespace syncgate::vcard
