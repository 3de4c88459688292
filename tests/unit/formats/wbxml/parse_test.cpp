#include <gtest/gtest.h>

#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"

namespace syncgate::wbxml {
namespace {

using namespace std::string_view_literals;
using namespace std::string_literals;

constexpr auto kHeader = "\x03\x01\x6a\x00"sv;

std::string document(std::string_view body) {
    return std::string(kHeader) + std::string(body);
}

struct Accepted {
    const char* what;
    std::string_view bytes;      // the whole document
    std::string_view canonical;  // what follows the header when it is written
};

// Sync (0x05), SyncKey (0x0b) and MoreAvailable (0x14) of page 0, FolderSync (0x16) of page 7.
constexpr Accepted kAccepted[] = {
    {"an empty root", "\x03\x01\x6a\x00\x05"sv, "\x05"sv},
    {"an empty root with a content bit", "\x03\x01\x6a\x00\x45\x01"sv, "\x05"sv},
    {"version 1.1", "\x01\x01\x6a\x00\x05"sv, "\x05"sv},
    {"version 1.2", "\x02\x01\x6a\x00\x05"sv, "\x05"sv},
    {"header integers with leading zeros", "\x03\x80\x01\x80\x6a\x80\x00\x05"sv, "\x05"sv},
    {"a page switch first", "\x03\x01\x6a\x00\x00\x07\x16"sv, "\x00\x07\x16"sv},
    {"switches to pages that are not used", "\x03\x01\x6a\x00\x00\x19\x00\x00\x05"sv, "\x05"sv},
    {"a repeated switch", "\x03\x01\x6a\x00\x00\x07\x00\x07\x56\x00\x07\x12\x01"sv,
     "\x00\x07\x56\x12\x01"sv},
    {"a switch before an end", "\x03\x01\x6a\x00\x45\x14\x00\x07\x01"sv, "\x45\x14\x01"sv},
    {"a switch before text",
     "\x03\x01\x6a\x00\x4b\x00\x07\x03"
     "1\x00\x01"sv,
     "\x4b\x03"
     "1\x00\x01"sv},
    {"text", "\x03\x01\x6a\x00\x4b\x03key\x00\x01"sv, "\x4b\x03key\x00\x01"sv},
    {"text in two pieces", "\x03\x01\x6a\x00\x4b\x03ke\x00\x03y\x00\x01"sv,
     "\x4b\x03key\x00\x01"sv},
    {"text in three pieces, one empty", "\x03\x01\x6a\x00\x4b\x03ke\x00\x03\x00\x03y\x00\x01"sv,
     "\x4b\x03key\x00\x01"sv},
    {"empty text", "\x03\x01\x6a\x00\x4b\x03\x00\x01"sv, "\x0b"sv},
    {"opaque", "\x03\x01\x6a\x00\x4b\xc3\x03k\x00\xff\x01"sv, "\x4b\xc3\x03k\x00\xff\x01"sv},
    {"empty opaque", "\x03\x01\x6a\x00\x4b\xc3\x00\x01"sv, "\x0b"sv},
    {"opaque with a long length", "\x03\x01\x6a\x00\x4b\xc3\x80\x80\x01k\x01"sv,
     "\x4b\xc3\x01k\x01"sv},
    {"text and opaque become opaque", "\x03\x01\x6a\x00\x4b\x03k\x00\xc3\x01y\x01"sv,
     "\x4b\xc3\x02ky\x01"sv},
    {"opaque and text become opaque", "\x03\x01\x6a\x00\x4b\xc3\x01k\x03y\x00\x01"sv,
     "\x4b\xc3\x02ky\x01"sv},
    {"a character split between opaque pieces",
     "\x03\x01\x6a\x00\x4b\xc3\x01\xc3\xc3\x01\xa4\x01"sv, "\x4b\xc3\x02\xc3\xa4\x01"sv},
};

TEST(Parse, AcceptsEveryFormThatClientsUse) {
    for (const auto& row : kAccepted) {
        SCOPED_TRACE(row.what);
        const auto root = parse(row.bytes);
        ASSERT_TRUE(root) << root.error().detail;
        EXPECT_EQ(write(*root), document(row.canonical));
    }
}

struct Refused {
    const char* what;
    std::string_view bytes;
};

constexpr Refused kRefused[] = {
    {"nothing", ""sv},
    {"a version alone", "\x03"sv},
    {"a header alone", "\x03\x01\x6a\x00"sv},
    {"version 1.0", "\x00\x01\x6a\x00\x05"sv},
    {"version 1.4", "\x04\x01\x6a\x00\x05"sv},
    {"another public id", "\x03\x04\x6a\x00\x05"sv},
    {"a public id in the string table", "\x03\x00\x00\x6a\x02\x41\x00\x05"sv},
    {"Latin-1", "\x03\x01\x04\x00\x05"sv},
    {"UTF-16", "\x03\x01\x87\x77\x00\x05"sv},
    {"an unknown charset", "\x03\x01\x00\x00\x05"sv},
    {"a string table", "\x03\x01\x6a\x02\x41\x00\x05"sv},
    {"a header integer without end", "\x03\xff\xff\xff\xff\xff\xff"sv},
    {"XML", "<?xml version=\"1.0\"?><Sync xmlns=\"AirSync\"/>"sv},
    {"an end without an element", "\x03\x01\x6a\x00\x01"sv},
    {"no end", "\x03\x01\x6a\x00\x45"sv},
    {"no end of a child", "\x03\x01\x6a\x00\x45\x4b\x01"sv},
    {"an end too many", "\x03\x01\x6a\x00\x45\x01\x01"sv},
    {"two roots", "\x03\x01\x6a\x00\x05\x05"sv},
    {"a switch after the root", "\x03\x01\x6a\x00\x05\x00\x00"sv},
    {"bytes after the root", "\x03\x01\x6a\x00\x45\x01x"sv},
    {"a switch without a page", "\x03\x01\x6a\x00\x45\x00"sv},
    {"an unknown page", "\x03\x01\x6a\x00\x00\x1a\x05"sv},
    {"an unknown page that is not used", "\x03\x01\x6a\x00\x00\x1a\x00\x00\x05"sv},
    {"page 255", "\x03\x01\x6a\x00\x00\xff\x05"sv},
    {"an unknown tag", "\x03\x01\x6a\x00\x3f"sv},
    {"an unknown tag of the last page", "\x03\x01\x6a\x00\x00\x19\x0f"sv},
    {"attributes", "\x03\x01\x6a\x00\xc5\x05\x03x\x00\x01\x01"sv},
    {"an attribute bit", "\x03\x01\x6a\x00\x85"sv},
    {"an attribute bit and content", "\x03\x01\x6a\x00\xc5\x01"sv},
    {"attributes without content", "\x03\x01\x6a\x00\x85\x01"sv},
    {"an entity", "\x03\x01\x6a\x00\x4b\x02\x41\x01"sv},
    {"a literal", "\x03\x01\x6a\x00\x04\x00"sv},
    {"a literal with content", "\x03\x01\x6a\x00\x44\x00\x01"sv},
    {"a literal with attributes", "\x03\x01\x6a\x00\x84\x00\x01"sv},
    {"a literal with both", "\x03\x01\x6a\x00\xc4\x00\x01\x01"sv},
    {"a string of the table", "\x03\x01\x6a\x00\x4b\x83\x00\x01"sv},
    {"a processing instruction", "\x03\x01\x6a\x00\x43\x05\x01\x05"sv},
    {"an inline extension", "\x03\x01\x6a\x00\x4b\x40\x61\x00\x01"sv},
    {"a table extension", "\x03\x01\x6a\x00\x4b\x80\x00\x01"sv},
    {"a byte extension", "\x03\x01\x6a\x00\x4b\xc0\x01"sv},
    {"text outside the root", "\x03\x01\x6a\x00\x03x\x00"sv},
    {"opaque outside the root", "\x03\x01\x6a\x00\xc3\x01x"sv},
    {"text without its end", "\x03\x01\x6a\x00\x4b\x03key\x01"sv},
    {"opaque beyond the end", "\x03\x01\x6a\x00\x4b\xc3\x05k\x01"sv},
    {"opaque of 4 GiB", "\x03\x01\x6a\x00\x4b\xc3\x8f\xff\xff\xff\x7fk\x01"sv},
    {"an opaque length without end", "\x03\x01\x6a\x00\x4b\xc3\xff\xff\xff\xff\xff\x01"sv},
    {"text before a child", "\x03\x01\x6a\x00\x45\x03x\x00\x14\x01"sv},
    {"text in pieces before a child", "\x03\x01\x6a\x00\x45\x03x\x00\x03y\x00\x14\x01"sv},
    {"text after a child", "\x03\x01\x6a\x00\x45\x14\x03x\x00\x01"sv},
    {"opaque between children", "\x03\x01\x6a\x00\x45\x14\xc3\x01x\x14\x01"sv},
    {"text that is not UTF-8", "\x03\x01\x6a\x00\x4b\x03\xe4\x00\x01"sv},
    {"an overlong character", "\x03\x01\x6a\x00\x4b\x03\xc0\xaf\x00\x01"sv},
    {"a surrogate", "\x03\x01\x6a\x00\x4b\x03\xed\xa0\x80\x00\x01"sv},
    {"a second piece that is not UTF-8", "\x03\x01\x6a\x00\x4b\x03x\x00\x03\xff\x00\x01"sv},
};

TEST(Parse, RefusesWhatActiveSyncNeverUses) {
    for (const auto& row : kRefused) {
        SCOPED_TRACE(row.what);
        const auto root = parse(row.bytes);
        ASSERT_FALSE(root);
        EXPECT_EQ(root.error().code, ErrorCode::kMalformed);
        EXPECT_TRUE(root.error().detail.starts_with("wbxml: ")) << root.error().detail;
    }
}

TEST(Parse, RefusesEveryPrefixOfADocument) {
    Element root(folder_hierarchy::kFolderSync);
    root.add(folder_hierarchy::kSyncKey, "0"s);
    root.add(Element::opaque(email2::kConversationId, std::string(200, '\x01')));
    const std::string whole = write(root);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parse(std::string_view(whole).substr(0, size))) << size;
    }
    EXPECT_TRUE(parse(whole));
}

