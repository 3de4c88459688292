#include <mutex>

#include "base/limits.h"
#include "formats/mime/envelope.h"
#include "formats/mime/gmime.h"
#include "formats/mime/message_index.h"
#include "formats/mime/structure.h"
#include "formats/mime/text.h"

namespace syncgate::mime {
namespace {

// What raw 8-bit headers are probably written in: what the message's first text is written in.
std::string text_charset(const Structure& structure) {
    for (const auto& part : structure.parts) {
        if (!part.charset.empty() && part.media_type.starts_with("text/")) {
            return part.charset;
        }
    }
    return {};
}

}  // namespace

void init() {
    static std::once_flag once;
    std::call_once(once, g_mime_init);
}

MessageIndex index(const PagedText& message) {
    MessageIndex result;
    result.structure = read_structure(message);
    result.envelope = read_envelope(message, text_charset(result.structure));
    message.release();
    result.text = render_text(message, result.structure, limits::kTextRendition);
    result.preview = render_preview(result.text);
    message.release();
    return result;
}

}  // namespace syncgate::mime
