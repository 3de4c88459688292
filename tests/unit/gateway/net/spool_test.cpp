#include "gateway/net/spool.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace syncgate::net {
namespace {

class SpoolTest : public testing::Test {
  protected:
    Budget memory_{1000};
    Budget files_{10'000};
    SpoolPlace place_{memory_, files_, testing::TempDir(), 100};
};

std::string pattern(std::size_t size) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
        text[i] = static_cast<char>('a' + i % 23);
    }
    return text;
}

TEST_F(SpoolTest, GivesBackWhatItGotOnBothSidesOfTheLimit) {
    for (const std::size_t size : {0U, 1U, 99U, 100U, 101U, 5000U}) {
        for (const std::size_t piece : {1U, 7U, 100U, 5000U}) {
            SCOPED_TRACE(std::to_string(size) + " by " + std::to_string(piece));
            const std::string wanted = pattern(size);
            Spool spool(place_);
            for (std::size_t at = 0; at < size; at += piece) {
                ASSERT_TRUE(spool.append(std::string_view(wanted).substr(at, piece)));
            }
            EXPECT_EQ(spool.size(), size);
            EXPECT_EQ(spool.in_memory(), size <= 100);
            auto bytes = spool.bytes();
            ASSERT_TRUE(bytes);
            EXPECT_EQ(*bytes, wanted);
        }
    }
}

TEST_F(SpoolTest, MayGrowAfterItWasRead) {
    Spool spool(place_);
    const std::string half = pattern(300);
    ASSERT_TRUE(spool.append(half));
    ASSERT_EQ(*spool.bytes(), half);
    ASSERT_TRUE(spool.append(half));
    EXPECT_EQ(*spool.bytes(), half + half);
}

TEST_F(SpoolTest, LeavesNoFileBehindAndNoneWhileItLives) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "spool-names";
    std::filesystem::create_directory(folder);
    place_.directory = folder;
    Spool spool(place_);
    ASSERT_TRUE(spool.append(pattern(2000)));
    EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(SpoolTest, TheBudgetsAreCountedAndGivenBack) {
    {
        Spool small(place_);
        Spool large(place_);
        ASSERT_TRUE(small.append(pattern(60)));
        ASSERT_TRUE(large.append(pattern(90)));
        EXPECT_EQ(memory_.used(), 150U);
        ASSERT_TRUE(large.append(pattern(90)));
        EXPECT_EQ(memory_.used(), 60U);
        EXPECT_EQ(files_.used(), 180U);
    }
    EXPECT_EQ(memory_.used(), 0U);
    EXPECT_EQ(files_.used(), 0U);
}

TEST_F(SpoolTest, AUsedUpBudgetIsUnavailableForAllAndFreeAgainAfterwards) {
    Spool one(place_);
    ASSERT_TRUE(one.append(pattern(9000)));
    {
        Spool two(place_);
        auto refused = two.append(pattern(2000));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    }
    EXPECT_EQ(files_.used(), 9000U);
    one.clear();
    Spool three(place_);
    EXPECT_TRUE(three.append(pattern(2000)));
}

TEST_F(SpoolTest, AFolderThatIsNotThereIsUnavailable) {
    place_.directory = "/nonexistent/folder";
    Spool spool(place_);
    auto refused = spool.append(pattern(101));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(files_.used(), 0U);
}

}  // namespace
}  // namespace syncgate::net
