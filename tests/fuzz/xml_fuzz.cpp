// Any bytes as XML; what was read, written and read again is the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "formats/xml/element.h"
#include "formats/xml/writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto root = syncgate::xml::parse({reinterpret_cast<const char*>(data), size});
    if (root) {
        const std::string once = syncgate::xml::write(*root);
        const auto again = syncgate::xml::parse(once);
        if (!again || syncgate::xml::write(*again) != once) {
            std::abort();
        }
    }
    return 0;
}
