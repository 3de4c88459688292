#include "formats/mime/charset.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include <gmime/gmime.h>

#include "base/text.h"
#include "formats/html/entities.h"
#include "formats/mime/charset_label.h"
#include "formats/mime/hz.h"
#include "formats/mime/iso_2022_jp.h"

namespace syncgate::mime {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
using label::kAscii;
using label::kHz;
using label::kIso2022Jp;
using label::kUtf8;
using label::kWindows1252;

struct Converted {
    std::string text;
    std::size_t wrong = 0;  // sequences that the charset does not have
};

// What iconv would take as an option ("//IGNORE") or a path is no charset's name.
bool is_name(std::string_view charset) {
    constexpr std::size_t kLongest = 40;
    return !charset.empty() && charset.size() <= kLongest &&
           std::all_of(charset.begin(), charset.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("-_.:+").find(c) != std::string_view::npos;
           });
}

bool is_plain_ascii(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\0'; });
}

// Whether bytes below 0x80 are always ASCII in it.
bool keeps_ascii(std::string_view meaning) {
    return meaning.empty() || meaning == kUtf8 || meaning == kWindows1252 || meaning == kAscii ||
           meaning.starts_with("iso-8859-") || meaning.starts_with("koi8") ||
           meaning.starts_with("cp125");
}

std::string from_windows_1252(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte != 0) {
            html::append_utf8(html::windows_1252(byte), out);
        }
    }
    return out;
}

// One iconv descriptor for the length of a conversion.
class Converter {
  public:
    explicit Converter(const std::string& charset)
        : handle_(g_mime_iconv_open("UTF-8", charset.c_str())) {}
    ~Converter() {
        if (valid()) {
            g_mime_iconv_close(handle_);
        }
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    [[nodiscard]] bool valid() const { return handle_ != invalid(); }
    Converted convert(std::string_view bytes);

  private:
    // iconv's own notion of "none" is the pointer value -1.
    static iconv_t invalid() {
        return reinterpret_cast<iconv_t>(-1);
    }  // NOLINT(performance-no-int-to-ptr)
    // False when the input is used up.
    bool step(std::string_view& bytes, Converted& out);

    iconv_t handle_;
};

bool Converter::step(std::string_view& bytes, Converted& out) {
    std::array<char, 4096> buffer{};
    char* from = const_cast<char*>(bytes.data());  // iconv reads only, whatever its type says
    std::size_t left = bytes.size();
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const bool flush = bytes.empty();
    const std::size_t result =
        iconv(handle_, flush ? nullptr : &from, flush ? nullptr : &left, &to, &room);
    const int error = errno;
    out.text.append(buffer.data(), buffer.size() - room);
    bytes.remove_prefix(flush ? 0 : bytes.size() - left);
    if (result != static_cast<std::size_t>(-1)) {
        return !flush;
    }
    if (error != E2BIG) {  // EILSEQ, or EINVAL: the last character is cut
        out.text += kReplacement;
        ++out.wrong;
        bytes.remove_prefix(std::min<std::size_t>(bytes.size(), 1));
    }
    return !flush || error == E2BIG;
}

Converted Converter::convert(std::string_view bytes) {
    Converted out;
    out.text.reserve(bytes.size() + bytes.size() / 2);
    while (step(bytes, out)) {
    }
    return out;
}

// How many wrong sequences a text may have and still be of its charset: a line cut inside a
// character, not a text of another charset.
bool is_tolerable(std::size_t wrong, std::size_t bytes) {
    return wrong <= bytes / 100 + (bytes >= 20 ? 1 : 0);
}

// Two-byte charsets read any text without complaint: one that is UTF-8 was declared wrongly.
bool is_wide(std::string_view meaning) {
    return meaning.starts_with("utf-16") || meaning.starts_with("utf-32") ||
           meaning.starts_with("ucs-") || meaning.starts_with("unicode");
}

// Letters of one byte hardly ever stand together as UTF-8 would have them.
bool is_single_byte(std::string_view meaning) {
    constexpr std::string_view kFamilies[] = {"windows-", "iso-8859-", "cp125", "cp4",   "cp8",
                                              "ibm",      "koi8",      "mac",   "viscii"};
    const std::string label = lower_ascii(meaning);
    return std::any_of(std::begin(kFamilies), std::end(kFamilies),
                       [&](std::string_view family) { return label.starts_with(family); });
}

// Control characters that no text has: two letters of another charset.
bool has_controls_of_utf8(std::string_view bytes) {
    for (auto at = bytes.find('\xc2'); at != std::string_view::npos;
         at = bytes.find('\xc2', at + 1)) {
        if (at + 1 < bytes.size() && static_cast<unsigned char>(bytes[at + 1]) < 0xa0U) {
            return true;
        }
    }
    return false;
}

bool is_lie(std::string_view bytes, std::string_view meaning) {
    const bool wide = is_wide(meaning) && bytes.find('\0') == std::string_view::npos;
    const bool single = is_single_byte(meaning) && !has_controls_of_utf8(bytes);
    return (wide || single) && is_utf8(bytes);
}

// UTF-8 with damage. Text of another charset hardly ever has characters that UTF-8 accepts, so two
// right ones for each wrong one tell.
std::optional<std::string> damaged_utf8(std::string_view bytes) {
    std::string text = to_valid_utf8(bytes);
    std::size_t right = 0;
    std::size_t wrong = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool starts = static_cast<unsigned char>(text[at]) >= 0xc0U;
        const bool replaced = starts && std::string_view(text).substr(at).starts_with(kReplacement);
        wrong += replaced ? 1 : 0;
        right += starts && !replaced ? 1 : 0;
    }
    return right >= 2 * wrong ? std::optional(std::move(text)) : std::nullopt;
}

