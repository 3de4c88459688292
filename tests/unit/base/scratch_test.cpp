#include "base/scratch.h"

#include <filesystem>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace syncgate {
namespace {

TEST(Scratch, IsInMemoryWhileItIsShortAndInAFileThen) {
    Scratch scratch(testing::TempDir(), 10);
    ASSERT_TRUE(scratch.append("01234"));
    ASSERT_TRUE(scratch.append("56789"));
    EXPECT_TRUE(scratch.in_memory());
    EXPECT_EQ(*scratch.text(), "0123456789");
    EXPECT_FALSE(scratch.text()->is_mapped());
    EXPECT_TRUE(scratch.would_move(1));
    ASSERT_TRUE(scratch.append("a"));
    ASSERT_TRUE(scratch.append("b"));
    EXPECT_FALSE(scratch.in_memory());
    EXPECT_EQ(scratch.size(), 12U);
    EXPECT_EQ(*scratch.text(), "0123456789ab");
    EXPECT_TRUE(scratch.text()->is_mapped());
    scratch.clear();
    EXPECT_EQ(*scratch.text(), "");
}

TEST(Scratch, MovesWithWhatIsInIt) {
    for (const std::size_t in_memory : {100U, 1U}) {
        Scratch first(testing::TempDir(), in_memory);
        ASSERT_TRUE(first.append("text"));
        Scratch second(std::move(first));
        EXPECT_EQ(*second.text(), "text");
        ASSERT_TRUE(second.append("!"));
        EXPECT_EQ(*second.text(), "text!");
    }
}

TEST(Scratch, WhatCantBeKeptLeavesItAsItWas) {
    Scratch scratch("/nonexistent/folder", 10);
    ASSERT_TRUE(scratch.append("01234"));
    const auto refused = scratch.append("567890");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(*scratch.text(), "01234");
    EXPECT_TRUE(scratch.append("6789"));
}

}  // namespace
}  // namespace syncgate
