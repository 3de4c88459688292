#include "gateway/auth/password_hash.h"

#include <gtest/gtest.h>

namespace syncgate::auth {
namespace {

TEST(PasswordHash, IsArgon2idWithItsPriceAndASaltOfItsOwn) {
    const auto one = hash_password("secret");
    const auto two = hash_password("secret");
    ASSERT_TRUE(one && two);
    EXPECT_TRUE(one->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *one;
    EXPECT_NE(*one, *two);
}

TEST(PasswordHash, TakesThePasswordAndNothingElse) {
    const std::string password("se\0cret \xc3\xa4", 10);
    const auto hash = hash_password(password);
    ASSERT_TRUE(hash);
    EXPECT_TRUE(verify_password(password, *hash));
    for (const std::string_view other : {"se", "", "secret", "se\0cret"}) {
        EXPECT_FALSE(verify_password(other, *hash)) << other;
    }
}

TEST(PasswordHash, NothingVerifiesAgainstWhatIsNoHash) {
    // "" is what an unknown account has; the dummy behind it must never be somebody's key.
    for (const std::string hash :
         {"", "hash", "$argon2id$", "$argon2i$v=19$m=4096,t=3,p=1$AA$AA"}) {
        EXPECT_FALSE(verify_password("", hash)) << hash;
        EXPECT_FALSE(verify_password("secret", hash)) << hash;
    }
    EXPECT_FALSE(verify_password("secret", "$argon2id$" + std::string(5000, 'A')));
}

}  // namespace
}  // namespace syncgate::auth
