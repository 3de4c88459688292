#include "protocols/activesync/sync/stuck_pages.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

constexpr StuckPages::Place kInbox{1, 1, 5};

class StuckPagesTest : public testing::Test {
  protected:
    // A page that was asked for and held as many items as its window.
    StuckPages::Advice page(std::string_view key, int window = 25) {
        const auto advice = pages_.asked(kInbox, key, window);
        pages_.answered(kInbox, advice.window);
        return advice;
    }

    FakeClock clock_{1'795'500'000};
    StuckPages pages_{clock_};
};

TEST_F(StuckPagesTest, SomeLostAnswersChangeNothing) {
    for (int i = 0; i < StuckPages::kTries; ++i) {
        EXPECT_EQ(page("7").window, 25);
    }
    EXPECT_EQ(page("8").window, 25);
}

TEST_F(StuckPagesTest, APageThatIsAskedForOverAndOverIsNarrowedUntilItWouldBeOver) {
    for (int i = 0; i < StuckPages::kTries; ++i) {
        page("0");
    }
    EXPECT_EQ(page("0").window, 1);
    for (int i = 1; i < 25; ++i) {
        EXPECT_EQ(page(std::to_string(i)).window, 1) << i;
    }
    EXPECT_EQ(page("25").window, 25);
}

TEST_F(StuckPagesTest, AnItemIsSetAsideAfterManyTriesAndMinutes) {
    for (int i = 0; i < StuckPages::kTries; ++i) {
        page("7");
    }
    for (int i = 0; i < StuckPages::kTriesAlone; ++i) {
        EXPECT_FALSE(page("7").set_aside);
    }
    EXPECT_FALSE(page("7").set_aside);
    clock_.advance(StuckPages::kPatience);
    EXPECT_TRUE(page("7").set_aside);
    EXPECT_FALSE(page("8").set_aside);
}

TEST_F(StuckPagesTest, TimeAloneIsNoReason) {
    for (int i = 0; i < StuckPages::kTries + 1; ++i) {
        page("7");
    }
    clock_.advance(86'400);
    EXPECT_FALSE(page("7").set_aside);
}

TEST_F(StuckPagesTest, ADeviceThatPollsWithOneKeyIsAtRest) {
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(pages_.asked(kInbox, "7", 25).window, 25);
        pages_.answered(kInbox, 0);
        clock_.advance(60);
    }
}

}  // namespace
}  // namespace syncgate::activesync
