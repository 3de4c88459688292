#include "protocols/activesync/items/follow_up.h"

#include <gtest/gtest.h>

#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace email = wbxml::email;
namespace tasks = wbxml::tasks;

using Values = std::vector<std::pair<wbxml::Tag, std::string>>;

Element flag_of(const Values& values) {
    Element flag(email::kFlag);
    for (const auto& [tag, value] : values) {
        flag.add(tag, value);
    }
    return flag;
}

Item with(const FollowUp& follow_up) {
    Item item;
    item.flags = follow_up.flags;
    item.follow_up = follow_up.text;
    return item;
}

const Values kWhole = {
    {email::kStatus, "2"},
    {email::kFlagType, "for Follow Up"},
    {tasks::kSubject, "ring back"},
    {tasks::kStartDate, "2026-11-24T08:00:00.000Z"},
    {tasks::kUtcStartDate, "2026-11-24T07:00:00.000Z"},
    {tasks::kDueDate, "2026-11-25T08:00:00.000Z"},
    {tasks::kUtcDueDate, "2026-11-25T07:00:00.000Z"},
    {tasks::kReminderSet, "1"},
    {tasks::kReminderTime, "2026-11-24T09:00:00.000Z"},
    {tasks::kOrdinalDate, "2026-11-24T08:00:00.000Z"},
    {tasks::kSubOrdinalDate, "5555555"},
};

// Law: what was written is read.
TEST(FollowUp, WhatAClientSetsIsWhatItGetsBack) {
    const Values complete = {{email::kStatus, "1"},
                             {email::kFlagType, "x"},
                             {email::kCompleteTime, "2026-11-24T08:00:00.000Z"},
                             {tasks::kDateCompleted, "2026-11-24T08:00:00.000Z"}};
    for (const auto& values : {kWhole, complete}) {
        const auto merged = merge_flag(flag_of(values));
        ASSERT_TRUE(merged);
        EXPECT_EQ(wbxml::dump(render_flag(with(*merged))), wbxml::dump(flag_of(values)));
    }
}

TEST(FollowUp, ItsStatusLivesInTheFlags) {
    EXPECT_EQ(merge_flag(flag_of({{email::kStatus, "2"}, {email::kFlagType, "x"}}))->flags,
              std::uint32_t{kFlagged});
    EXPECT_EQ(merge_flag(flag_of({{email::kStatus, "1"},
                                  {email::kCompleteTime, "2026-11-24T08:00:00.000Z"},
                                  {tasks::kDateCompleted, "2026-11-24T08:00:00.000Z"}}))
                  ->flags,
              std::uint32_t{kFlagComplete});
    EXPECT_EQ(merge_flag(flag_of({{email::kStatus, "0"}}))->flags, 0U);
}

TEST(FollowUp, AnActiveFlagNeedsItsTypeOrItsTimes) {
    EXPECT_FALSE(merge_flag(flag_of({{email::kStatus, "2"}})));
    EXPECT_FALSE(merge_flag(flag_of({{email::kStatus, "2"}, {email::kFlagType, ""}})));
    EXPECT_TRUE(merge_flag(flag_of({{email::kStatus, "2"},
                                    {email::kCompleteTime, "2026-11-24T08:00:00.000Z"},
                                    {tasks::kDateCompleted, "2026-11-24T08:00:00.000Z"}})));
}

TEST(FollowUp, ACompleteFlagNeedsBothItsTimes) {
    const std::string time = "2026-11-24T08:00:00.000Z";
    const Values bad[] = {
        {},
        {{email::kFlagType, "x"}},
        {{email::kCompleteTime, time}},
        {{tasks::kDateCompleted, time}},
        {{email::kCompleteTime, ""}, {tasks::kDateCompleted, time}},
        {{email::kCompleteTime, "today"}, {tasks::kDateCompleted, time}},
    };
    for (auto values : bad) {
        values.insert(values.begin(), {email::kStatus, "1"});
        EXPECT_FALSE(merge_flag(flag_of(values))) << wbxml::dump(flag_of(values));
    }
}

TEST(FollowUp, IsClearedByStatus0AndByAnEmptyFlag) {
    for (const auto& flag : {Element(email::kFlag), flag_of({{email::kStatus, "0"}})}) {
        const auto merged = merge_flag(flag);
        ASSERT_TRUE(merged);
        EXPECT_EQ(merged->flags, 0U);
        EXPECT_EQ(merged->text, "");
        EXPECT_TRUE(render_flag(with(*merged)).empty());
    }
}

// A star set over IMAP has no type, but a client shows nothing without one.
TEST(FollowUp, AFlagOfAnotherProtocolGetsAType) {
    Item item;
    item.flags = kFlagged;
    const auto flag = render_flag(item);
    EXPECT_EQ(flag.text(email::kStatus), "2");
    EXPECT_NE(flag.text(email::kFlagType).value_or(""), "");
}

TEST(FollowUp, ALineBreakInAValueMakesNoSecondValue) {
    const auto merged =
        merge_flag(flag_of({{email::kStatus, "2"},
                            {email::kFlagType, "x"},
                            {tasks::kSubject, "a\nDueDate=2026-01-01T00:00:00.000Z"}}));
    ASSERT_TRUE(merged);
    const auto flag = render_flag(with(*merged));
    EXPECT_EQ(flag.text(tasks::kSubject), "a DueDate=2026-01-01T00:00:00.000Z");
    EXPECT_FALSE(flag.has(tasks::kDueDate));
}

Values without(wbxml::Tag tag) {
    Values values;
    for (const auto& value : kWhole) {
        if (value.first != tag) {
            values.push_back(value);
        }
    }
    return values;
}

Values replaced(wbxml::Tag tag, const std::string& text) {
    Values values = without(tag);
    values.emplace_back(tag, text);
    return values;
}

TEST(FollowUp, RefusesWhatBreaksItsRules) {
    const Values bad[] = {
        {{email::kFlagType, "no status"}},
        {{email::kStatus, "3"}},
        {{email::kStatus, ""}},
        {{email::kStatus, "two"}},
        without(tasks::kStartDate),
        without(tasks::kUtcStartDate),
        without(tasks::kDueDate),
        without(tasks::kUtcDueDate),
        replaced(tasks::kDueDate, "2026-11-23T08:00:00.000Z"),
        replaced(tasks::kUtcDueDate, "2026-11-23T08:00:00.000Z"),
        replaced(tasks::kStartDate, "soon"),
        replaced(tasks::kReminderSet, "yes"),
        replaced(tasks::kReminderTime, "early"),
        without(tasks::kReminderTime),
    };
    for (const auto& values : bad) {
        EXPECT_FALSE(merge_flag(flag_of(values))) << wbxml::dump(flag_of(values));
    }
}

// Repeated elements are no error; the first counts.
TEST(FollowUp, TakesARepeatedElement) {
    Values twice = kWhole;
    twice.emplace_back(email::kStatus, "1");
    twice.emplace_back(tasks::kDueDate, "2020-11-25T08:00:00.000Z");
    const auto merged = merge_flag(flag_of(twice));
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->flags, std::uint32_t{kFlagged});
}

}  // namespace
}  // namespace syncgate::activesync
