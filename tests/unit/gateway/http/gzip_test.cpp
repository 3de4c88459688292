#include "gateway/http/gzip.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace syncgate::http {
namespace {

constexpr std::size_t kMost = 50U << 20U;

class GzipTest : public testing::Test {
  protected:
    static std::string packed(std::string_view content) {
        std::string out;
        Gzip().write(content, true, out);
        return out;
    }
    Result<std::string> unpacked(std::string_view bytes, std::size_t most = kMost) {
        net::Spool spool(place_);
        if (auto done = gunzip(bytes, most, spool); !done) {
            return done.error();
        }
        return std::string(*spool.bytes());
    }
    net::Budget memory_{1U << 30U};
    net::Budget files_{1U << 30U};
    net::SpoolPlace place_{memory_, files_, testing::TempDir()};
};

std::string noise(std::size_t size) {
    std::mt19937 random(7);
    std::string text(size, '\0');
    for (char& c : text) {
        c = static_cast<char>(random());
    }
    return text;
}

TEST_F(GzipTest, WhatWasPackedComesBack) {
    for (const std::size_t size : {0U, 1U, 1000U, 65'536U, 300'000U}) {
        const std::string content = noise(size);
        auto back = unpacked(packed(content));
        ASSERT_TRUE(back) << size;
        EXPECT_EQ(*back, content);
    }
}

TEST_F(GzipTest, MayBePackedInPieces) {
    Gzip gzip;
    std::string out;
    std::string content;
    for (int i = 0; i < 50; ++i) {
        const std::string piece(static_cast<std::size_t>(i) * 1000,
                                static_cast<char>('a' + i % 26));
        gzip.write(piece, false, out);
        content += piece;
    }
    gzip.write("", true, out);
    auto back = unpacked(out);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, content);
}

TEST_F(GzipTest, ABombIsTooLarge) {
    const std::string bomb = packed(std::string(100U << 20U, '\0'));  // about 100 KB
    ASSERT_LT(bomb.size(), 500'000U);
    for (const std::size_t most : {kMost, std::size_t{1} << 40U}) {  // the size, then the ratio
        auto back = unpacked(bomb, most);
        ASSERT_FALSE(back);
        EXPECT_EQ(back.error().code, ErrorCode::kTooLarge);
    }
    EXPECT_EQ(files_.used(), 0U);
}

TEST_F(GzipTest, SmallBodiesMayBeVeryRegular) {
    const std::string content(50'000, 'x');
    auto back = unpacked(packed(content));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, content);
}

TEST_F(GzipTest, TheLimitIsExact) {
    const std::string bytes = packed(noise(1000));
    EXPECT_TRUE(unpacked(bytes, 1000));
    EXPECT_FALSE(unpacked(bytes, 999));
}

TEST_F(GzipTest, DamageIsMalformed) {
    const std::string whole = packed(noise(1000));
    std::string flipped = whole;
    flipped[500] = static_cast<char>(flipped[500] ^ 1);
    for (const std::string& bad :
         {std::string(), std::string("not gzip at all"), whole.substr(0, 500),
          whole.substr(0, whole.size() - 1), whole + "x", flipped}) {
        auto back = unpacked(bad);
        ASSERT_FALSE(back) << bad.size();
        EXPECT_EQ(back.error().code, ErrorCode::kMalformed);
    }
}

}  // namespace
}  // namespace syncgate::http
