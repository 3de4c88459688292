// Any bytes as TNEF: what is found in them lies in them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/tnef/tnef.h"

namespace {

using namespace syncgate;

void require_inside(tnef::Range range, std::size_t size) {
    if (range.begin > size || range.size > size - range.begin) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto content = tnef::read({reinterpret_cast<const char*>(data), size});
    if (!content) {
        return 0;
    }
    for (const auto& file : content->files) {
        require_inside(file.name.range, size);
        require_inside(file.data, size);
    }
    require_inside(content->rtf.value_or(tnef::Range{}), size);
    for (const auto& text : {content->plain, content->html}) {
        if (text) {
            require_inside(text->range, size);
        }
    }
    return 0;
}
