#include "formats/wbxml/mb_uint32.h"

#include <gtest/gtest.h>

namespace syncgate::wbxml {
namespace {

using namespace std::string_view_literals;

struct Pair {
    std::uint32_t value;
    std::string_view bytes;
};

constexpr Pair kPairs[] = {
    {0, "\x00"sv},
    {0x7f, "\x7f"sv},  // the largest single byte
    {0x80, "\x81\x00"sv},
    {0xa0, "\x81\x20"sv},  // the example that WBXML 5.1 gives
    {0x3fff, "\xff\x7f"sv},
    {0x4000, "\x81\x80\x00"sv},
    {0x0fffffff, "\xff\xff\xff\x7f"sv},
    {UINT32_MAX, "\x8f\xff\xff\xff\x7f"sv},
};

TEST(MbUint32, ReadsAndWritesTheSameBytes) {
    for (const auto& [value, bytes] : kPairs) {
        SCOPED_TRACE(value);
        std::string written;
        append_mb_uint32(value, written);
        EXPECT_EQ(written, bytes);

        std::string_view input = bytes;
        auto read = read_mb_uint32(input);
        ASSERT_TRUE(read);
        EXPECT_EQ(*read, value);
        EXPECT_TRUE(input.empty());
    }
}

TEST(MbUint32, AppendsAndLeavesWhatFollows) {
    std::string written = "x";
    append_mb_uint32(0x80, written);
    EXPECT_EQ(written, "x\x81\x00"sv);

    std::string_view input = "\x81\x00\x81"sv;
    ASSERT_TRUE(read_mb_uint32(input));
    EXPECT_EQ(input, "\x81");
}

TEST(MbUint32, AcceptsLeadingZeroGroups) {
    std::string_view input = "\x80\x80\x80\x81\x20"sv;
    auto read = read_mb_uint32(input);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, 0xa0U);
}

TEST(MbUint32, RefusesBadInputAndLeavesItUnread) {
    for (std::string_view bad : {""sv, "\x81"sv, "\x8f\xff\xff\xff"sv, "\x90\x80\x80\x80\x00"sv,
                                 "\x80\x80\x80\x80\x80\x01"sv}) {
        std::string_view input = bad;
        auto read = read_mb_uint32(input);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, ErrorCode::kMalformed);
        EXPECT_EQ(input, bad);
    }
}

}  // namespace
}  // namespace syncgate::wbxml
