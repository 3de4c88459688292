#include "formats/mime/charset.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace syncgate::mime {
namespace {

using namespace std::string_view_literals;

struct Row {
    std::string_view bytes;
    std::string_view charset;
    std::string_view text;
};

const Row kRows[] = {
    {"", "", ""},
    {"plain", "utf-8", "plain"},
    {"gr\xc3\xbc\xc3\x9f", "UTF-8", "grüß"},
    {"gr\xfc\xdf", "iso-8859-1", "grüß"},
    {"\x80 \x93x\x94", "ISO-8859-1", "€ “x”"},  // windows-1252, as everybody reads it
    {"\xa4", "iso-8859-15", "€"},
    {"\xb1\xe6", "iso-8859-2", "ąć"},
    {"\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "Привет"},
    {"\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r", "Привет"},
    {"\xfe", "iso-8859-9", "ş"},
    {"\xb0\xa1", "euc-kr", "가"},
    {"\x8c\x63", "ks_c_5601-1987", "똠"},  // only in its superset CP949
    {"\xc4\xe3\xba\xc3", "gb2312", "你好"},
    {"\x81\x30\x81\x30", "gb2312", "\xc2\x80"},  // only in its superset GB18030
    {"\xa7\x41\xa6\x6e", "big5", "你好"},
    {"\x93\xfa\x96\x7b", "shift_jis", "日本"},
    {"\x87\x40", "Shift_JIS", "①"},
    {"\x1b$BF|K\\\x1b(B!", "iso-2022-jp", "日本!"},
    {"\x1b$B-!\x1b(B", "iso-2022-jp", "①"},  // a vendor's character
    {"\x1b(I1\x1b(B", "iso-2022-jp", "ｱ"},
    {"\x1b$)C\x0e\x30\x21\x0f", "iso-2022-kr", "가"},
    {"Gr+APwA3w-", "utf-7", "Grüß"},
    {"A\0\xfc\0"sv, "utf-16le", "Aü"},
    {"\xfe\xff\0A\0\xfc"sv, "utf-16", "Aü"},
    // Absent, unknown or lying: UTF-8 if valid, else windows-1252.
    {"gr\xc3\xbc\xc3\x9f", "", "grüß"},
    {"gr\xfc\xdf", "", "grüß"},
    {"gr\xc3\xbc\xc3\x9f", "x-nonsense", "grüß"},
    {"gr\xfc\xdf", "x-nonsense", "grüß"},
    {"\x1b$BF|K\\\x1b(B!", "", "日本!"},  // seven bits, but with escapes
    {"\x1b$@F|K\\\x1b(J!", "us-ascii", "日本!"},
    {"\x1b[1mbold\x1b[0m costs $B", "", "\x1b[1mbold\x1b[0m costs $B"},  // of a terminal
    {"gr\xfc\xdf", "utf-8", "grüß"},
    {"gr\xc3\xbc\xc3\x9f", "us-ascii", "grüß"},
    {"gr\xfc\xdf", "us-ascii", "grüß"},
    {"gr\xc3\xbc\xc3\x9f", "shift_jis-not", "grüß"},
    {"plain text", "utf-16", "plain text"},
    {"gr\xfc\xdf", "../../../etc/passwd", "grüß"},
    {"gr\xfc\xdf", "utf-8//IGNORE", "grüß"},
    {"gr\xfc\xdf", "\"'; x", "grüß"},
    // One wrong sequence does not turn a text into another charset.
    {"aaaaaaaaaaaaaaaaaaaa gr\xc3\xbc\xc3\x9f \xc3", "utf-8", "aaaaaaaaaaaaaaaaaaaa grüß \ufffd"},
    {"gr\xc3\xbc\xc3\x9f"
     "e\xc3",
     "", "grüße\ufffd"},  // cut inside a character
    {"a long line of ASCII, and gr\xfc\xdf\x65 at its end", "utf-8",
     "a long line of ASCII, and grüße at its end"},
    // Labels as programs write them.
    {"gr\xc3\xbc\xc3\x9f", "'utf-8'", "grüß"},
    {"gr\xc3\xbc\xc3\x9f", "utf8mb4", "grüß"},
    {"gr\xc3\xbc\xc3\x9f", "cp65001", "grüß"},
    {"\xcf\xf0\xe8\xe2\xe5\xf2", "cp-1251", "Привет"},
    {"\xcf\xf0\xe8\xe2\xe5\xf2", "win-1251", "Привет"},
    {"\xcf\xf0\xe8\xe2\xe5\xf2", "windows1251", "Привет"},
    {"\xcf\xf0\xe8\xe2\xe5\xf2", "x-cp1251 (Cyrillic)", "Привет"},
    {"gr\x9f\xa7", "x-mac-roman", "grüß"},
    {"gr\x81\xe1", "cp-850", "grüß"},
    {"\xc4\xe3\xba\xc3", "x-euc-cn", "你好"},
    {"\xa7\x41\xa6\x6e", "x-x-big5", "你好"},
    {"\x8c\x63", "windows-949", "똠"},
    {"\x1b$BF|K\\\x1b(B!", "csISO2022JP", "日本!"},
    // HZ: RFC 1843.
    {"~{VPND~} ~~ text", "hz-gb-2312", "中文 ~ text"},
    {"~{VP~}~\n~{ND~}.", "HZ", "中文."},
    {"~{VP\nplain", "HZ", "中\nplain"},
    // Japanese of eight bits under the name of seven.
    {"\x93\xfa\x96\x7b", "iso-2022-jp", "日本"},
    {"\xc6\xfc\xcb\xdc", "iso-2022-jp", "日本"},
    // UTF-16 tells itself.
    {"\xff\xfe"
     "A\0\xfc\0"sv,
     "", "Aü"},
    {"\xfe\xff\0A\0\xfc"sv, "us-ascii", "Aü"},
    {"\xff\xfe\xfd", "iso-8859-1", "ÿþý"},
    {"gr\xc3\xbc\xc3\x9f", "iso-8859-1", "grüß"},
    {"gr\xc3\xbc\xc3\x9f", "windows-1251", "grüß"},
    {"gr\xc3\xbc\xc3\x9f", "x-mac-cyrillic", "grüß"},
    {"\xc2\x80", "windows-1250", "Â€"},  // a control character, were it UTF-8
    // Neither NUL nor a byte order mark.
    {"a\0b"sv, "utf-8", "ab"},
    {"a\0b\xfc"sv, "iso-8859-1", "abü"},
    {"\xef\xbb\xbf"
     "a\xc3\xbc",
     "utf-8", "aü"},
};

TEST(MimeCharset, TextBecomesUtf8) {
    for (const auto& row : kRows) {
        EXPECT_EQ(to_utf8(row.bytes, row.charset), row.text) << row.charset << ": " << row.text;
    }
}

TEST(MimeCharset, HtmlSaysItsCharset) {
    EXPECT_EQ(html_charset("<meta charset=\"KOI8-R\">"), "koi8-r");
    EXPECT_EQ(html_charset("<META http-equiv=x content='text/html; CharSet=windows-1251'>"),
              "windows-1251");
    EXPECT_EQ(html_charset("<p>charset="), "");
    EXPECT_EQ(html_charset("<p>"), "");
}

TEST(MimeCharset, OneLineHasNoControlCharacters) {
    EXPECT_EQ(one_line(" a\r\nb\tc\x01\x7f "), "a  b c");
}

}  // namespace
}  // namespace syncgate::mime
