#include "base/text.h"

#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace syncgate {
namespace {

using namespace std::string_view_literals;

TEST(Text, CaseIsIgnoredInAsciiOnly) {
    EXPECT_EQ(lower_ascii("AbZ[@`{\xc3\x84"), "abz[@`{\xc3\x84");
    EXPECT_TRUE(iequals("Content-Type", "content-TYPE"));
    EXPECT_TRUE(iequals("", ""));
    EXPECT_FALSE(iequals("a", "ab"));
    EXPECT_FALSE(iequals("[", "{"));
    EXPECT_FALSE(iequals("\xc3\x84", "\xc3\xa4"));
    EXPECT_TRUE(istarts_with("Content-Type", "content-"));
    EXPECT_TRUE(istarts_with("x", ""));
    EXPECT_FALSE(istarts_with("con", "content"));
}

TEST(Text, TrimTakesBlanksAndLineEnds) {
    EXPECT_EQ(trim(" \t\r\na b\r\n"), "a b");
    EXPECT_EQ(trim(" \t"), "");
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(trim("\va\f"), "\va\f");
}

TEST(Text, SplitKeepsEmptyParts) {
    using Parts = std::vector<std::string_view>;
    EXPECT_EQ(split("", ','), Parts({""}));
    EXPECT_EQ(split("a", ','), Parts({"a"}));
    EXPECT_EQ(split("a,,b,", ','), Parts({"a", "", "b", ""}));
}

TEST(Text, OnlyWholeNumbersAreNumbers) {
    EXPECT_EQ(parse_uint("0"), 0U);
    EXPECT_EQ(parse_uint("007"), 7U);
    EXPECT_EQ(parse_uint("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
    for (std::string_view bad : {"", "18446744073709551616", "-1", "+1", " 1", "1 ", "1x", "0x1"}) {
        EXPECT_EQ(parse_uint(bad), std::nullopt) << bad;
    }
}

struct Utf8 {
    std::string_view bytes;
    bool valid;
    std::string_view repaired;
};

// Source: RFC 3629 4; Unicode 15 table 3-7.
constexpr Utf8 kUtf8[] = {
    {""sv, true, ""},
    {"plain ASCII, longer than eight bytes"sv, true, "plain ASCII, longer than eight bytes"},
    {"\xc2\x80"sv, true, "\xc2\x80"},
    {"\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"sv, true, "\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"},
    {"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"sv, true, "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
    {"\xed\x9f\xbf\xee\x80\x80"sv, true, "\xed\x9f\xbf\xee\x80\x80"},
    {"12345678\xc3\xa4"
     "12345678"sv,
     true, "12345678ä12345678"},
    {"1234567\xc3\xa4"sv, true, "1234567ä"},
    {"\x80"sv, false, "\ufffd"},
    {"\xc0\x80"sv, false, "\ufffd\ufffd"},  // overlong
    {"\xc1\xbf"sv, false, "\ufffd\ufffd"},
    {"\xe0\x9f\xbf"sv, false, "\ufffd\ufffd\ufffd"},  // overlong
    {"\xed\xa0\x80"sv, false, "\ufffd\ufffd\ufffd"},  // surrogate
    {"\xf0\x8f\xbf\xbf"sv, false, "\ufffd\ufffd\ufffd\ufffd"},
    {"\xf4\x90\x80\x80"sv, false, "\ufffd\ufffd\ufffd\ufffd"},  // above U+10FFFF
    {"\xf5"sv, false, "\ufffd"},
    {"a\xc3"sv, false, "a\ufffd"},  // cut
    {"a\xe2\x82"sv, false, "a\ufffd\ufffd"},
    {"a\xc3z"sv, false, "a\ufffdz"},
    {"12345678\xff"
     "1234567"sv,
     false, "12345678\ufffd1234567"},
    {"a\0b"sv, true, "ab"},  // valid, and left out of text
};

TEST(Text, Utf8IsRecognisedAndRepaired) {
    for (const auto& row : kUtf8) {
        EXPECT_EQ(is_utf8(row.bytes), row.valid) << row.repaired;
        EXPECT_EQ(to_valid_utf8(row.bytes), row.repaired);
        EXPECT_TRUE(is_utf8(to_valid_utf8(row.bytes)));
    }
}

TEST(Text, ACutEndsOnACharactersBorder) {
    constexpr std::string_view kText = "aä€😀";  // of 1, 2, 3 and 4 bytes
    constexpr std::size_t kEnds[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (std::size_t most = 0; most < std::size(kEnds); ++most) {
        EXPECT_EQ(cut_utf8(kText, most), kText.substr(0, kEnds[most])) << most;
    }
}

TEST(Text, ACutOfWhatIsNoUtf8KeepsItsBytes) {
    const std::string bytes(100, '\x80');
    EXPECT_EQ(cut_utf8(bytes, 50).size(), 50U);
    EXPECT_EQ(cut_utf8(bytes, 2).size(), 2U);
    EXPECT_EQ(cut_utf8(bytes, 0).size(), 0U);
}

struct Moment {
    std::string_view compact;
    std::string_view extended;
    UnixMillis millis;
};

constexpr Moment kMoments[] = {
    {"19700101T000000Z", "1970-01-01T00:00:00.000Z", 0},
    {"19691231T235959Z", "1969-12-31T23:59:59.000Z", -1000},
    {"20261124T100001Z", "2026-11-24T10:00:01.000Z", 1795514401000},
    {"20000229T235959Z", "2000-02-29T23:59:59.000Z", 951868799000},
    {"00010101T000000Z", "0001-01-01T00:00:00.000Z", -62135596800000},
    {"99991231T235959Z", "9999-12-31T23:59:59.000Z", 253402300799000},
};

TEST(Text, MomentsAreWrittenAndReadInBothForms) {
    for (const auto& row : kMoments) {
        EXPECT_EQ(iso8601_millis(row.millis), row.extended);
        EXPECT_EQ(iso8601_compact(row.millis / 1000), row.compact);
        EXPECT_EQ(parse_iso8601(row.extended), row.millis / 1000);
        EXPECT_EQ(parse_iso8601(row.compact), row.millis / 1000);
    }
    EXPECT_EQ(iso8601_millis(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(parse_iso8601("2026-11-24T10:00:01Z"), 1795514401);
    EXPECT_EQ(parse_iso8601("2026-11-24T10:00:01.123456Z"), 1795514401);
}

TEST(Text, EveryDayIsReadAsItWasWritten) {
    for (UnixSeconds time = -70'000'000'000; time < 250'000'000'000; time += 86400 * 97 + 1) {
        ASSERT_EQ(parse_iso8601(iso8601_compact(time < -62135596800 ? 0 : time)),
                  time < -62135596800 ? 0 : time);
    }
}

TEST(Text, WhatIsNoMomentIsRefused) {
    for (std::string_view bad : {"",
                                 "Z",
                                 "2026",
                                 "2026-11-24",
                                 "2026-11-24T10:00:01",
                                 "20261124T100001",
                                 "2026-13-24T10:00:01Z",
                                 "2026-00-24T10:00:01Z",
                                 "2026-02-29T10:00:01Z",
                                 "1900-02-29T00:00:00Z",
                                 "2026-11-00T10:00:01Z",
                                 "2026-11-24T24:00:00Z",
                                 "2026-11-24T10:60:00Z",
                                 "2026-11-24T10:00:61Z",
                                 "2026-11-24 10:00:01Z",
                                 "2026-11-24T10:00:01.Z",
                                 "2026-11-24T10:00:01+00:00",
                                 "2026-11-24T100001Z",
                                 "20261124T10:00:01Z",
                                 "2026-11-24T10:00:01Zx",
                                 "+026-11-24T10:00:01Z"}) {
        EXPECT_EQ(parse_iso8601(bad), std::nullopt) << bad;
    }
}

TEST(Text, APlainLineDoesNothingToWhoShowsIt) {
    EXPECT_EQ(to_plain_line("iPhone 15, \u00e4\u20ac"), "iPhone 15, \u00e4\u20ac");
    EXPECT_EQ(to_plain_line("a\tb\r\nc\x1b[2J\x7f"), "a b  c [2J ");
    EXPECT_EQ(to_plain_line("a\xc2\x9b"
                            "b"),
              "a b");  // CSI of the second set
    EXPECT_EQ(to_plain_line("a\u2028b\u202e"
                            "c\u2066"
                            "d"),
              "a b c d");  // lines, directions
    EXPECT_EQ(to_plain_line("a\xff"), "a\uFFFD");
    EXPECT_EQ(to_plain_line(""), "");
}

}  // namespace
}  // namespace syncgate
