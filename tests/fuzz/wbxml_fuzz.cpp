// Any bytes as a WBXML document: refused, or read, written and read again as the same tree.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tests/unit/formats/wbxml/round_trip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace syncgate::wbxml;
    if (round_trip({reinterpret_cast<const char*>(data), size}) == Outcome::kBroken) {
        std::abort();
    }
    return 0;
}
