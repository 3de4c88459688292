#include "formats/mime/decoder.h"

#include <array>

#include "formats/mime/gmime.h"

namespace syncgate::mime {
namespace {

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

std::int8_t digit_of(char c) {
    return kDigits[static_cast<unsigned char>(c)];
}

// Whole groups of four digits, as far as nothing else comes between; three bytes each to `to`.
// How many characters that were.
std::size_t decode_groups(std::string_view content, char* to) {
    std::size_t i = 0;
    for (; i + 4 <= content.size(); i += 4) {
        const int a = digit_of(content[i]);
        const int b = digit_of(content[i + 1]);
        const int c = digit_of(content[i + 2]);
        const int d = digit_of(content[i + 3]);
        if ((a | b | c | d) < 0) {
            break;
        }
        const auto group = static_cast<std::uint32_t>(a << 18 | b << 12 | c << 6 | d);
        *to++ = static_cast<char>(group >> 16U);
        *to++ = static_cast<char>(group >> 8U & 0xffU);
        *to++ = static_cast<char>(group & 0xffU);
    }
    return i;
}

bool is_by_gmime(Encoding encoding) {
    return encoding == Encoding::kQuotedPrintable || encoding == Encoding::kUuencode;
}

}  // namespace

// Only g_mime_filter_filter looks for uuencode's begin line, so nothing is left for
// g_mime_filter_complete but the end.
struct Decoder::Filter {
    explicit Filter(Encoding encoding)
        : object(g_mime_filter_basic_new(encoding == Encoding::kUuencode
                                             ? GMIME_CONTENT_ENCODING_UUENCODE
                                             : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
                                         FALSE)) {}

    void feed(std::string_view content, std::string& out) {
        constexpr std::size_t kPiece = 4U << 10U;  // its buffer is several times that
        while (!content.empty()) {
            const std::string_view piece = content.substr(0, kPiece);
            content.remove_prefix(piece.size());
            g_mime_filter_filter(object.get(), const_cast<char*>(piece.data()), piece.size(), 0,
                                 &made, &size, &unused);
            out.append(made, size);
        }
    }

    void finish(std::string& out) {
        char nothing = '\0';
        g_mime_filter_complete(object.get(), &nothing, 0, 0, &made, &size, &unused);
        out.append(made, size);
    }

    Object<GMimeFilter> object;
    char* made = nullptr;  // GMime's
    std::size_t size = 0, unused = 0;
};

Decoder::Decoder(Encoding encoding)
    : encoding_(encoding),
      filter_(is_by_gmime(encoding) ? std::make_unique<Filter>(encoding) : nullptr) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&& other) noexcept = default;
Decoder& Decoder::operator=(Decoder&& other) noexcept = default;

// Base64 as mail has it: what is no digit is passed over, padding may be absent, and ends it where
// it is: what follows is a mailing list's footer. (GMime's decoder loses the last bytes when the
// padding is absent.)
void Decoder::feed_base64(std::string_view content, std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + (content.size() + 3) / 4 * 3);
    char* to = out.data() + before;
    while (!content.empty() && !ended_) {
        if (bits_ == 0) {
            const std::size_t taken = decode_groups(content, to);
            to += taken / 4 * 3;
            content.remove_prefix(taken);
            if (content.empty()) {
                break;
            }
        }
        const std::int8_t digit = digit_of(content.front());
        content.remove_prefix(1);
        if (digit >= 0) {
            group_ = group_ << 6U | static_cast<std::uint32_t>(digit);
            bits_ += 6;
            if (bits_ >= 8) {
                bits_ -= 8;
                *to++ = static_cast<char>(group_ >> bits_ & 0xffU);
            }
        } else if (digit == kPad && (bits_ == 4 || bits_ == 2)) {
            ended_ = true;
        }
    }
    out.resize(static_cast<std::size_t>(to - out.data()));
}

void Decoder::feed(std::string_view content, std::string& out) {
    if (filter_ != nullptr) {
        filter_->feed(content, out);
    } else if (encoding_ == Encoding::kBase64) {
        feed_base64(content, out);
    } else {
        out += content;
    }
}

void Decoder::finish(std::string& out) {
    if (filter_ != nullptr) {
        filter_->finish(out);
    }
}

}  // namespace syncgate::mime
