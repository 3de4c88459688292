#include "formats/mime/encoded_word.h"

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "formats/mime/charset.h"
#include "formats/mime/content.h"

namespace syncgate::mime {
namespace {

// Far longer than the 75 that RFC 2047 allows; what is longer still is no encoded word, so that a
// search for its end is bounded.
constexpr std::size_t kLongestCharset = 60;
constexpr std::size_t kLongestWord = 8192;

std::string decode_q(std::string_view text) {
    std::string blanks(text);
    std::replace(blanks.begin(), blanks.end(), '_', ' ');
    return hex_unescape(blanks, '=');
}

std::string bytes_of(const EncodedWord& word) {
    return word.base64 ? undo_encoding(Encoding::kBase64, word.text) : decode_q(word.text);
}

std::string raw_to_utf8(std::string_view raw, std::string_view charset) {
    return to_utf8(raw, is_utf8(raw) ? std::string_view() : charset);
}

// Words in a row of one charset, decoded together: a character may be split over two of them.
class Run {
  public:
    explicit Run(std::string& out) : out_(out) {}
    [[nodiscard]] bool empty() const { return charset_.empty(); }

    void add(const EncodedWord& word) {
        if (!iequals(word.charset, charset_)) {
            flush();
        }
        charset_ = word.charset;
        bytes_ += bytes_of(word);
    }
    void flush() {
        out_ += to_utf8(bytes_, charset_);
        bytes_.clear();
        charset_ = {};
    }

  private:
    std::string& out_;
    std::string_view charset_;
    std::string bytes_;
};

}  // namespace

std::optional<EncodedWord> read_encoded_word(std::string_view text) {
    if (!text.starts_with("=?")) {
        return std::nullopt;
    }
    EncodedWord word;
    const auto charset_end = text.substr(0, kLongestCharset).find('?', 2);
    if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() ||
        text[charset_end + 2] != '?') {
        return std::nullopt;
    }
    word.charset = text.substr(2, charset_end - 2);
    word.charset = word.charset.substr(0, word.charset.find('*'));
    const char encoding = static_cast<char>(text[charset_end + 1] | 0x20);
    const std::size_t begin = charset_end + 3;
    const auto end = text.substr(0, begin + kLongestWord).find("?=", begin);
    if (end == std::string_view::npos || (encoding != 'b' && encoding != 'q') ||
        word.charset.empty()) {
        return std::nullopt;
    }
    word.base64 = encoding == 'b';
    word.text = text.substr(begin, end - begin);
    word.size = end + 2;
    return word;
}

std::string decode_words(std::string_view value, std::string_view charset) {
    std::string out;
    Run run(out);
    std::size_t plain = 0;  // where the text begins that is not in `out` yet
    const auto append_plain = [&](std::size_t end) {
        const std::string_view raw = value.substr(plain, end - plain);
        if (!run.empty() && trim(raw).empty() && end < value.size()) {
            return;  // blanks between two words belong to neither
        }
        run.flush();
        out += raw_to_utf8(raw, charset);
    };
    for (std::size_t at = 0; (at = value.find("=?", at)) != std::string_view::npos;) {
        const auto word = read_encoded_word(value.substr(at));
        if (!word) {
            at += 2;
            continue;
        }
        append_plain(at);
        run.add(*word);
        at += word->size;
        plain = at;
    }
    append_plain(value.size());
    run.flush();
    return one_line(out);
}

}  // namespace syncgate::mime
