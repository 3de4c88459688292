#include <gtest/gtest.h>

#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"
#include "formats/wbxml/xml_text.h"

namespace syncgate::wbxml {
namespace {

using namespace std::string_view_literals;
using namespace std::string_literals;

TEST(Writer, WritesTheExampleOfTheSpecification) {
    // MS-ASWBXML 3.1's form: a FolderSync with the key 0.
    Element root(folder_hierarchy::kFolderSync);
    root.add(folder_hierarchy::kSyncKey, "0"s);
    EXPECT_EQ(write(root), "\x03\x01\x6a\x00\x00\x07\x56\x52\x03\x30\x00\x01\x01"sv);
}

TEST(Writer, SwitchesPagesOnlyWhereTheyChange) {
    Element root(air_sync::kSync);
    root.add(air_sync::kStatus, 1);
    root.add(email::kRead, 1);
    root.add(email::kFlag);
    root.add(air_sync::kMoreAvailable);
    EXPECT_EQ(write(root),
              "\x03\x01\x6a\x00\x45\x4e\x03"
              "1\x00\x01\x00\x02\x55\x03"
              "1\x00\x01\x3a\x00\x00\x14\x01"sv);
}

TEST(Writer, WritesAnEmptyElementAsItsTokenAlone) {
    for (const Element& empty :
         {Element(air_sync::kSync), Element(air_sync::kSync, ""s),
          Element::opaque(air_sync::kSync, ""), Element(air_sync::kSync, "\x01\x02"s)}) {
        EXPECT_EQ(write(empty), "\x03\x01\x6a\x00\x05"sv);
    }
}

TEST(Writer, WritesOpaqueAsItIs) {
    EXPECT_EQ(write(Element::opaque(compose_mail::kMime, "\x00\xff\x1b"s)),
              "\x03\x01\x6a\x00\x00\x15\x50\xc3\x03\x00\xff\x1b\x01"sv);
    const std::string large(300, 'x');
    EXPECT_EQ(write(Element::opaque(compose_mail::kMime, large)),
              "\x03\x01\x6a\x00\x00\x15\x50\xc3\x82\x2c"s + large + "\x01");
}

TEST(Writer, LeavesGapsForTextThatComesLater) {
    const auto document = [](Element first, Element second) {
        Element root(item_operations::kResponse);
        root.add(item_operations::kStatus, 1);
        root.add(std::move(first));
        root.add(air_sync::kStatus, 2);
        root.add(std::move(second));
        return root;
    };
    const auto pieces = write_around_gaps(
        document(Element::gap(item_operations::kData), Element::gap(item_operations::kData)));
    ASSERT_EQ(pieces.size(), 3U);
    EXPECT_EQ(pieces[0] + "one" + pieces[1] + "two" + pieces[2],
              write(document(Element(item_operations::kData, "one"s),
                             Element(item_operations::kData, "two"s))));
    const auto opaque = write_around_gaps(Element::opaque_gap(compose_mail::kMime, 300));
    ASSERT_EQ(opaque.size(), 2U);
    const std::string bytes(300, '\xff');
    EXPECT_EQ(opaque[0] + bytes + opaque[1], write(Element::opaque(compose_mail::kMime, bytes)));
    const auto whole = write_around_gaps(Element(air_sync::kSync));
    ASSERT_EQ(whole.size(), 1U);
    EXPECT_EQ(whole[0], write(Element(air_sync::kSync)));
}

struct Cleaned {
    std::string_view text;
    std::string_view written;
};

constexpr Cleaned kCleaned[] = {
    {"plain, and Gr\xc3\xbc\xc3\x9f\x65 \xf0\x9f\x98\x80",
     "plain, and Gr\xc3\xbc\xc3\x9f\x65 \xf0\x9f\x98\x80"},
    {"tab\tline\r\nline", "tab\tline\r\nline"},
    {"a\0b"sv, "ab"},
    {"bell\x07 escape\x1b[31m", "bell escape[31m"},
    {"long enough for words \x1f and more", "long enough for words  and more"},
    {"\x7f", "\x7f"},
    {"latin \xe4 1", "latin \xef\xbf\xbd 1"},
    {"cut \xc3", "cut \xef\xbf\xbd"},
    {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"fffe \xef\xbf\xbe, ffff \xef\xbf\xbf\xef\xbf\xbf!", "fffe , ffff !"},
    {"fffd \xef\xbf\xbd stays", "fffd \xef\xbf\xbd stays"},
    {"\xef\xbf\x1b\xbe", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"U+FB01 \xef\xac\x81", "U+FB01 \xef\xac\x81"},
};

TEST(Writer, NeverWritesTextThatXmlCannotCarry) {
    for (const auto& row : kCleaned) {
        SCOPED_TRACE(row.written);
        EXPECT_EQ(is_xml_text(row.text), row.text == row.written);
        EXPECT_EQ(to_xml_text(row.text), row.written);
        const std::string bytes = write(Element(email::kSubject, std::string(row.text)));
        const auto read = parse(bytes);
        ASSERT_TRUE(read) << read.error().detail;
        EXPECT_EQ(read->content(), row.written);
    }
}

// Where a character stands in a word of eight must not matter.
TEST(Writer, FindsAForbiddenCharacterAtEveryPlace) {
    for (std::size_t size = 1; size <= 20; ++size) {
        for (std::size_t at = 0; at < size; ++at) {
            std::string text(size, ' ');
            EXPECT_TRUE(is_xml_text(text));
            text[at] = '\x1f';
            EXPECT_FALSE(is_xml_text(text)) << size << " " << at;
            text[at] = '\n';
            EXPECT_TRUE(is_xml_text(text)) << size << " " << at;
        }
    }
}

}  // namespace
}  // namespace syncgate::wbxml
