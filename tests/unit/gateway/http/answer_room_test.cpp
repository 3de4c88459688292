#include "gateway/http/answer_room.h"

#include <gtest/gtest.h>

namespace syncgate::http {
namespace {

TEST(AnswerRoom, IsBoundedInAllAndForAnAccount) {
    AnswerRoom room(100, 40);
    EXPECT_TRUE(room.take(1, 30));
    EXPECT_FALSE(room.take(1, 11));
    EXPECT_TRUE(room.take(1, 10));
    EXPECT_TRUE(room.take(2, 40));
    EXPECT_FALSE(room.take(3, 21));
    EXPECT_TRUE(room.take(3, 20));
    EXPECT_EQ(room.used(), 100U);
    room.give_back(1, 30);
    EXPECT_TRUE(room.take(1, 30));
}

TEST(AnswerRoom, OneAnswerAloneAlwaysFits) {
    AnswerRoom room(100, 40);
    EXPECT_TRUE(room.take(1, 90));
    EXPECT_FALSE(room.take(1, 1));
    room.give_back(1, 90);
    EXPECT_TRUE(room.take(2, 1000));
    EXPECT_FALSE(room.take(3, 1));
    room.give_back(2, 1000);
    EXPECT_EQ(room.used(), 0U);
}

TEST(AnswerRoom, NobodysAnswersAreBoundedInAllOnly) {
    AnswerRoom room(100, 40);
    EXPECT_TRUE(room.take(0, 50));
    EXPECT_TRUE(room.take(0, 50));
    EXPECT_FALSE(room.take(0, 1));
    room.give_back(0, 50);
    room.give_back(0, 50);
    EXPECT_EQ(room.used(), 0U);
}

}  // namespace
}  // namespace syncgate::http
