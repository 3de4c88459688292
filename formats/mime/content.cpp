#include "formats/mime/content.h"

#include <algorithm>
#include <array>

#include "formats/mime/charset.h"
#include "formats/mime/charset_label.h"
#include "formats/mime/gmime.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kPiece = 4U << 10U;

constexpr std::int8_t kNoDigit = -1;
constexpr std::int8_t kPad = -2;

constexpr std::array<std::int8_t, 256> kDigits = [] {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<std::int8_t, 256> digits{};
    digits.fill(kNoDigit);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        digits.at(static_cast<unsigned char>(kAlphabet[i])) = static_cast<std::int8_t>(i);
    }
    digits.at('=') = kPad;
    return digits;
}();

// Base64 as mail has it: what is no digit is passed over, padding may be absent, and ends it where
// it is: what follows is a mailing list's footer. (GMime's decoder loses the last bytes when the
// padding is absent.)
template <class Take>
void decode_base64(std::string_view content, Take take) {
    std::array<char, kPiece> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
    std::size_t size = 0;
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : content) {
        const std::int8_t digit = kDigits[static_cast<unsigned char>(c)];
        if (digit >= 0) {
            group = group << 6U | static_cast<std::uint32_t>(digit);
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                piece[size++] = static_cast<char>(group >> bits & 0xffU);
            }
            if (size == piece.size()) {
                take(std::string_view(piece.data(), size));
                size = 0;
            }
        } else if (digit == kPad && (bits == 4 || bits == 2)) {
            break;
        }
    }
    take(std::string_view(piece.data(), size));
}

// Only g_mime_filter_filter looks for uuencode's begin line, so nothing is left for
// g_mime_filter_complete but the end.
template <class Take>
void decode_by_gmime(GMimeContentEncoding encoding, std::string_view content, Take take) {
    const Object<GMimeFilter> filter(g_mime_filter_basic_new(encoding, FALSE));
    char* out = nullptr;
    std::size_t size = 0;
    std::size_t unused = 0;
    while (!content.empty()) {
        const std::string_view piece = content.substr(0, kPiece);
        content.remove_prefix(piece.size());
        g_mime_filter_filter(filter.get(), const_cast<char*>(piece.data()), piece.size(), 0, &out,
                             &size, &unused);
        take(std::string_view(out, size));
    }
    char nothing = '\0';
    g_mime_filter_complete(filter.get(), &nothing, 0, 0, &out, &size, &unused);
    take(std::string_view(out, size));
}

// Gives the decoded content to `take`, piece by piece.
template <class Take>
void decode(Encoding encoding, std::string_view content, Take take) {
    switch (encoding) {
        case Encoding::kIdentity:
            take(content);
            break;
        case Encoding::kBase64:
            decode_base64(content, take);
            break;
        case Encoding::kQuotedPrintable:
            decode_by_gmime(GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, content, take);
            break;
        case Encoding::kUuencode:
            decode_by_gmime(GMIME_CONTENT_ENCODING_UUENCODE, content, take);
            break;
    }
}

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
    out.reserve(content.size());
    decode(encoding, content, [&](std::string_view piece) { out += piece; });
    return out;
}

std::uint64_t decoded_size(Encoding encoding, std::string_view content) {
    std::uint64_t size = 0;
    decode(encoding, content, [&](std::string_view piece) { size += piece.size(); });
    return size;
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
    const std::string meaning = label::meaning_of(part.charset);
    const bool guess =
        (meaning.empty() || meaning == label::kAscii) && part.media_type == "text/html";
    return to_utf8(bytes, guess ? html_charset(bytes) : part.charset);
}

}  // namespace syncgate::mime
