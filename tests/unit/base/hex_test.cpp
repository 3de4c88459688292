#include "base/hex.h"

#include <gtest/gtest.h>

namespace syncgate {
namespace {

TEST(Hex, EscapesOfTwoDigitsBecomeTheirBytesAndNothingElseDoes) {
    EXPECT_EQ(hex_unescape("gr%C3%bc", '%'), "gr\xc3\xbc");
    EXPECT_EQ(hex_unescape("100%", '%'), "100%");
    EXPECT_EQ(hex_unescape("100%2", '%'), "100%2");
    EXPECT_EQ(hex_unescape("%%41%4G%zz", '%'), "%A%4G%zz");
    EXPECT_EQ(hex_unescape("a=20b%20", '='), "a b%20");
    EXPECT_EQ(hex_unescape("", '%'), "");
}

}  // namespace
}  // namespace syncgate
