#include "protocols/lmtp/path.h"

#include <gtest/gtest.h>

namespace syncgate::lmtp {
namespace {

struct Row {
    std::string_view text, address, parameters;
};

constexpr Row kPaths[] = {
    {"<u1@example.org>", "u1@example.org", ""},
    {" <u1@example.org> SIZE=10 BODY=8BITMIME", "u1@example.org", "SIZE=10 BODY=8BITMIME"},
    {"<>", "", ""},
    {"<@relay.example,@b.example:u1@example.org>", "u1@example.org", ""},
    {"<\"jane doe\"@example.org>", "jane doe@example.org", ""},
    {"<\"a>b\"@example.org> SIZE=1", "a>b@example.org", "SIZE=1"},
    {"<\"a\\\"b\"@example.org>", "a\"b@example.org", ""},
    {"<gr\xc3\xbc\xc3\x9f@example.org>", "gr\xc3\xbc\xc3\x9f@example.org", ""},
};

TEST(Path, IsReadWithItsParameters) {
    for (const auto& row : kPaths) {
        const auto path = parse_path(row.text);
        ASSERT_TRUE(path) << row.text;
        EXPECT_EQ(path->address, row.address);
        EXPECT_EQ(path->parameters, row.parameters);
    }
}

TEST(Path, WhatIsNoneIsRefused) {
    using namespace std::string_view_literals;
    for (const auto text : {""sv, "u1@example.org"sv, "<u1@example.org"sv, "<\"a>"sv,
                            "<@relay.example>"sv, "<a\rb@example.org>"sv, "<a\0b@x>"sv}) {
        EXPECT_FALSE(parse_path(text)) << text;
    }
}

TEST(Parameter, IsFoundWithoutRegardToCase) {
    constexpr std::string_view kText = "size=1000 SMTPUTF8 BODY=8BITMIME";
    EXPECT_EQ(parameter(kText, "SIZE"), "1000");
    EXPECT_EQ(parameter(kText, "SMTPUTF8"), "");
    EXPECT_EQ(parameter(kText, "RET"), std::nullopt);
}

}  // namespace
}  // namespace syncgate::lmtp
