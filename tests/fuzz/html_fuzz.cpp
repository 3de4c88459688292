// Any bytes as HTML, and as text made HTML and text again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "formats/html/html.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kMost = 1U << 16U;
    const std::string html = syncgate::to_valid_utf8({reinterpret_cast<const char*>(data), size});
    const std::string text = syncgate::html::to_text(html, kMost);
    const std::string unflowed = syncgate::html::unflow(html, size % 2 == 0);
    if (text.size() > kMost || !syncgate::is_utf8(text) || !syncgate::is_utf8(unflowed) ||
        !syncgate::is_utf8(syncgate::html::from_text(html))) {
        std::abort();
    }
    return 0;
}
