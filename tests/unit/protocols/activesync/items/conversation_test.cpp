#include "protocols/activesync/items/conversation.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace syncgate::activesync {
namespace {

constexpr UnixSeconds kNoon = 1'795'435'200;  // 2026-11-23 12:00:00 UTC

// One reply after an hour and seven seconds.
constexpr std::string_view kThreadIndex = "Ad17QipgABEiM0RVZneImaq7zN3u/wACGXxQ";

TEST(Conversation, OfAThreadIndexIsItsGuidAndItsTimes) {
    mime::Envelope envelope;
    envelope.thread_index = kThreadIndex;
    EXPECT_EQ(hex_encode(conversation_id(envelope)), "00112233445566778899aabbccddeeff");
    EXPECT_EQ(hex_encode(conversation_index(envelope, 0)), "dd7b422a600002197c50");
}

TEST(Conversation, WithoutOneTheIndexIsTheTimeOfTheMessage) {
    mime::Envelope envelope;
    envelope.message_id = "a@example.org";
    envelope.date = kNoon;
    EXPECT_EQ(hex_encode(conversation_index(envelope, 1)), "dd7b422a60");
    envelope.date = 0;
    EXPECT_EQ(hex_encode(conversation_index(envelope, kNoon)), "dd7b422a60");
    // The sample that MS-ASEMAIL gives, ca2cfa8a23, is of 2009-09-04 00:56:30.45 UTC.
    EXPECT_EQ(hex_encode(conversation_index({}, 1'252'025'790)), "ca2cfa89de");
}

TEST(Conversation, RepliesHaveTheIdOfTheFirst) {
    mime::Envelope first, reply, second;
    first.message_id = "first@example.org";
    reply.message_id = "reply@example.org";
    reply.in_reply_to = "first@example.org";
    second.message_id = "second@example.org";
    second.in_reply_to = "reply@example.org";
    second.references = {"first@example.org", "reply@example.org"};
    const std::string id = conversation_id(first);
    EXPECT_EQ(id.size(), 16U);
    EXPECT_EQ(conversation_id(reply), id);
    EXPECT_EQ(conversation_id(second), id);
}

TEST(Conversation, StrangersHaveOthers) {
    mime::Envelope one, two;
    one.message_id = "1@example.org";
    two.message_id = "2@example.org";
    EXPECT_NE(conversation_id(one), conversation_id(two));
}

TEST(Conversation, WhatNothingTellsIsNone) {
    EXPECT_EQ(conversation_id({}), "");
}

TEST(Conversation, AThreadIndexThatIsNoneIsPassedOver) {
    for (const auto* bad : {"", "AAAA", "not base64 !", "Ad17QipgABEiM0RVZneImaq7zN3u/wAC",
                            "Ar17QipgABEiM0RVZneImaq7zN3u/w=="}) {
        mime::Envelope envelope;
        envelope.thread_index = bad;
        EXPECT_EQ(conversation_id(envelope), "") << bad;
        EXPECT_EQ(hex_encode(conversation_index(envelope, kNoon)), "dd7b422a60") << bad;
    }
}

mime::Envelope answered(const mime::Envelope& original, UnixSeconds received, UnixSeconds now) {
    mime::Envelope answer;
    answer.thread_index = answer_thread_index(original, received, now);
    answer.message_id = "answer@example.org";
    return answer;
}

TEST(Conversation, AnAnswerExtendsTheIndexOfWhatItAnswers) {
    mime::Envelope with_index, without;
    with_index.thread_index = kThreadIndex;
    without.message_id = "first@example.org";
    without.date = kNoon;
    for (const auto& original : {with_index, without}) {
        const auto first = answered(original, kNoon, kNoon + 4000);
        const auto second = answered(first, kNoon, kNoon + 5000);
        EXPECT_EQ(conversation_id(first), conversation_id(original));
        EXPECT_EQ(conversation_id(second), conversation_id(original));
        const auto index = conversation_index(original, kNoon);
        const auto longer = conversation_index(first, kNoon);
        EXPECT_EQ(longer.substr(0, index.size()), index);
        EXPECT_EQ(longer.size(), index.size() + 5);
        EXPECT_EQ(conversation_index(second, kNoon).size(), index.size() + 10);
    }
}

TEST(Conversation, AnAnswersLevelSaysHowLongAfterTheFirst) {
    mime::Envelope first;
    first.thread_index = "Ad17QipgABEiM0RVZneImaq7zN3u/w==";
    const auto level = [&](UnixSeconds now) {
        return hex_encode(conversation_index(answered(first, 0, now), 0)).substr(10, 8);
    };
    EXPECT_EQ(level(kNoon + 3607), "0002197c");
    EXPECT_EQ(level(kNoon - 3607), "00000000");        // a clock that is behind
    EXPECT_EQ(level(kNoon + 63'072'000), "847b45e3");  // two years: the coarser form
}

TEST(Conversation, WhatBelongsToNoThreadIsAnsweredWithoutIndex) {
    EXPECT_EQ(answer_thread_index({}, kNoon, kNoon), "");
}

}  // namespace
}  // namespace syncgate::activesync
