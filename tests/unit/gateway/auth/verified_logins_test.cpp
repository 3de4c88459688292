#include "gateway/auth/verified_logins.h"

#include <fstream>

#include <sys/stat.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::auth {
namespace {

constexpr UnixSeconds kDay = 86'400;

class VerifiedLoginsTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        restart();
    }

    void restart() {
        logins_ = std::make_unique<VerifiedLogins>(store_->directory(), clock_, log_, key_file());
    }

    [[nodiscard]] std::filesystem::path key_file() const { return folder_.path() / "auth.key"; }
    bool knows(const std::string& client, std::string_view password) {
        return logins_->knows(account_->id(), client, password);
    }
    // "hash" is the fixture's password hash.
    void remember(const std::string& client, std::string_view password,
                  std::string_view hash = "hash") {
        ASSERT_TRUE(logins_->remember(account_->id(), client, password, hash));
    }

    std::unique_ptr<VerifiedLogins> logins_;
};

TEST_F(VerifiedLoginsTest, OnlyWhatWasRightIsKnown) {
    EXPECT_FALSE(knows("phone 1", "secret"));
    remember("phone 1", "secret");
    EXPECT_TRUE(knows("phone 1", "secret"));
    EXPECT_FALSE(knows("phone 1", "Secret"));
    EXPECT_FALSE(knows("phone 2", "secret"));
    EXPECT_FALSE(logins_->knows(account_->id() + 1, "phone 1", "secret"));
}

TEST_F(VerifiedLoginsTest, ClientAndPasswordDoNotRunIntoEachOther) {
    remember("a b", "c");
    EXPECT_FALSE(knows("a", "b c"));
    EXPECT_FALSE(knows("a ", "bc"));
}

TEST_F(VerifiedLoginsTest, ARestartForgetsNothing) {
    remember("phone 1", "secret");
    restart();
    EXPECT_TRUE(knows("phone 1", "secret"));
    EXPECT_FALSE(knows("phone 1", "wrong"));
}

TEST_F(VerifiedLoginsTest, AnotherKeyKnowsNothing) {
    remember("phone 1", "secret");
    std::ofstream(key_file(), std::ios::trunc) << std::string(32, 'k');
    restart();
    EXPECT_FALSE(knows("phone 1", "secret"));
}

TEST_F(VerifiedLoginsTest, TheKeyIsForItsOwnerAloneAndStays) {
    struct stat info {};
    ASSERT_EQ(stat(key_file().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_EQ(info.st_size, 32);
}

TEST_F(VerifiedLoginsTest, ThirtyDaysAfterTheLastUseItIsForgotten) {
    remember("phone 1", "secret");
    clock_.advance(29 * kDay);
    EXPECT_TRUE(knows("phone 1", "secret"));
    clock_.advance(29 * kDay);
    EXPECT_TRUE(knows("phone 1", "secret"));
    clock_.advance(31 * kDay);
    EXPECT_FALSE(knows("phone 1", "secret"));
}

TEST_F(VerifiedLoginsTest, AClockThatIsSetBackForgetsNothing) {
    remember("phone 1", "secret");
    clock_.advance(-365 * kDay);
    EXPECT_TRUE(knows("phone 1", "secret"));
    remember("phone 2", "secret");
    logins_->save_used();
    restart();
    EXPECT_TRUE(knows("phone 1", "secret"));
    EXPECT_TRUE(knows("phone 2", "secret"));
}

TEST_F(VerifiedLoginsTest, AWrongPasswordDoesNotKeepItAlive) {
    remember("phone 1", "secret");
    clock_.advance(29 * kDay);
    EXPECT_FALSE(knows("phone 1", "wrong"));
    clock_.advance(2 * kDay);
    EXPECT_FALSE(knows("phone 1", "secret"));
}

TEST_F(VerifiedLoginsTest, UsesAreWrittenDownOnceADay) {
    const auto used = [&] { return store_->directory().verified_logins(0)->at(0).used; };
    remember("phone 1", "secret");
    clock_.advance(3600);
    knows("phone 1", "secret");
    logins_->save_used();
    EXPECT_EQ(used(), store::kNow);
    clock_.advance(kDay);
    knows("phone 1", "secret");
    logins_->save_used();
    EXPECT_EQ(used(), store::kNow + kDay + 3600);
    clock_.advance(29 * kDay);
    restart();
    EXPECT_TRUE(knows("phone 1", "secret"));
}

TEST_F(VerifiedLoginsTest, AChangedPasswordEndsAllOfThem) {
    remember("phone 1", "secret");
    remember("phone 2", "secret");
    ASSERT_TRUE(store_->directory().set_password(account_->id(), "hash 2"));
    logins_->forget(account_->id());
    EXPECT_FALSE(knows("phone 1", "secret"));
    restart();
    EXPECT_FALSE(knows("phone 2", "secret"));
}

// A login is verified, the password changes, the login is remembered: it must not count.
TEST_F(VerifiedLoginsTest, WhatWasVerifiedAgainstAnOldPasswordIsNotKept) {
    ASSERT_TRUE(store_->directory().set_password(account_->id(), "hash 2"));
    logins_->forget(account_->id());
    remember("phone 1", "secret", "hash");
    EXPECT_FALSE(knows("phone 1", "secret"));
    restart();
    EXPECT_FALSE(knows("phone 1", "secret"));
}

// A use of the old password waits to be written down while the password changes.
TEST_F(VerifiedLoginsTest, SavingUsesBringsNoOldPasswordBack) {
    remember("phone 1", "secret");
    restart();
    clock_.advance(2 * kDay);
    EXPECT_TRUE(knows("phone 1", "secret"));
    ASSERT_TRUE(store_->directory().set_password(account_->id(), "hash 2"));
    logins_->save_used();
    EXPECT_TRUE(store_->directory().verified_logins(0)->empty());
}

TEST_F(VerifiedLoginsTest, FiftyClientsOfAnAccountTheLongestUnusedGoes) {
    for (int i = 0; i < 51; ++i) {
        remember("phone " + std::to_string(i), "secret");
        clock_.advance(1);
        EXPECT_TRUE(knows("phone 0", "secret"));
    }
    EXPECT_FALSE(knows("phone 1", "secret"));
    EXPECT_TRUE(knows("phone 2", "secret"));
    EXPECT_TRUE(knows("phone 50", "secret"));
}

}  // namespace
}  // namespace syncgate::auth
