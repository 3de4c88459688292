#include "protocols/activesync/version.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

constexpr Version kAll[] = {Version::k2_5,  Version::k12_0, Version::k12_1, Version::k14_0,
                            Version::k14_1, Version::k16_0, Version::k16_1};

TEST(Version, ReadsWhatItWrites) {
    for (const auto version : kAll) {
        EXPECT_EQ(parse_version(to_string(version)), version);
    }
}

TEST(Version, NothingElseIsOne) {
    for (const auto* text : {"", "1.0", "14", "14.10", "14.1 ", "16.2", "99.9"}) {
        EXPECT_EQ(parse_version(text), std::nullopt) << text;
    }
}

// A client takes the last one that it knows, and does not trim blanks.
TEST(Version, OffersAscendingWithoutBlanks) {
    EXPECT_EQ(offered_versions(), "2.5,12.0,12.1,14.0,14.1,16.0,16.1");
}

TEST(Version, IsItsNumberTimesTen) {
    for (const auto version : kAll) {
        EXPECT_EQ(parse_version(static_cast<unsigned>(version)), version);
    }
    for (const unsigned number : {0U, 10U, 24U, 122U, 142U, 255U}) {
        EXPECT_EQ(parse_version(number), std::nullopt) << number;
    }
}

}  // namespace
}  // namespace syncgate::activesync
