#include "protocols/activesync/commands/range.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

TEST(Range, ReadsWhatItWrites) {
    for (const auto* text :
         {"0-0", "0-99", "4096-8191", "18446744073709551615-18446744073709551615"}) {
        const auto range = parse_range(text);
        ASSERT_TRUE(range) << text;
        EXPECT_EQ(to_text(*range), text);
    }
}

TEST(Range, RefusesWhatIsNone) {
    for (const auto* text :
         {"", "-", "1", "1-", "-1", "2-1", "a-b", "0-1-2", " 0-1", "0-99999999999999999999"}) {
        EXPECT_FALSE(parse_range(text)) << text;
    }
}

}  // namespace
}  // namespace syncgate::activesync
