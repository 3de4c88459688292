#include "protocols/activesync/sync/line.h"

#include <gtest/gtest.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {
namespace {

SyncPoint point(std::int64_t key) {
    SyncPoint made = SyncPoint::initial(10);
    made.key = key;
    return made;
}

Executed outcome(Uid uid, Modseq modseq) {
    return {CommandKind::kChange, "text", 1, uid, modseq, true};
}

TEST(SyncLine, ForgetsTheOldestOfThreeSiblings) {
    SyncLine line;
    for (const std::int64_t key : {1, 2, 3}) {
        line.issue(point(key));
    }
    EXPECT_EQ(line.use(1).point, nullptr);
    EXPECT_EQ(line.newest()->key, 3);
    ASSERT_NE(line.use(2).point, nullptr);
}

TEST(SyncLine, ConfirmsThePointWhoseKeyIsUsedAndForgetsAllOthers) {
    SyncLine line;
    line.issue(point(1));
    ASSERT_TRUE(line.use(1).confirmed_now);
    line.issue(point(2));
    line.issue(point(3));
    EXPECT_FALSE(line.use(1).confirmed_now);
    const auto used = line.use(3);
    EXPECT_TRUE(used.confirmed_now);
    EXPECT_EQ(used.point->key, 3);
    EXPECT_EQ(line.use(1).point, nullptr);
    EXPECT_EQ(line.use(2).point, nullptr);
}

TEST(SyncLine, KeepsTheConfirmedPointBesideTwoSiblings) {
    SyncLine line;
    line.issue(point(1));
    line.use(1);
    for (const std::int64_t key : {2, 3, 4}) {
        line.issue(point(key));
    }
    EXPECT_NE(line.use(1).point, nullptr);
    EXPECT_EQ(line.use(2).point, nullptr);
    EXPECT_NE(line.use(3).point, nullptr);
}

Executed added(Uid uid) {
    return {CommandKind::kAdd, "text of " + std::to_string(uid), 1, uid, 9, true};
}

// The device made an item and never heard of it, however often it began since.
TEST(SyncLine, BeginsAnewWithWhatNoAnswerTold) {
    SyncLine line;
    line.issue(point(1));
    line.use(1).point->journal.adds["c1"] = added(5);
    for (const std::int64_t key : {2, 3, 4}) {
        SyncPoint begun = line.begin(10);
        EXPECT_TRUE(begun.own.empty());
        begun.key = key;
        line.issue(begun);
        const auto used = line.use(key);
        ASSERT_NE(used.point, nullptr);
        EXPECT_EQ(used.point->carry.adds.size(), 1U) << key;
        EXPECT_EQ(used.point->carry.adds["c1"].uid, 5) << key;
    }
}

TEST(SyncLine, BeginsWithNothingThatWouldHaveItsKeyRefused) {
    SyncLine line;
    line.issue(point(1));
    auto& adds = line.use(1).point->carry.adds;
    for (Uid uid = 1; uid <= 1000; ++uid) {
        adds["a client's id " + std::to_string(uid)] = added(uid);
    }
    SyncPoint begun = line.begin(10);
    begun.key = 2;
    line.issue(begun);
    EXPECT_FALSE(is_overfull(*line.use(2).point));
}

TEST(SyncLine, ChangesNothingForAKeyThatItDoesNotKnow) {
    SyncLine line;
    line.issue(point(1));
    line.use(1);
    line.issue(point(2));
    EXPECT_EQ(line.use(77).point, nullptr);
    EXPECT_NE(line.use(1).point, nullptr);
    EXPECT_NE(line.use(2).point, nullptr);
}

TEST(SyncLine, CarriesOutcomesThatNoAnswerReported) {
    SyncLine line;
    line.issue(point(1));
    SyncPoint& confirmed = *line.use(1).point;
    confirmed.journal.adds["lost"] = outcome(5, 11);
    confirmed.journal.adds["told"] = outcome(6, 11);
    confirmed.journal.items[7] = outcome(7, 11);  // told
    confirmed.journal.items[8] = outcome(8, 11);  // lost
    confirmed.journal.items[9] = outcome(9, 10);  // the device knows this version
    SyncPoint next = confirmed.derive();
    next.key = 2;
    next.answered_adds.insert("told");
    next.answered_items.insert(7);
    line.issue(next);
    const SyncPoint& now = *line.use(2).point;
    ASSERT_EQ(now.carry.adds.size(), 1U);
    EXPECT_TRUE(now.carry.adds.contains("lost"));
    ASSERT_EQ(now.carry.items.size(), 1U);
    EXPECT_TRUE(now.carry.items.contains(8));
    EXPECT_TRUE(now.journal.empty());
}

// Told nothing, without commands: `change` says in what else the next point differs.
struct StayRow {
    const char* what;
    void (*change)(SyncLine& line, SyncPoint& confirmed, SyncPoint& next);
    bool stays;
};

const StayRow kStays[] = {
    {"nothing", [](SyncLine&, SyncPoint&, SyncPoint&) {}, true},
    {"a few changes of others", [](SyncLine&, SyncPoint&, SyncPoint& next) { next.m.modseq += 9; },
     true},
    {"many of them", [](SyncLine&, SyncPoint&, SyncPoint& next) { next.m.modseq += 100'000; },
     false},
    {"the window", [](SyncLine&, SyncPoint&, SyncPoint& next) { next.bound.sort_key -= 1; }, false},
    {"an exception", [](SyncLine&, SyncPoint&, SyncPoint& next) { next.own[1] = {}; }, false},
    {"commands that were sent with the key",
     [](SyncLine&, SyncPoint& confirmed, SyncPoint&) { confirmed.journal.items[1] = {}; }, false},
    {"an answer under way", [](SyncLine& line, SyncPoint&, SyncPoint&) { line.issue(point(2)); },
     false},
};

TEST(SyncLine, StaysWithItsKeyOnlyWhenNothingIsPending) {
    for (const auto& row : kStays) {
        SyncLine line;
        line.issue(point(1));
        SyncPoint confirmed = *line.use(1).point;
        SyncPoint next = confirmed.derive();
        row.change(line, confirmed, next);
        EXPECT_EQ(line.may_stay(confirmed, next), row.stays) << row.what;
    }
}

TEST(SyncKey, IsANumberAndNothingElse) {
    EXPECT_EQ(parse_sync_key("17"), 17);
    for (const char* text : {"", "x", "-1", "1 ", "{17}", "9223372036854775808"}) {
        EXPECT_FALSE(parse_sync_key(text)) << text;
    }
}

class StoredLine : public store::StoreTest {};

TEST_F(StoredLine, ComesBackFromTheStoreAsItWas) {
    constexpr CollectionId kFolder = 3;
    const auto device = account_->note([](store::Note& note) -> Result<DeviceNumber> {
        return note.ensure_device("PHONE", "Test").number;
    });
    ASSERT_TRUE(device);
    SyncLine line;
    line.issue(point(1));
    line.use(1).point->journal.items[4] = outcome(4, 12);
    line.use(1).point->options = "of 1";
    line.issue(point(2));
    ASSERT_TRUE(account_->note(
        [&](store::Note& note) -> Result<bool> { return line.save(note, *device, kFolder); }));
    const AccountId id = account_->id();
    open();
    account_ = *store_->account(id);
    auto loaded = account_->read([&](const store::Snapshot& snapshot) {
        return SyncLine::load(snapshot, *device, kFolder);
    });
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->newest()->key, 2);
    EXPECT_EQ(loaded->newest()->options, "");
    const auto used = loaded->use(1);
    ASSERT_NE(used.point, nullptr);
    EXPECT_FALSE(used.confirmed_now);
    EXPECT_EQ(used.point->options, "of 1");
    EXPECT_EQ(used.point->journal, line.use(1).point->journal);
}

// Until there were options of each point, the line had one text for all.
TEST_F(StoredLine, GivesItsOptionsToPointsThatHaveNone) {
    constexpr CollectionId kFolder = 3;
    const auto device = account_->note([](store::Note& note) -> Result<DeviceNumber> {
        const auto number = note.ensure_device("PHONE", "Test").number;
        store::Line stored;
        stored.options = "of all";
        stored.points.push_back(to_row(point(1)));
        EXPECT_TRUE(note.save_line(number, kFolder, stored));
        return number;
    });
    const auto load = [&] {
        return *account_->read([&](const store::Snapshot& snapshot) {
            return SyncLine::load(snapshot, *device, kFolder);
        });
    };
    SyncLine line = load();
    EXPECT_EQ(line.newest()->options, "of all");
    line.issue(point(2));
    ASSERT_TRUE(account_->note(
        [&](store::Note& note) -> Result<bool> { return line.save(note, *device, kFolder); }));
    EXPECT_EQ(load().newest()->options, "");
    EXPECT_EQ(load().use(1).point->options, "of all");
}

}  // namespace
}  // namespace syncgate::activesync
