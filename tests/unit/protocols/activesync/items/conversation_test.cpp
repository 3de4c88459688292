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

}  // namespace
}  // namespace syncgate::activesync
