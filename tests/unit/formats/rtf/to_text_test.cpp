#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/charset.h"
#include "formats/mime/message_index.h"
#include "formats/rtf/rtf.h"

namespace syncgate::rtf {
namespace {

class CharsetEnvironment : public ::testing::Environment {
  public:
    void SetUp() override { mime::init(); }
};
const auto* const kEnvironment = ::testing::AddGlobalTestEnvironment(new CharsetEnvironment);

constexpr std::size_t kMost = 10'000;

Result<std::string> read(std::string_view rtf, std::size_t most = kMost) {
    return to_text(rtf, most, mime::to_utf8);
}

// Of a document with this in it.
std::string shown(std::string_view inside) {
    const auto text = read("{\\rtf1\\ansi\\ansicpg1252 " + std::string(inside) + "}");
    return text ? *text : "(" + text.error().detail + ")";
}

struct Row {
    std::string_view inside;
    std::string_view text;
};

void expect_rows(std::span<const Row> rows) {
    for (const auto& [inside, text] : rows) {
        EXPECT_EQ(shown(inside), text) << inside;
    }
}

TEST(RtfText, WordsAndSymbolsAreWhatTheyStandFor) {
    constexpr Row kRows[] = {
        {"one\\par two\\line three", "one\r\ntwo\r\nthree"},
        {"one\\\ntwo\\\r\nthree", "one\r\ntwo\r\nthree"},
        {"one\r\n two\nthree", "one twothree"},
        {"a\\tab b\tc\\\td", "a\tb\tc\td"},
        {"\\{\\\\\\}", "{\\}"},
        {"a\\~b\\_c\\-d", "a\u00a0b\u2011c\u00add"},
        {"\\lquote a\\rquote\\ldblquote b\\rdblquote  c", "‘a’“b” c"},
        {"a\\emdash b\\endash c\\bullet d", "a—b–c•d"},
        {"\\trowd a\\cell b\\cell\\row c\\cell\\row", "a\tb\t\r\nc\t"},
        {"a\\b  bold\\b0  \\unknown12 c\\i", "a bold c"},
        {"\\fs20a", "a"},
        {"one\\par\\par two\\par\\par ", "one\r\n\r\ntwo"},
        {"", ""},
        {"a\\?b\\:c\\|d", "abcd"},
        {"\\Par a\\PAR b", "ab"},
        {std::string_view("a\x01\0\x1f\\'01b", 9), "ab"},
    };
    expect_rows(kRows);
}

TEST(RtfText, WhatIsNoTextIsLeftOut) {
    constexpr Row kRows[] = {
        {"{\\fonttbl{\\f0\\fswiss Arial;}}{\\colortbl;\\red0;}a", "a"},
        {"{\\stylesheet{\\s1 Heading;}}{\\info{\\title T}}a", "a"},
        {"{\\*\\generator Riched20;}a{\\*\\unknown{deep {er}}\\par}b", "ab"},
        {"a{\\pict\\pngblip 89504e470d0a}b", "ab"},
        {"a{\\pict\\bin5 }}{{\\}b", "ab"},
        {"a{\\v hidden}b\\v c\\v0 d\\v\\plain e", "abde"},
        {"{\\header h}{\\footerf f}a{\\footnote n}", "a"},
        {"{\\field{\\*\\fldinst HYPERLINK \"http://x/\"}{\\fldrslt link}}", "link"},
        {"{\\field{\\fldinst HYPERLINK}{\\fldrslt link}}", "link"},
        {"{\\*\\htmltag64 <p>}a\\htmlrtf b\\htmlrtf0 c", "abc"},  // without \fromhtml
        {"\\*a{\\* b}c", "a bc"},
        {"{\\pict{\\*\\x}\\fonttbl a}b", "b"},
        {"\\fromtext a", "a"},
    };
    expect_rows(kRows);
}

TEST(RtfText, AUnicodeCharacterHasStandInsForOldReaders) {
    constexpr Row kRows[] = {
        {"\\u8364?\\u8364 ?x", "€€x"},
        {"\\u-10179?\\u-8704?", "😀"},
        {"\\u55357?\\u56832?", "😀"},
        {"\\u55357?x\\u56832?y", "\ufffdx\ufffdy"},
        {"\\u55357?\\u55357?\\u56832?", "\ufffd😀"},
        {"\\u128512?", "😀"},
        {"\\u9999999999?\\u-99999?", "\ufffd\ufffd"},
        {"\\uc0\\u8364 a\\uc2\\u8364 ab\\uc1\\u8364 abc", "€a€€bc"},
        {"{\\uc0\\u8364 a}\\u8364 bc", "€a€c"},
        {"\\u8364\\'80a", "€a"},
        {"\\uc2\\u8364\\'80\\'80a\\u8364\\'80\\b a", "€a€a"},
        {"\\u8364\\~a", "€a"},
        {"\\u8364\\par a", "€a"},
        {"{\\u8364}a{\\u8364{b}}", "€a€b"},
        {"\\u1055\\u1088\\u1080?", "При"},  // some leave the stand-ins out
        {"\\u0?\\u10?\\u9?a", "\ta"},
        {"\\u8364\\bin3 }}}a", "€a"},
        {"\\uc-1\\u8364 a", "€a"},
    };
    expect_rows(kRows);
}

TEST(RtfText, BytesAreOfTheFontsCharsetElseOfTheDocuments) {
    constexpr std::string_view kFonts =
        "{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}\\f2\\fcharset128 C;{\\f3\\fcharset1 "
        "D;}{\\f4\\cpg1250 E;}{\\f5\\fcharset2 F;}}";
    constexpr Row kRows[] = {
        {"\\'e9\\'80", "é€"},
        {"\\f1\\'cf\\'f0\\'e8\\f0\\'e9", "Приé"},
        {"{\\f1\\'cf}\\'e9", "Пé"},
        {"\\f1\\'cf\\plain\\'e9", "Пé"},
        {"\\f2\\'93\\'fa\\'96\\'7b\\'83A", "日本ア"},
        {"\\f2\\'83\\'5c\\'83\\\\", "ソソ"},
        {"\\f3\\'e9\\f4\\'e8\\f5\\'b7\\f77\\'e9", "éč·é"},
        {"\\f1\\'cf\\u8364?\\'f0\\par\\'e8", "П€р\r\nи"},
        {"\\'zz\\'e", "zze"},
    };
    for (const auto& [inside, text] : kRows) {
        EXPECT_EQ(shown(std::string(kFonts) + std::string(inside)), text) << inside;
    }
    EXPECT_EQ(*read("{\\rtf1\\ansi\\ansicpg1251\\'cf\\'f0}"), "Пр");
    EXPECT_EQ(*read("{\\rtf1\\mac\\'8e}"), "é");
    EXPECT_EQ(*read("{\\rtf1\\pc\\'82}"), "é");
    EXPECT_EQ(*read("{\\rtf1\\ansicpg65001\\'c3\\'a9\xc3\xa9}"), "éé");
    EXPECT_EQ(*read("{\\rtf1\\ansicpg4711\\'e9}"), "é");
    EXPECT_EQ(*read("{\\rtf1\\deff1{\\fonttbl{\\f1\\fcharset238 A;}}\\'e8}"), "č");
}

TEST(RtfText, HtmlThatWasWrappedIsUnwrapped) {
    EXPECT_EQ(*read("{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}\r\n"
                    "{\\*\\htmltag64 <html><body>}\\htmlrtf {\\b\\htmlrtf0\r\n"
                    "{\\*\\htmltag64 <p>}\\v bold \\'cf\\htmlrtf }\\par not shown\\htmlrtf0\r\n"
                    "{\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 a {\\*\\mhtmltag64 <b>}\r\n"
                    "{\\*\\htmltag92 <a href=\"http://x/\\'cf\">}link{\\*\\htmltag92 </a>}.\r\n"
                    "{\\*\\htmltag1 \\par }{\\*\\htmltag64 <p>}\r\n"
                    "1 < 2 & 3 \\{\\u60 ?b>\\}{\\*\\htmltag72 </body></html>}}"),
              "bold П a link <http://x/П>.\r\n\r\n1 < 2 & 3 {<b>}");
    EXPECT_EQ(*read("{\\rtf1\\fromhtml1{\\*\\htmltag241 <style>p \\{ color: red \\}}"
                    "{\\*\\htmltag249 </style>}{\\*\\htmltag <br>}x}"),
              "x");
}

TEST(RtfText, IsCutOnTheBorderOfACharacter) {
    EXPECT_EQ(*read("{\\rtf1 a\\u8364?b}", 3), "a");
    EXPECT_EQ(*read("{\\rtf1 a\\par b}", 3), "a");
    EXPECT_EQ(*read("{\\rtf1 a\\par b}", 4), "a\r\nb");
    EXPECT_EQ(*read("{\\rtf1\\fromhtml1{\\*\\htmltag <p>}abc}", 2), "ab");
}

TEST(RtfText, WhatFollowsTheDocumentIsNoPartOfIt) {
    EXPECT_EQ(*read(std::string_view("{\\rtf1 a}\r\n\0} {b}", 17)), "a");
}

TEST(RtfText, RefusesWhatIsNoneOrCut) {
    for (const auto* bad : {"", "text", "{", "{}", "{text}", "\\rtf1 a", "{{\\rtf1 a}}",
                            "{\\rtfx a}", "{\\rtf1 a", "{\\rtf1 {a}", "{\\rtf1 a\\",
                            "{\\rtf1 a\\'e", "{\\rtf1 \\bin99999999 a}", "{\\rtf1 \\"}) {
        const auto text = read(bad);
        ASSERT_FALSE(text) << bad;
        EXPECT_EQ(text.error().code, ErrorCode::kMalformed) << bad;
    }
}

TEST(RtfText, RefusesGroupsTooDeep) {
    const auto nested = [](std::size_t groups) {
        return "{\\rtf1 " + std::string(groups - 1, '{') + "a" + std::string(groups, '}');
    };
    EXPECT_EQ(*read(nested(limits::kRtfDepth)), "a");
    const auto deeper = read(nested(limits::kRtfDepth + 1));
    ASSERT_FALSE(deeper);
    EXPECT_EQ(deeper.error().code, ErrorCode::kTooLarge);
}

// A document that changes its charset with each character is as many conversions as it has
// charsets.
std::size_t decoded = 0;

std::string counting(std::string_view bytes, std::string_view charset) {
    ++decoded;
    return mime::to_utf8(bytes, charset);
}

TEST(RtfText, EachCharsetIsDecodedOnce) {
    std::string rtf = "{\\rtf1{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}";
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        rtf += "\\f0\\'e9\\f1\\'cf";
        expected += "éП";
    }
    decoded = 0;
    EXPECT_EQ(*to_text(rtf + "}", kMost, counting), expected);
    EXPECT_EQ(decoded, 2U);
}

TEST(RtfText, FontsWithoutEndAreOfTheDocumentsCharset) {
    std::string rtf = "{\\rtf1{\\fonttbl";
    for (int i = 0; i < 2000; ++i) {
        rtf += "\\f" + std::to_string(i) + "\\fcharset204 A;";
    }
    EXPECT_EQ(*read(rtf + "}\\f0\\'cf\\f1999\\'cf}"), "ПÏ");
}

}  // namespace
}  // namespace syncgate::rtf
