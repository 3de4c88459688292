// Any document as a request of each version: it fits or it does not, and what it gets then is a
// document, too. What fits an older version may miss what a newer one wants, never the other way.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocols/activesync/schema.h"

namespace {

using namespace syncgate;
using activesync::Version;

constexpr Version kVersions[] = {Version::k2_5,  Version::k12_0, Version::k12_1, Version::k14_0,
                                 Version::k14_1, Version::k16_0, Version::k16_1};

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto root = wbxml::parse({reinterpret_cast<const char*>(data), size});
    if (!root) {
        return 0;
    }
    bool fitted = true;
    for (const auto version : kVersions) {
        const bool fits = activesync::fits_schema(*root, version);
        require(fitted || !fits);
        fitted = fits;
        if (const auto refusal = activesync::schema_refusal(root->tag(), version)) {
            require(wbxml::parse(wbxml::write(*refusal)).has_value());
        }
    }
    return 0;
}
