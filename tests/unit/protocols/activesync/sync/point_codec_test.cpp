// SyncPoint <-> the store's row.
#include <random>

#include <gtest/gtest.h>

#include "protocols/activesync/sync/sync_point.h"

namespace syncgate::activesync {
namespace {

SyncPoint full_point() {
    SyncPoint point;
    point.key = 42;
    point.m = {100, kMaxUid};
    point.a = {90, 17};
    point.bound = {kMinKey, 3};
    point.own = {{5, {true, 77, false}}, {6, {false, 0, true}}, {4'294'967'295, {true, 1, true}}};
    point.journal.adds["client id"] = {CommandKind::kAdd, std::string("\0\xff", 2), 1, 8, 99, true};
    point.journal.items[9] = {CommandKind::kDelete, "", 8, 9, 0, false};
    point.carry.adds[""] = {CommandKind::kAdd, "text", 1, 3, 4, false};
    point.carry.items[2] = {CommandKind::kChange, "d", 7, 2, 0, false};
    point.answered_adds = {"a", "b"};
    point.answered_items = {1, 4'294'967'295};
    point.options = std::string("\0opt", 4);
    point.riders = 2;
    point.rested = true;
    return point;
}

void expect_same(const SyncPoint& x, const SyncPoint& y) {
    EXPECT_EQ(x.key, y.key);
    EXPECT_EQ(x.m, y.m);
    EXPECT_EQ(x.a, y.a);
    EXPECT_EQ(x.bound, y.bound);
    EXPECT_EQ(x.own, y.own);
    EXPECT_EQ(x.journal, y.journal);
    EXPECT_EQ(x.carry, y.carry);
    EXPECT_EQ(x.answered_adds, y.answered_adds);
    EXPECT_EQ(x.answered_items, y.answered_items);
    EXPECT_EQ(x.options, y.options);
    EXPECT_EQ(x.riders, y.riders);
    EXPECT_EQ(x.rested, y.rested);
}

TEST(PointCodec, ReadsWhatItWrote) {
    const SyncPoint point = full_point();
    const auto read = from_row(to_row(point));
    ASSERT_TRUE(read);
    expect_same(*read, point);
}

TEST(PointCodec, KeepsNothingBesideTheMarksAtRest) {
    const SyncPoint point = SyncPoint::initial(7);
    EXPECT_EQ(to_row(point).rest, "");
    const auto read = from_row(to_row(point));
    ASSERT_TRUE(read);
    expect_same(*read, point);
}

// What one request may bring at most: 200 commands, ClientIds of 64 bytes.
void add_request(SyncPoint& point, Uid first) {
    for (Uid uid = first; uid < first + 200; ++uid) {
        const std::string number = std::to_string(uid);
        const std::string client_id = number + std::string(64 - number.size(), 'x');
        point.journal.adds[client_id] = {
            CommandKind::kAdd, std::string(16, 'd'), 1, uid, 1'000'000 + uid, true};
        point.answered_adds.insert(client_id);
        point.own[uid] = {true, 1'000'000 + uid, false};
    }
}

TEST(PointCodec, WhatTheLimitLetsThroughStaysBelow64KiBWithOneRequestMore) {
    SyncPoint point = SyncPoint::initial(7);
    Uid next = 1'000'000'000;
    for (; !is_overfull(point); ++next) {
        point.own[next] = {true, 2'000'000'000, true};
        point.journal.items[next] = {
            CommandKind::kChange, std::string(16, 'd'), 1, next, 2'000'000'000, true};
    }
    EXPECT_GT(point.journal.size(), 500U);
    point.own.erase(next - 1);
    point.journal.items.erase(next - 1);
    ASSERT_FALSE(is_overfull(point));
    add_request(point, next);
    EXPECT_LE(to_row(point).rest.size(), 64U << 10U);
    EXPECT_TRUE(is_overfull(point));
}

TEST(PointCodec, RidersTakeNothingFromTheLimitOfOthers) {
    SyncPoint point = SyncPoint::initial(7);
    for (Uid uid = 1; uid <= kMaxRiders; ++uid) {
        point.own[uid * 1'000'000] = {true, 1LL << 50U, true};
    }
    point.riders = kMaxRiders;
    const auto riders_alone = to_row(point).rest.size();
    EXPECT_LE(riders_alone, kMaxRiders * kRiderBytes);
    for (Uid uid = 1; !is_overfull(point); ++uid) {
        point.own[uid] = {true, 2'000'000'000, true};
    }
    EXPECT_GE(to_row(point).rest.size() - riders_alone, kMaxExceptionBytes);
}

TEST(PointCodec, ReadsWhatWasWrittenBeforeThereWereRiders) {
    SyncPoint point = full_point();
    point.riders = 0;
    point.rested = false;
    auto row = to_row(point);
    ASSERT_TRUE(row.rest.ends_with(std::string(2, '\0')));  // none
    row.rest.resize(row.rest.size() - 2);
    row.rest.front() = 2;
    const auto read = from_row(row);
    ASSERT_TRUE(read);
    expect_same(*read, point);
}

TEST(PointCodec, ReadsWhatWasWrittenBeforeThereWereOptions) {
    SyncPoint point = full_point();
    point.options.clear();
    point.riders = 0;
    point.rested = false;
    auto row = to_row(point);
    ASSERT_TRUE(row.rest.ends_with(std::string(3, '\0')));  // nor options
    row.rest.resize(row.rest.size() - 3);
    row.rest.front() = 1;
    const auto read = from_row(row);
    ASSERT_TRUE(read);
    expect_same(*read, point);
}

TEST(PointCodec, RefusesEveryPrefixAndWhatFollows) {
    const auto row = to_row(full_point());
    for (std::size_t size = 1; size < row.rest.size(); ++size) {
        auto cut = row;
        cut.rest.resize(size);
        EXPECT_FALSE(from_row(cut)) << size;
    }
    auto longer = row;
    longer.rest += '\0';
    EXPECT_FALSE(from_row(longer));
}

TEST(PointCodec, SurvivesBytesThatNobodyWrote) {
    std::mt19937 random(1);
    const auto row = to_row(full_point());
    for (int i = 0; i < 20'000; ++i) {
        auto spoilt = row;
        for (int changes = 0; changes < 3; ++changes) {
            spoilt.rest[random() % spoilt.rest.size()] = static_cast<char>(random() % 256);
        }
        if (const auto read = from_row(spoilt)) {
            // Whatever was read can be kept: it comes back the same.
            const auto again = from_row(to_row(*read));
            ASSERT_TRUE(again);
            expect_same(*again, *read);
        }
    }
}

TEST(PointCodec, RefusesAnotherFormat) {
    auto row = to_row(full_point());
    for (const char format : {'\0', '\4'}) {
        row.rest[0] = format;
        EXPECT_FALSE(from_row(row));
    }
}

}  // namespace
}  // namespace syncgate::activesync
