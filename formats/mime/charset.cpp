#include "formats/mime/charset.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include <gmime/gmime.h>

#include "base/text.h"
#include "formats/html/entities.h"
#include "formats/mime/iso_2022_jp.h"

namespace syncgate::mime {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kUtf8 = "utf-8";
constexpr std::string_view kWindows1252 = "windows-1252";
constexpr std::string_view kAscii = "us-ascii";
constexpr std::string_view kIso2022Jp = "iso-2022-jp";

struct Alias {
    std::string_view label;
    std::string_view meant;  // kUtf8, kWindows1252, kAscii, or a name that iconv knows
};

// Labels that mean something else, mostly a superset, in real mail. Others go to iconv as they
// are. Sorted by label.
constexpr std::array kAliases = std::to_array<Alias>({
    {"ansi_x3.4-1968", kAscii},
    {"ascii", kAscii},
    {"big5", "BIG5-HKSCS"},
    {"chinese", "GB18030"},
    {"cn-big5", "BIG5-HKSCS"},
    {"cn-gb", "GB18030"},
    {"cp1252", kWindows1252},
    {"cp932", "CP932"},
    {"cp936", "GB18030"},
    {"cp949", "CP949"},
    {"euc-cn", "GB18030"},
    {"euc-kr", "CP949"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gbk", "GB18030"},
    {"iso-8859-1", kWindows1252},
    {"iso-8859-11", "CP874"},
    {"iso-8859-8-e", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-9", "CP1254"},
    {"iso8859-1", kWindows1252},
    {"iso_8859-1", kWindows1252},
    {"korean", "CP949"},
    {"ks_c_5601-1987", "CP949"},
    {"ksc5601", "CP949"},
    {"ksc_5601", "CP949"},
    {"l1", kWindows1252},
    {"latin-1", kWindows1252},
    {"latin1", kWindows1252},
    {"ms_kanji", "CP932"},
    {"shift-jis", "CP932"},
    {"shift_jis", "CP932"},
    {"sjis", "CP932"},
    {"tis-620", "CP874"},
    {"unicode-1-1-utf-7", "UTF-7"},
    {"unicode-1-1-utf-8", kUtf8},
    {"us-ascii", kAscii},
    {"utf-8", kUtf8},
    {"utf8", kUtf8},
    {"windows-1252", kWindows1252},
    {"windows-31j", "CP932"},
    {"windows-949", "CP949"},
    {"x-cp1252", kWindows1252},
    {"x-gbk", "GB18030"},
    {"x-sjis", "CP932"},
    {"x-x-big5", "BIG5-HKSCS"},
});
static_assert(std::is_sorted(kAliases.begin(), kAliases.end(),
                             [](const Alias& a, const Alias& b) { return a.label < b.label; }));

struct Converted {
    std::string text;
    std::size_t wrong = 0;  // sequences that the charset does not have
};

std::string meaning_of(std::string_view charset) {
    const std::string label = lower_ascii(trim(charset));
    const auto* found =
        std::lower_bound(kAliases.begin(), kAliases.end(), label,
                         [](const Alias& row, std::string_view key) { return row.label < key; });
    return found != kAliases.end() && found->label == label ? std::string(found->meant) : label;
}

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
           meaning.starts_with("windows-");
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

bool is_lie(std::string_view bytes, std::string_view meaning) {
    return is_wide(meaning) && bytes.find('\0') == std::string_view::npos && is_utf8(bytes);
}

std::optional<std::string> by_declaration(std::string_view bytes, const std::string& meaning) {
    if (meaning == kWindows1252) {
        return from_windows_1252(bytes);
    }
    if (meaning == kUtf8 && !is_utf8(bytes)) {
        std::string text = to_valid_utf8(bytes);
        std::size_t wrong = 0;
        for (auto at = text.find(kReplacement); at != std::string::npos;
             at = text.find(kReplacement, at + 1)) {
            ++wrong;
        }
        return is_tolerable(wrong, bytes.size()) ? std::optional(std::move(text)) : std::nullopt;
    }
    if (meaning == kUtf8 || meaning == kAscii || !is_name(meaning) || is_lie(bytes, meaning)) {
        return std::nullopt;
    }
    const bool japanese = meaning.starts_with(kIso2022Jp);
    const std::string euc = japanese ? euc_from_iso_2022_jp(bytes) : std::string();
    Converter converter(japanese ? "EUC-JP-MS" : meaning);
    if (!converter.valid()) {
        return std::nullopt;
    }
    Converted converted = converter.convert(japanese ? std::string_view(euc) : bytes);
    // Seven bits with escapes are of no use as anything else, however wrong they are.
    const bool escapes = is_plain_ascii(bytes);
    const bool better_as_utf8 = converted.wrong > 0 && is_utf8(bytes);
    if (!escapes && (better_as_utf8 || !is_tolerable(converted.wrong, bytes.size()))) {
        return std::nullopt;
    }
    return std::move(converted.text);
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
    const std::string meaning = meaning_of(charset);
    const bool japanese = is_undeclared_japanese(bytes, meaning);
    if (!japanese && keeps_ascii(meaning) && is_plain_ascii(bytes)) {
        return std::string(bytes);
    }
    if (auto text = by_declaration(bytes, japanese ? std::string(kIso2022Jp) : meaning)) {
        return cleaned(std::move(*text));
    }
    return is_utf8(bytes) ? cleaned(std::string(bytes)) : from_windows_1252(bytes);
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
