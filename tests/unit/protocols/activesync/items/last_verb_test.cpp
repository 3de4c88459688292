#include "protocols/activesync/items/last_verb.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

constexpr Verb kVerbs[] = {Verb::kReply, Verb::kReplyToAll, Verb::kForward};

Item after(Item item, const LastVerb& last) {
    item.flags |= flags_of(last.verb);
    item.follow_up = with_last_verb(item.follow_up, last);
    return item;
}

TEST(LastVerb, OfTwoTheLaterOneIsShown) {
    for (const auto first : kVerbs) {
        for (const auto second : kVerbs) {
            const auto shown = last_verb(after(after({}, {first, 10}), {second, 20}));
            ASSERT_TRUE(shown);
            EXPECT_EQ(shown->verb, second);
            EXPECT_EQ(shown->time, 20);
        }
    }
}

TEST(LastVerb, NothingDoneIsNone) {
    EXPECT_FALSE(last_verb({}));
    Item read;
    read.flags = kSeen | kFlagged;
    EXPECT_FALSE(last_verb(read));
}

TEST(LastVerb, OfAFlagThatAnotherProtocolSetTheTimeIsUnknown) {
    Item item;
    item.flags = kAnswered;
    EXPECT_EQ(last_verb(item)->verb, Verb::kReply);
    EXPECT_EQ(last_verb(item)->time, 0);
}

TEST(LastVerb, AFlagThatWasTakenAwayTakesItsVerbAlong) {
    Item item = after({}, {Verb::kForward, 10});
    item.flags = kAnswered;
    EXPECT_EQ(last_verb(item)->verb, Verb::kReply);
}

TEST(LastVerb, TheFlagsOwnLinesStay) {
    Item item;
    item.follow_up = "FlagType=Call\nSubject=Dear LastVerb=3\n";
    item = after(after(item, {Verb::kReply, 10}), {Verb::kForward, 20});
    EXPECT_EQ(item.follow_up, "FlagType=Call\nSubject=Dear LastVerb=3\nLastVerb=3 20\n");
    EXPECT_EQ(keep_last_verb("FlagType=Other\n", item.follow_up),
              "FlagType=Other\nLastVerb=3 20\n");
    EXPECT_EQ(keep_last_verb("FlagType=Other\n", ""), "FlagType=Other\n");
}

TEST(LastVerb, ALineThatIsNoneIsPassedOver) {
    for (const auto* bad : {"LastVerb=\n", "LastVerb=9 1\n", "LastVerb=1\n", "LastVerb=x y\n"}) {
        Item item;
        item.flags = kForwarded;
        item.follow_up = bad;
        EXPECT_EQ(last_verb(item)->time, 0) << bad;
    }
}

}  // namespace
}  // namespace syncgate::activesync
