#include "gateway/http/body.h"

#include <string>

#include <gtest/gtest.h>

namespace syncgate::http {
namespace {

using std::string_literals::operator""s;

class BodyTest : public testing::Test {
  protected:
    // Feeds `input` in pieces; what is left of it when the body is complete.
    static Result<std::string> feed(Body& body, std::string_view input, std::size_t piece) {
        while (!input.empty() && !body.complete()) {
            std::string_view part = input.substr(0, piece);
            const std::size_t before = part.size();
            if (auto taken = body.take(part); !taken) {
                return taken.error();
            }
            input.remove_prefix(before - part.size());
        }
        return std::string(input);
    }

    net::Budget memory_{1U << 20U};
    net::Budget files_{1U << 20U};
    net::SpoolPlace place_{memory_, files_, testing::TempDir(), 64};
};

TEST_F(BodyTest, OfAGivenLengthTakesItsBytesAndNoMore) {
    for (const std::size_t piece : {1U, 3U, 100U}) {
        Body body(place_, 10, 100);
        auto rest = feed(body, "0123456789GET /", piece);
        ASSERT_TRUE(rest);
        EXPECT_EQ(*rest, "GET /");
        EXPECT_TRUE(body.complete());
        EXPECT_EQ(*body.spool().bytes(), "0123456789");
        EXPECT_EQ(body.received(), 10U);
    }
}

struct Chunks {
    std::string wire;
    std::string content;
};
const Chunks kChunks[] = {
    {"0\r\n\r\n", ""},
    {"3\r\nabc\r\n0\r\n\r\n", "abc"},
    {"3\r\nabc\r\n00002\r\nde\r\n000\r\n\r\n", "abcde"},
    {"A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"},
    {"3;name=value\r\nabc\r\n0;x\r\n\r\n", "abc"},
    {"3; a=\"b;c\"\r\nabc\r\n0\r\n\r\n", "abc"},
    {"3 ;x\r\nabc\r\n0\r\n\r\n", "abc"},
    {"4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"},
    {"0\r\nX-Trailer: yes\r\nY: z\r\n\r\n", ""},
    {"50\r\n" + std::string(80, 'x') + "\r\n0\r\n\r\n", std::string(80, 'x')},
};

TEST_F(BodyTest, ChunksAreDecodedHoweverTheyAreCut) {
    for (const auto& row : kChunks) {
        for (const std::size_t piece : {1U, 2U, 3U, 5U, 1000U}) {
            SCOPED_TRACE(row.wire + " by " + std::to_string(piece));
            Body body(place_, std::nullopt, 100);
            auto rest = feed(body, row.wire + "GET /", piece);
            ASSERT_TRUE(rest);
            EXPECT_TRUE(body.complete());
            EXPECT_EQ(*rest, "GET /");
            EXPECT_EQ(*body.spool().bytes(), row.content);
            EXPECT_EQ(body.received(), row.wire.size());
        }
    }
}

const std::string kBad[] = {
    "zz\r\n",
    "-1\r\n",
    "+1\r\n",
    "0x5\r\n",
    "\r\n",
    ";x\r\n",
    "fffffffffffffffff\r\n",
    "5\n",
    "5 \n",
    "5\r\r\n",
    "3;a\nb\r\n",
    "3;\0\r\nabc"s,
    "3\r\nabcX\r\n0\r\n\r\n",
    "3\r\nabc0\r\n\r\n",
    "3\r\nabc\n0\r\n\r\n",
    "0\r\nbad trailer\r\n\r\n",
    "0\r\n: no name\r\n\r\n",
    "0\r\nT: a\nb\r\n\r\n",
    "0\r\n\rX",
};

TEST_F(BodyTest, WhatIsNotChunksIsMalformed) {
    for (const auto& wire : kBad) {
        for (const std::size_t piece : {1U, 1000U}) {
            SCOPED_TRACE(wire);
            Body body(place_, std::nullopt, 100);
            auto fed = feed(body, wire, piece);
            ASSERT_FALSE(fed);
            EXPECT_EQ(fed.error().code, ErrorCode::kMalformed);
        }
    }
}

TEST_F(BodyTest, ExtensionsAndTrailersAreBounded) {
    for (const std::string& wire :
         {"1;" + std::string(100'000, 'e'), "0\r\nT: " + std::string(200'000, 't')}) {
        Body body(place_, std::nullopt, 100);
        auto fed = feed(body, wire, 4096);
        ASSERT_FALSE(fed);
        EXPECT_EQ(fed.error().code, ErrorCode::kTooLarge);
    }
    std::string many;  // also over many chunks
    for (int i = 0; i < 100'000; ++i) {
        many += "1;ext\r\nx\r\n";
    }
    Body body(place_, std::nullopt, 1U << 20U);
    EXPECT_FALSE(feed(body, many, 4096));
}

TEST_F(BodyTest, ChunksAreCountedAfterDecoding) {
    Body body(place_, std::nullopt, 10);
    ASSERT_TRUE(feed(body, "5\r\n01234\r\n5\r\n56789\r\n", 1000));
    auto fed = feed(body, "1\r\nx\r\n", 1000);
    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error().code, ErrorCode::kTooLarge);
}

TEST_F(BodyTest, ALargeBodyIsSpooled) {
    Body body(place_, 1000, 1000);
    const std::string content(1000, 'x');
    ASSERT_TRUE(feed(body, content, 77));
    EXPECT_FALSE(body.spool().in_memory());
    EXPECT_EQ(*body.spool().bytes(), content);
    EXPECT_EQ(memory_.used(), 0U);
}

TEST_F(BodyTest, AUsedUpBudgetIsUnavailable) {
    net::Budget little{100};
    net::SpoolPlace place{little, little, testing::TempDir(), 64};
    Body body(place, 1000, 1000);
    auto fed = feed(body, std::string(1000, 'x'), 50);
    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace syncgate::http
