#include "base/result.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/clock.h"

namespace syncgate {
namespace {

Result<std::string> name_of(int number) {
    if (number < 0) {
        return Error{ErrorCode::kNotFound, "no such number"};
    }
    return std::to_string(number);
}

Result<> allowed(bool yes) {
    if (!yes) {
        return Error{ErrorCode::kForbidden, "no"};
    }
    return {};
}

TEST(Result, HoldsAValueOrAnError) {
    auto good = name_of(7);
    ASSERT_TRUE(good);
    EXPECT_TRUE(good.has_value());
    EXPECT_EQ(*good, "7");
    EXPECT_EQ(good->size(), 1U);
    *good += "!";
    EXPECT_EQ(*good, "7!");

    const auto bad = name_of(-1);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(bad.error().detail, "no such number");
}

TEST(Result, WithoutAValueItIsSuccessOrAnError) {
    EXPECT_TRUE(allowed(true));
    const auto refused = allowed(false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
}

TEST(Result, AValueThatOnlyMovesCanBeTakenOut) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
    const std::unique_ptr<int> value = *std::move(result);
    EXPECT_EQ(*value, 5);
}

TEST(Clock, AFakeOneStandsStillUntilItIsMoved) {
    FakeClock clock(100);
    EXPECT_EQ(clock.now(), 100);
    EXPECT_EQ(clock.now_millis(), 100'000);
    clock.advance(60);
    EXPECT_EQ(clock.now(), 160);
}

TEST(Clock, TheSystemsIsLaterThanThisCode) {
    constexpr UnixSeconds kStartOf2024 = 1704067200;
    EXPECT_GT(SystemClock().now(), kStartOf2024);
}

}  // namespace
}  // namespace syncgate
