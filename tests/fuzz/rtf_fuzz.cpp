// Any bytes as RTF, as they are and as compressed: what is shown of them is text, within its limit.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "formats/mime/charset.h"
#include "formats/mime/message_index.h"
#include "formats/rtf/compressed.h"
#include "formats/rtf/rtf.h"

namespace {

using namespace syncgate;

constexpr std::size_t kMostRtf = 64U << 10U;
constexpr std::size_t kMostText = 1000;

void check_text(std::string_view rtf) {
    const auto text = rtf::to_text(rtf, kMostText, mime::to_utf8);
    if (text && (text->size() > kMostText || !is_utf8(*text) || text->ends_with('\n') ||
                 text->find('\0') != std::string::npos)) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    mime::init();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check_text(bytes);
    if (const auto expanded = rtf::decompress(bytes, kMostRtf)) {
        if (expanded->size() > kMostRtf) {
            std::abort();
        }
        check_text(*expanded);
    }
    return 0;
}