// Japanese of eight bits that is declared to be of seven.
std::optional<std::string> eight_bit_japanese(std::string_view bytes) {
    for (const auto* charset : {"CP932", "EUC-JP-MS"}) {
        Converted converted = Converter(charset).convert(bytes);
        if (converted.wrong == 0) {
            return std::move(converted.text);
        }
    }
    return std::nullopt;
}

std::optional<std::string> by_charset(std::string_view bytes, const std::string& charset) {
    Converter converter(charset);
    if (!converter.valid()) {
        return std::nullopt;
    }
    Converted converted = converter.convert(bytes);
    const bool better_as_utf8 = converted.wrong > 0 && is_utf8(bytes);
    return better_as_utf8 || !is_tolerable(converted.wrong, bytes.size())
               ? std::nullopt
               : std::optional(std::move(converted.text));
}

std::optional<std::string> by_declaration(std::string_view bytes, const std::string& meaning) {
    if (meaning == kUtf8 || meaning == kAscii || !is_name(meaning) || is_lie(bytes, meaning)) {
        return std::nullopt;
    }
    if (meaning == kWindows1252) {
        return from_windows_1252(bytes);
    }
    const bool japanese = meaning.starts_with(kIso2022Jp);
    if ((japanese || meaning == kHz) && is_plain_ascii(bytes)) {
        // Seven bits with escapes are of no use as anything else, however wrong they are.
        return japanese ? Converter("EUC-JP-MS").convert(euc_from_iso_2022_jp(bytes)).text
                        : Converter("GB18030").convert(euc_from_hz(bytes)).text;
    }
    if (japanese && !is_utf8(bytes)) {
        return eight_bit_japanese(bytes);
    }
    return by_charset(bytes, meaning);
}

// UTF-16 tells itself; in another charset its mark would be "ÿþ".
std::string_view declared_or_marked(std::string_view bytes, std::string_view meaning) {
    if (is_wide(meaning) || bytes.size() % 2 != 0) {
        return meaning;
    }
    return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff") ? "utf-16" : meaning;
}

// Japanese mail of seven bits often declares nothing; no other text has these escapes.
bool is_undeclared_japanese(std::string_view bytes, std::string_view meaning) {
    constexpr std::array kKanji = std::to_array<std::string_view>({"\x1b$B", "\x1b$@"});
    return (meaning.empty() || meaning == kAscii) && is_plain_ascii(bytes) &&
           std::any_of(kKanji.begin(), kKanji.end(), [&](std::string_view escape) {
               return bytes.find(escape) != std::string_view::npos;
           });
}

std::string cleaned(std::string text) {
    if (text.find('\0') != std::string::npos || !is_utf8(text)) {
        text = to_valid_utf8(text);
    }
    if (text.starts_with(kByteOrderMark)) {
        text.erase(0, kByteOrderMark.size());
    }
    return text;
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view charset) {
    const std::string meaning(declared_or_marked(bytes, label::meaning_of(charset)));
    const bool japanese = is_undeclared_japanese(bytes, meaning);
    if (!japanese && keeps_ascii(meaning) && is_plain_ascii(bytes)) {
        return std::string(bytes);
    }
    if (auto text = by_declaration(bytes, japanese ? std::string(kIso2022Jp) : meaning)) {
        return cleaned(std::move(*text));
    }
    if (is_utf8(bytes)) {
        return cleaned(std::string(bytes));
    }
    auto damaged = damaged_utf8(bytes);
    return damaged ? cleaned(std::move(*damaged)) : from_windows_1252(bytes);
}

std::string html_charset(std::string_view bytes) {
    constexpr std::size_t kLookedAt = 2048;
    constexpr std::string_view kKey = "charset=";
    const std::string head = lower_ascii(bytes.substr(0, kLookedAt));
    for (auto at = head.find(kKey); at != std::string::npos; at = head.find(kKey, at + 1)) {
        auto begin = at + kKey.size();
        if (begin < head.size() && (head[begin] == '"' || head[begin] == '\'')) {
            ++begin;
        }
        const auto end = std::min(head.find_first_of("\"' ;/>\r\n\t", begin), head.size());
        if (is_name(std::string_view(head).substr(begin, end - begin))) {
            return head.substr(begin, end - begin);
        }
    }
    return {};
}

std::string one_line(std::string_view text) {
    std::string out(text);
    std::replace_if(
        out.begin(), out.end(),
        [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
    return std::string(trim(out));
}

}  // namespace syncgate::mime
