#include "formats/words/caseless.h"

#include <gtest/gtest.h>

namespace syncgate::words {
namespace {

TEST(Caseless, TextsThatDifferInCaseOrCompositionAreEqual) {
    EXPECT_EQ(caseless("ABC 1"), "abc 1");
    EXPECT_EQ(caseless("ÄÖÜ"), caseless("äöü"));
    EXPECT_EQ(caseless("a\xcc\x88"), caseless("Ä"));
    EXPECT_EQ(caseless("STRASSE"), caseless("Straße"));
    EXPECT_NE(caseless("ä"), caseless("a"));
}

TEST(Caseless, OfWhatIsNoTextLettersOfAsciiAreFolded) {
    EXPECT_EQ(caseless("A\xff"), "a\xff");
    EXPECT_EQ(caseless(""), "");
}

}  // namespace
}  // namespace syncgate::words
