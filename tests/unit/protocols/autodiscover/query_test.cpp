#include "protocols/autodiscover/query.h"

#include <gtest/gtest.h>

namespace syncgate::autodiscover {
namespace {

TEST(AutodiscoverQuery, FindsADecodedParameterInAnyCase) {
    constexpr std::string_view kQuery = "email=u1%40example.org&Protocol=ActiveSync&empty=&x";
    EXPECT_EQ(parameter(kQuery, "Email"), "u1@example.org");
    EXPECT_EQ(parameter(kQuery, "protocol"), "ActiveSync");
    EXPECT_EQ(parameter(kQuery, "empty"), std::nullopt);
    EXPECT_EQ(parameter(kQuery, "x"), std::nullopt);
    EXPECT_EQ(parameter("", "x"), std::nullopt);
}

TEST(AutodiscoverQuery, KeepsWhatDoesNotDecode) {
    EXPECT_EQ(parameter("a=%4&b=%zz&c=u+tag%40x", "a"), "%4");
    EXPECT_EQ(parameter("a=%4&b=%zz&c=u+tag%40x", "b"), "%zz");
    EXPECT_EQ(parameter("a=%4&b=%zz&c=u+tag%40x", "c"), "u+tag@x");
}

}  // namespace
}  // namespace syncgate::autodiscover
