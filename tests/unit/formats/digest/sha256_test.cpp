#include "formats/digest/sha256.h"

#include <string>

#include <gtest/gtest.h>

#include "base/hex.h"

namespace syncgate::digest {
namespace {

TEST(Digest, GivesTheHashesOfFips180) {
    EXPECT_EQ(hex_encode(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex_encode(sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// Source: RFC 4231 4.2, 4.3, 4.7.
TEST(Digest, GivesTheCodesOfRfc4231) {
    EXPECT_EQ(hex_encode(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex_encode(hmac_sha256(std::string(131, '\xaa'),
                                     "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Digest, AnEmptyKeyIsNotTheKeyBefore) {
    const std::string first = hmac_sha256("secret", "x");
    EXPECT_NE(hmac_sha256("", "x"), first);
    EXPECT_EQ(hex_encode(hmac_sha256("", "")),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Digest, SecretsAreComparedWhole) {
    EXPECT_TRUE(equal_secret("", ""));
    EXPECT_TRUE(equal_secret("abc", "abc"));
    EXPECT_FALSE(equal_secret("abc", "abd"));
    EXPECT_FALSE(equal_secret("abc", "ab"));
    EXPECT_FALSE(equal_secret(std::string("a\0b", 3), std::string("a\0c", 3)));
}

TEST(Digest, RandomBytesDiffer) {
    EXPECT_EQ(random_bytes(0).size(), 0U);
    const std::string a = random_bytes(32);
    EXPECT_EQ(a.size(), 32U);
    EXPECT_NE(a, random_bytes(32));
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
    for (const std::string_view text : {"", "a", "abcdefghijklmnopqrstuvwxyz"}) {
        Sha256 pieces;
        for (const char c : text) {
            pieces.add({&c, 1});
        }
        EXPECT_EQ(pieces.finish(), sha256(text));
    }
}

}  // namespace
}  // namespace syncgate::digest