TEST(Parse, BorrowsContentFromItsInput) {
    const std::string bytes = document("\x4b\x03key\x00\x01"sv);
    const auto root = parse(bytes);
    ASSERT_TRUE(root);
    EXPECT_EQ(root->content().data(), bytes.data() + 6);
}

std::optional<ErrorCode> refusal(std::string_view bytes, const Limits& limits = {}) {
    const auto root = parse(bytes, limits);
    return root ? std::nullopt : std::optional(root.error().code);
}

std::string nested(std::size_t depth) {
    return document(std::string(depth - 1, '\x45') + '\x05' + std::string(depth - 1, '\x01'));
}

TEST(Parse, GoesToTheDepthLimitAndNoDeeper) {
    EXPECT_TRUE(parse(nested(32)));
    EXPECT_EQ(refusal(nested(33)), ErrorCode::kTooLarge);
    EXPECT_EQ(refusal(document(std::string(1'000'000, '\x45'))), ErrorCode::kTooLarge);
    EXPECT_TRUE(parse(nested(3), {.depth = 3}));
    EXPECT_EQ(refusal(nested(4), {.depth = 3}), ErrorCode::kTooLarge);
    const std::string open = document("\x45\x45\x45\x45\x01\x01\x01\x01"sv);  // 4, by content bits
    EXPECT_EQ(refusal(open, {.depth = 3}), ErrorCode::kTooLarge);
}

std::string wide(std::size_t elements) {
    return document('\x45' + std::string(elements - 1, '\x14') + '\x01');
}

TEST(Parse, TakesElementsUpToTheLimit) {
    EXPECT_TRUE(parse(wide(100'000)));
    EXPECT_EQ(refusal(wide(100'001)), ErrorCode::kTooLarge);
}

TEST(Parse, TakesBytesUpToTheLimit) {
    const std::string bytes = wide(100);
    EXPECT_TRUE(parse(bytes, {.bytes = bytes.size()}));
    EXPECT_EQ(refusal(bytes, {.bytes = bytes.size() - 1}), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace syncgate::wbxml
