#include "base/base64.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/hex.h"

namespace syncgate {
namespace {

struct Row {
    std::string_view bytes;
    std::string_view base64;
};

// Source: RFC 4648 10.
constexpr Row kRows[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xfb\xff\xfe", "+//+"},
};

TEST(Base64, GivesTheVectorsOfTheRfc) {
    for (const auto& [bytes, base64] : kRows) {
        EXPECT_EQ(base64_encode(bytes), base64);
        const auto decoded = base64_decode(base64);
        ASSERT_TRUE(decoded) << base64;
        EXPECT_EQ(*decoded, bytes);
    }
}

TEST(Base64, TakesTheUrlSafeAlphabetAndAbsentPadding) {
    EXPECT_EQ(*base64_decode("-__-"), "\xfb\xff\xfe");
    EXPECT_EQ(*base64_decode("Zg"), "f");
    EXPECT_EQ(*base64_decode("Zg="), "f");
    EXPECT_EQ(*base64_decode("Zm8"), "fo");
}

TEST(Base64, RefusesEverythingElse) {
    for (std::string_view bad : {"Z", "Zm9vY", "Zm 9", "Zm9v\r\n",
                                 "Zg==Zg==", "Zg===", "!!!not-base64!!!", "=Zg=", "Zm9\xff"}) {
        const auto decoded = base64_decode(bad);
        ASSERT_FALSE(decoded) << bad;
        EXPECT_EQ(decoded.error().code, ErrorCode::kMalformed);
    }
}

std::string every_byte() {
    std::string bytes;
    for (unsigned byte = 0; byte < 256; ++byte) {
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

TEST(Base64, EveryByteComesBack) {
    for (std::size_t size = 0; size <= 256; ++size) {
        const std::string bytes = every_byte().substr(0, size);
        EXPECT_EQ(*base64_decode(base64_encode(bytes)), bytes);
    }
}

TEST(Hex, EveryByteComesBackInBothCases) {
    EXPECT_EQ(hex_encode("\x01\xab\xff"), "01abff");
    EXPECT_EQ(*hex_decode("01aBFf"), "\x01\xab\xff");
    EXPECT_EQ(*hex_decode(""), "");
    EXPECT_EQ(*hex_decode(hex_encode(every_byte())), every_byte());
}

TEST(Hex, RefusesEverythingElse) {
    for (std::string_view bad :
         {"0", "0g", "g0", "0 ", "0x", "@0", "`0", "/0", ":0", "0\xff", "\x10\x10"}) {
        const auto decoded = hex_decode(bad);
        ASSERT_FALSE(decoded) << bad;
        EXPECT_EQ(decoded.error().code, ErrorCode::kMalformed);
    }
}

}  // namespace
}  // namespace syncgate
