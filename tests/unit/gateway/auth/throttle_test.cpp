#include "gateway/auth/throttle.h"

#include <gtest/gtest.h>

namespace syncgate::auth {
namespace {

class ThrottleTest : public testing::Test {
  protected:
    // Fails as often as it may, at most `most` times; how often that was.
    int fail(const std::string& address, const std::string& account, int most) {
        int done = 0;
        while (done < most && throttle_.allows(address, account)) {
            throttle_.failed(address, account);
            ++done;
        }
        return done;
    }

    FakeClock clock_{1'795'500'000};
    Throttle throttle_{clock_};
};

TEST_F(ThrottleTest, TenFailuresAndThenOneEverySixSeconds) {
    EXPECT_EQ(fail("192.0.2.1", "u1", 1000), 10);
    clock_.advance(5);
    EXPECT_FALSE(throttle_.allows("192.0.2.1", "u1"));
    clock_.advance(1);
    EXPECT_EQ(fail("192.0.2.1", "u1", 1000), 1);
}

TEST_F(ThrottleTest, AMinuteGivesAllBackAndNoMore) {
    fail("192.0.2.1", "u1", 1000);
    clock_.advance(3600);
    EXPECT_EQ(fail("192.0.2.1", "u1", 1000), 10);
}

TEST_F(ThrottleTest, WhoIsHeldUpWhenTheClockIsSetBackWaitsNoLonger) {
    fail("192.0.2.1", "u1", 1000);
    clock_.advance(-86'400);
    EXPECT_FALSE(throttle_.allows("192.0.2.1", "u1"));
    clock_.advance(6);
    EXPECT_EQ(fail("192.0.2.1", "u1", 1000), 1);
}

TEST_F(ThrottleTest, AnotherAccountOrAddressIsNotHeldUp) {
    fail("192.0.2.1", "u1", 1000);
    EXPECT_TRUE(throttle_.allows("192.0.2.1", "u2"));
    EXPECT_TRUE(throttle_.allows("192.0.2.2", "u1"));
}

TEST_F(ThrottleTest, OneAddressThatTriesManyAccountsIsHeldUpWidely) {
    int done = 0;
    for (int i = 0; i < 1000; ++i) {
        done += fail("192.0.2.1", "u" + std::to_string(i), 1);
    }
    EXPECT_EQ(done, 200);
    EXPECT_FALSE(throttle_.allows("192.0.2.1", "another"));
    EXPECT_TRUE(throttle_.allows("192.0.2.2", "another"));
}

TEST_F(ThrottleTest, AnIpv6AddressStandsForItsNetwork) {
    fail("2001:db8:1:2::1", "u1", 1000);
    EXPECT_FALSE(throttle_.allows("2001:db8:1:2:ffff::9", "u1"));
    EXPECT_TRUE(throttle_.allows("2001:db8:1:3::1", "u1"));
    EXPECT_TRUE(throttle_.allows("2001:db8:1:2::1", "u2"));
}

TEST_F(ThrottleTest, AskingCostsNothing) {
    for (int i = 0; i < 1000; ++i) {
        ASSERT_TRUE(throttle_.allows("192.0.2.1", "u1"));
    }
}

TEST_F(ThrottleTest, AClockThatJumpsBackGivesNothingAndLocksNobodyOut) {
    fail("192.0.2.1", "u1", 5);
    clock_.advance(-3600);
    EXPECT_EQ(fail("192.0.2.1", "u1", 1000), 5);
    clock_.advance(60);
    EXPECT_EQ(fail("192.0.2.1", "u1", 1000), 10);
}

}  // namespace
}  // namespace syncgate::auth
