#include "formats/mime/charset_label.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace syncgate::mime::label {
namespace {

struct Alias {
    std::string_view label;
    std::string_view meant;
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
    {"cp20127", kAscii},
    {"cp51949", "CP949"},
    {"cp65000", "UTF-7"},
    {"cp65001", kUtf8},
    {"cp936", "GB18030"},
    {"cp950", "BIG5-HKSCS"},
    {"csiso2022jp", kIso2022Jp},
    {"euc-cn", "GB18030"},
    {"euc-jp", "EUC-JP-MS"},
    {"euc-kr", "CP949"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gbk", "GB18030"},
    {"hz", kHz},
    {"hz-gb-2312", kHz},
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
    {"mac", "MACINTOSH"},
    {"mac-ce", "MAC-CENTRALEUROPE"},
    {"mac-cyrillic", "MAC-CYRILLIC"},
    {"mac-roman", "MACINTOSH"},
    {"mac-ukrainian", "MAC-CYRILLIC"},
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
    {"utf8mb4", kUtf8},
    {"windows-31j", "CP932"},
    {"x-big5", "BIG5-HKSCS"},
});
static_assert(std::is_sorted(kAliases.begin(), kAliases.end(),
                             [](const Alias& a, const Alias& b) { return a.label < b.label; }));

// How the number of a code page is introduced, the longest first.
constexpr std::string_view kCodePages[] = {"windows-", "windows", "win-", "win",
                                           "cp-",      "cp_",     "cp",   "ms"};

std::string_view alias_of(std::string_view label) {
    const auto* found =
        std::lower_bound(kAliases.begin(), kAliases.end(), label,
                         [](const Alias& row, std::string_view key) { return row.label < key; });
    return found != kAliases.end() && found->label == label ? found->meant : std::string_view();
}

// "win-1251" as "cp1251"; what is no code page as it is.
std::string as_code_page(std::string_view label) {
    for (const auto prefix : kCodePages) {
        if (label.starts_with(prefix) && parse_uint(label.substr(prefix.size()))) {
            return "cp" + std::string(label.substr(prefix.size()));
        }
    }
    return std::string(label);
}

// Without quotes around it, a comment or a semicolon behind it.
std::string_view bare(std::string_view label) {
    constexpr std::string_view kAround = " \t\"'";
    const auto begin = std::min(label.find_first_not_of(kAround), label.size());
    label.remove_prefix(begin);
    return label.substr(0, label.find_first_of(" \t\"';(,"));
}

}  // namespace

std::string meaning_of(std::string_view charset) {
    std::string label = lower_ascii(bare(charset));
    for (;;) {
        label = as_code_page(label);
        if (const auto meant = alias_of(label); !meant.empty()) {
            return std::string(meant);
        }
        if (!label.starts_with("x-")) {
            return label;
        }
        label.erase(0, 2);
    }
}

}  // namespace syncgate::mime::label
