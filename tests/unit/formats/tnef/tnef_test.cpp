#include "formats/tnef/tnef.h"

#include <gtest/gtest.h>

#include "tests/unit/formats/tnef/stream.h"

namespace syncgate::tnef {
namespace {

constexpr std::uint16_t kString8 = 0x001e;
constexpr std::uint16_t kUnicode = 0x001f;
constexpr std::uint16_t kBinary = 0x0102;
constexpr std::uint16_t kObject = 0x000d;

std::string slice(std::string_view stream, Range range) {
    return std::string(stream.substr(range.begin, range.size));
}

std::string with_file(std::string_view file_properties) {
    return stream(
        {attribute(0x00069002, std::string(14, '\0')), attribute(0x00069005, file_properties)});
}

TEST(Tnef, FilesComeWithTheirNamesAndBytes) {
    const auto one = file("a.txt", "one");
    const auto two = file("b.txt", std::string("t\0o", 3));
    const std::string bytes = stream(
        {attribute(0x00069007, number(1251, 4)), one[0], one[1], one[2], two[0], two[1], two[2]});
    const auto content = read(bytes);
    ASSERT_TRUE(content);
    ASSERT_EQ(content->files.size(), 2U);
    EXPECT_EQ(slice(bytes, content->files[0].name.range), "a.txt");
    EXPECT_EQ(content->files[0].name.charset, "cp1251");
    EXPECT_EQ(slice(bytes, content->files[0].data), "one");
    EXPECT_EQ(slice(bytes, content->files[1].data), std::string("t\0o", 3));
}

TEST(Tnef, TheLongNameCountsAndTypeAndIdAreRead) {
    const std::string bytes = with_file(properties(
        {property(kString8, 0x3704, "SHORT~1.PNG"), property(kUnicode, 0x3707, utf16("long.png")),
         property(kString8, 0x370e, std::string("image/png\0", 10)),
         property(kUnicode, 0x3712, utf16("pic@x")), property(kBinary, 0x3701, "PNG")}));
    const auto content = read(bytes);
    ASSERT_TRUE(content);
    ASSERT_EQ(content->files.size(), 1U);
    const File& file = content->files.front();
    EXPECT_EQ(slice(bytes, file.name.range), utf16("long.png"));
    EXPECT_EQ(file.name.charset, "utf-16le");
    EXPECT_EQ(file.media_type, "image/png");
    EXPECT_EQ(file.content_id, "pic@x");
    EXPECT_EQ(slice(bytes, file.data), "PNG");
}

TEST(Tnef, TheTextIsFoundInEachForm) {
    const std::string bytes = stream(
        {attribute(0x00069007, number(1252, 4)), attribute(0x0002800c, std::string("old\0", 4)),
         attribute(0x00069003, properties({number(0x0003, 2) + number(0x3fde, 2) + number(65001, 4),
                                           property(kBinary, 0x1013, "<p>new"),
                                           property(kBinary, 0x1009, "compressed")}))});
    const auto content = read(bytes);
    ASSERT_TRUE(content);
    ASSERT_TRUE(content->plain && content->html);
    EXPECT_EQ(slice(bytes, content->plain->range), "old");
    EXPECT_EQ(content->plain->charset, "cp1252");
    EXPECT_EQ(slice(bytes, content->html->range), "<p>new");
    EXPECT_EQ(content->html->charset, "cp65001");
    EXPECT_EQ(slice(bytes, content->rtf.value()), "compressed");
}

TEST(Tnef, NamedAndSeveralValuesArePassedOver) {
    const std::string guid(16, 'g');
    const std::string named = number(0x101f, 2) + number(0x8001, 2) + guid + number(1, 4) +
                              number(6, 4) + utf16("key") + number(0, 2) + number(2, 4) +
                              number(2, 4) + utf16("a") + number(0, 2) + number(4, 4) + utf16("bc");
    const std::string bytes = with_file(
        properties({named, property(kString8, 0x3707, "a"), property(kBinary, 0x3701, "b")}));
    const auto content = read(bytes);
    ASSERT_TRUE(content);
    ASSERT_EQ(content->files.size(), 1U);
    EXPECT_EQ(slice(bytes, content->files[0].name.range), "a");
}

TEST(Tnef, AMessageInsideGivesItsFilesAndItsText) {
    const auto inner = file("inner.txt", "data");
    const std::string message =
        stream({attribute(0x0002800c, "said"), inner[0], inner[1], inner[2]});
    const std::string bytes =
        with_file(properties({property(kString8, 0x3001, "About it"),
                              property(kObject, 0x3701, std::string(16, 'i') + message)}));
    const auto content = read(bytes);
    ASSERT_TRUE(content);
    ASSERT_EQ(content->files.size(), 2U);
    EXPECT_EQ(slice(bytes, content->files[0].name.range), "About it");
    EXPECT_EQ(content->files[0].media_type, "text/plain");
    EXPECT_EQ(slice(bytes, content->files[0].data), "said");
    EXPECT_EQ(slice(bytes, content->files[1].data), "data");
}

TEST(Tnef, MessagesInsideMessagesEndSomewhere) {
    std::string bytes = stream({file("x", "y")[0], file("x", "y")[2]});
    for (int i = 0; i < 100; ++i) {
        bytes = with_file(properties({property(kObject, 0x3701, std::string(16, 'i') + bytes)}));
    }
    const auto content = read(bytes);
    ASSERT_TRUE(content);
    EXPECT_EQ(content->files.size(), 1U);
}

TEST(Tnef, WhatIsCutGivesWhatIsWhole) {
    const auto one = file("a", "one");
    const auto two = file("b", "two");
    const std::string bytes = stream({one[0], one[1], one[2], two[0], two[1], two[2]});
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto content = read(std::string_view(bytes).substr(0, size));
        ASSERT_EQ(content.has_value(), size >= 4) << size;
        if (content) {
            EXPECT_LE(content->files.size(), 2U) << size;
        }
    }
    EXPECT_EQ(read(std::string_view(bytes).substr(0, bytes.size() - 6))->files.size(), 1U);
}

TEST(Tnef, OtherBytesAreNone) {
    for (const std::string_view bad : {"", "x\x9f>", "\x89PNG\r\n", "x\x9f>#junk"}) {
        const auto content = read(bad);
        ASSERT_FALSE(content);
        EXPECT_EQ(content.error().code, ErrorCode::kMalformed);
    }
}

TEST(Tnef, ALieAboutASizeReadsNothingBeyondTheEnd) {
    const std::string huge = number(0xffffffff, 4);
    for (const auto& list :
         {huge, number(1, 4) + number(kBinary, 2) + number(0x3701, 2) + huge + huge,
          number(1, 4) + number(0x0003, 2) + number(0x3701, 2),
          number(1, 4) + number(0x1003, 2) + number(0x3701, 2) + huge,
          number(1, 4) + number(0x7777, 2) + number(0x3701, 2) + huge,
          number(1, 4) + number(kString8, 2) + number(0x8000, 2) + std::string(16, 'g') +
              number(1, 4) + huge}) {
        const auto content = read(with_file(list));
        ASSERT_TRUE(content);
        EXPECT_TRUE(content->files.empty());
    }
}

}  // namespace
}  // namespace syncgate::tnef
