#include "formats/mime/conversation.h"

#include <set>

#include <gtest/gtest.h>

namespace syncgate::mime {
namespace {

TEST(ConversationNumber, IsPositiveAndAnotherForEach) {
    std::set<std::int64_t> numbers;
    for (int i = 0; i < 1000; ++i) {
        const auto number = conversation_number("conversation" + std::to_string(i));
        EXPECT_GT(number, 0);
        EXPECT_TRUE(numbers.insert(number).second) << i;
    }
}

TEST(ConversationNumber, StaysTheSameInEveryStore) {
    EXPECT_EQ(conversation_number("0123456789abcdef"), 2'278'629'074'084'723'320);
}

TEST(ConversationNumber, OfNoneIsNone) {
    EXPECT_EQ(conversation_number(""), 0);
}

}  // namespace
}  // namespace syncgate::mime
