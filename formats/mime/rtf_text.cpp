#include "formats/mime/rtf_text.h"

#include "base/limits.h"
#include "formats/mime/charset.h"
#include "formats/rtf/compressed.h"
#include "formats/rtf/rtf.h"

namespace syncgate::mime {

std::string text_of_rtf(std::string_view compressed) {
    const auto rtf = rtf::decompress(compressed, limits::kRtfBytes);
    if (!rtf) {
        return {};
    }
    const auto text = rtf::to_text(*rtf, limits::kTextRendition, to_utf8);
    return text ? *text : std::string();
}

}  // namespace syncgate::mime
