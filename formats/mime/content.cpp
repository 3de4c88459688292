#include "formats/mime/content.h"

#include <algorithm>

#include "formats/mime/charset.h"
#include "formats/mime/charset_label.h"
#include "formats/mime/decoder.h"
#include "formats/mime/rtf_text.h"

namespace syncgate::mime {
namespace {

// The part's own bytes, where the caller gave the whole message.
std::string_view content_of(const Part& part, std::string_view bytes) {
    const auto size = part.content_end - part.content_begin;
    return bytes.size() > size && bytes.size() >= part.content_end
               ? bytes.substr(part.content_begin, size)
               : bytes;
}

}  // namespace

std::string undo_encoding(Encoding encoding, std::string_view content) {
    std::string out;
    Decoder decoder(encoding);
    decoder.feed(content, out);
    decoder.finish(out);
    return out;
}

std::uint64_t decoded_size(Encoding encoding, const PagedText& content) {
    if (encoding == Encoding::kIdentity) {
        return content.size();
    }
    constexpr std::size_t kPiece = 16U << 10U;
    std::uint64_t size = 0;
    std::string piece;
    Decoder decoder(encoding);
    for (std::size_t at = 0; at < content.size(); at += kPiece) {
        decoder.feed(content.substr(at, kPiece), piece);
        content.passed(at, std::min(at + kPiece, content.size()));
        size += piece.size();
        piece.clear();
    }
    decoder.finish(piece);
    return size + piece.size();
}

std::string decode_content(const Part& part, std::string_view content) {
    std::string whole = undo_encoding(part.encoding, content_of(part, content));
    if (part.inside) {
        const auto begin = std::min<std::uint64_t>(part.inside_begin, whole.size());
        return whole.substr(begin, part.decoded_size);
    }
    return whole;
}

std::string decode_text(const Part& part, std::string_view content) {
    const std::string bytes = decode_content(part, content);
    if (part.inside && part.media_type == kCompressedRtf) {
        return text_of_rtf(bytes);
    }
    const std::string meaning = label::meaning_of(part.charset);
    const bool guess =
        (meaning.empty() || meaning == label::kAscii) && part.media_type == "text/html";
    return to_utf8(bytes, guess ? html_charset(bytes) : part.charset);
}

}  // namespace syncgate::mime
