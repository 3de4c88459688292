// What is forgotten of the change log, and what never is. Source: docs/sync-engine.md, COMPACT.
#include <functional>

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr UnixSeconds kDay = 86'400;
constexpr UnixSeconds kOld = 91 * kDay;
constexpr int kAll = 1000;

class CompactionTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        inbox_ = folder(*account_, Role::kInbox);
    }
    void write(const std::function<void(Change&)>& f) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            f(change);
            return true;
        }));
    }
    Uid add() {
        auto delivered = deliver(*account_, clock_, {.message = "Subject: x\r\n\r\n"});
        EXPECT_TRUE(delivered);
        return delivered->uid;
    }
    // A message that came and went; the modseq of its tombstone.
    Modseq tombstone() {
        const Uid uid = add();
        Modseq modseq = 0;
        write([&](Change& change) {
            change.remove_item(inbox_, uid);
            modseq = change.take_modseq();
        });
        return modseq;
    }
    // A device with a point in the inbox.
    void device_at(std::string_view id, Cursor a, CollectionId collection = 0) {
        ASSERT_TRUE(account_->note([&](Note& note) -> Result<bool> {
            Device device = note.ensure_device(id, "Phone");
            device.last_seen = clock_.now();
            note.update_device(device);
            const CollectionId place = collection == 0 ? inbox_ : collection;
            Line line = note.line(device.number, place);
            line.points.clear();
            line.points.push_back({note.next_key(), a, a, {}, ""});
            line.confirmed = line.points[0].key;
            return note.save_line(device.number, place, line);
        }));
    }
    int compact(int most = kAll) {
        auto count = account_->note([&](Note& note) -> Result<int> { return note.compact(most); });
        EXPECT_TRUE(count) << count.error().detail;
        return *count;
    }
    std::vector<Modseq> events() {
        auto found = account_->read([&](const Snapshot& s) -> Result<std::vector<Event>> {
            return s.events_after(inbox_, {}, kAll);
        });
        std::vector<Modseq> modseqs;
        for (const auto& event : *found) {
            modseqs.push_back(event.modseq);
        }
        return modseqs;
    }
    Modseq compacted() {
        return *account_->read([&](const Snapshot& snapshot) -> Result<Modseq> {
            return snapshot.collection(inbox_)->compacted;
        });
    }

    CollectionId inbox_ = 0;
};

TEST_F(CompactionTest, TombstonesOlderThanNinetyDaysGo) {
    const auto first = tombstone();
    const auto second = tombstone();
    clock_.advance(kOld);
    const auto young = tombstone();
    EXPECT_EQ(compact(), 2);
    EXPECT_THAT(events(), ElementsAre(young));
    EXPECT_EQ(compacted(), second);
    EXPECT_LT(first, second);
    EXPECT_EQ(compact(), 0);
}

TEST_F(CompactionTest, TombstonesOfNinetyDaysAndLessStay) {
    const auto modseq = tombstone();
    clock_.advance(90 * kDay);
    EXPECT_EQ(compact(), 0);
    EXPECT_THAT(events(), ElementsAre(modseq));
    EXPECT_EQ(compacted(), 0);
}

TEST_F(CompactionTest, AnAccountThatNobodyWroteToSinceIsOldAsAWhole) {
    tombstone();
    clock_.advance(1000 * kDay);
    EXPECT_EQ(compact(), 1);
}

TEST_F(CompactionTest, WhatADeviceStillNeedsStays) {
    const auto first = tombstone();
    const auto second = tombstone();
    const auto third = tombstone();
    clock_.advance(kOld);
    device_at("PHONE", {second, kMaxUid});
    EXPECT_EQ(compact(), 1);
    EXPECT_EQ(compacted(), first);
    EXPECT_THAT(events(), ElementsAre(second, third));
}

TEST_F(CompactionTest, TheOldestPointOfAllCounts) {
    const auto first = tombstone();
    tombstone();
    const auto third = tombstone();
    clock_.advance(kOld);
    device_at("NEW", {third, kMaxUid});
    device_at("OLD", {first, 3});
    EXPECT_EQ(compact(), 0);
}

TEST_F(CompactionTest, APointInAnotherCollectionHoldsNothingHere) {
    tombstone();
    clock_.advance(kOld);
    device_at("PHONE", {1, 0}, folder(*account_, Role::kSent));
    EXPECT_EQ(compact(), 1);
}

TEST_F(CompactionTest, ADeviceThatWasNotSeenForThirtyDaysHoldsNothing) {
    tombstone();
    clock_.advance(kOld);
    device_at("LOST", {1, 0});
    clock_.advance(30 * kDay - 1);
    EXPECT_EQ(compact(), 0);
    clock_.advance(1);
    EXPECT_EQ(compact(), 1);
}

TEST_F(CompactionTest, TheHistoryOfSortKeysGoesAlike) {
    const Uid uid = add();
    Modseq moved = 0;
    write([&](Change& change) {
        const auto item = *change.item(inbox_, uid);
        change.set_object(inbox_, uid, item.object, item.sort_key + 5);
        moved = change.take_modseq();
    });
    clock_.advance(kOld);
    const auto young = tombstone();
    EXPECT_EQ(compact(), 1);
    EXPECT_EQ(compacted(), moved);
    EXPECT_THAT(events(), ElementsAre(moved, young));  // the change itself is the item's
}

TEST_F(CompactionTest, ASliceEndsInsideAModseqAndTheNextGoesOn) {
    std::vector<Uid> uids;
    for (int i = 0; i < 5; ++i) {
        uids.push_back(add());
    }
    Modseq modseq = 0;
    write([&](Change& change) {
        for (const auto uid : uids) {
            change.remove_item(inbox_, uid);
        }
        modseq = change.take_modseq();
    });
    clock_.advance(kOld);
    EXPECT_EQ(compact(2), 2);
    EXPECT_THAT(events(), SizeIs(3));
    EXPECT_EQ(compacted(), modseq);
    EXPECT_EQ(compact(2), 2);
    EXPECT_EQ(compact(2), 1);
    EXPECT_THAT(events(), IsEmpty());
}

TEST_F(CompactionTest, ACollectionThatIsGoneGoesWithAllThatDevicesHadOfIt) {
    CollectionId gone = 0;
    write([&](Change& change) {
        gone = *change.add_collection(ItemClass::kMail, 0, Role::kNone, "gone");
    });
    ASSERT_TRUE(deliver(*account_, clock_, {.message = "x\r\n", .collection = gone}));
    device_at("LOST", {2, 0}, gone);
    write([&](Change& change) { ASSERT_TRUE(change.remove_collection(gone)); });
    clock_.advance(kOld);
    EXPECT_EQ(compact(), 2);  // its tombstone, then itself
    EXPECT_EQ(compact(), 0);
    const auto line = account_->read([&](const Snapshot& snapshot) -> Result<Line> {
        return snapshot.line(snapshot.device("LOST")->number, gone);
    });
    EXPECT_THAT(line->points, IsEmpty());
}

TEST_F(CompactionTest, AClockThatRanAheadAndIsSetBackRemovesNothingOfTheLastDays) {
    tombstone();
    clock_.advance(kOld);
    tombstone();
    clock_.advance(-kOld);
    tombstone();
    EXPECT_EQ(compact(), 0);
    clock_.advance(-365 * kDay);
    EXPECT_EQ(compact(), 0);
    EXPECT_THAT(events(), SizeIs(3));
}

TEST_F(CompactionTest, WhatBecameOfCollectionsIsNotSaidWhereOneIsMissing) {
    CollectionId gone = 0;
    write([&](Change& change) {
        gone = *change.add_collection(ItemClass::kMail, 0, Role::kNone, "gone");
    });
    Modseq removed = 0;
    write([&](Change& change) {
        ASSERT_TRUE(change.remove_collection(gone));
        removed = change.take_modseq();
    });
    const auto said = [&](Modseq since) {
        return *account_->read([&](const Snapshot& s) -> Result<bool> {
            return s.collections_after(since).has_value();
        });
    };
    EXPECT_TRUE(said(removed - 1));
    clock_.advance(kOld);
    compact();
    EXPECT_FALSE(said(removed - 1));
    EXPECT_TRUE(said(removed));
}

TEST_F(CompactionTest, CompactionTakesNoModseqAndTellsNobody) {
    tombstone();
    clock_.advance(kOld);
    heard_.take();
    const auto modseq = [&] {
        return *account_->read([](const Snapshot& s) -> Result<Modseq> { return s.modseq(); });
    };
    const auto before = modseq();
    EXPECT_EQ(compact(), 1);
    EXPECT_EQ(modseq(), before);
    EXPECT_THAT(heard_.take(), IsEmpty());
}

TEST_F(CompactionTest, TheMemoryOfRequestsGoesInSlicesWhenItsTimeIsOver) {
    const auto forget = [&](int most) {
        return *account_->note(
            [&](Note& note) -> Result<int> { return note.forget_before(clock_.now(), most); });
    };
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        const auto device = change.ensure_device("PHONE", "Phone").number;
        for (int i = 0; i < 5; ++i) {
            change.remember(device, "SendMail", std::to_string(i), "", kNow + i);
        }
        change.begin_received(9, 1, kNow + 2);
        return true;
    }));
    EXPECT_EQ(forget(2), 1);  // what is over at this second
    clock_.advance(3);
    EXPECT_EQ(forget(2), 2);
    EXPECT_EQ(forget(kAll), 2);  // the request of the third second, and the intent
    const auto left = account_->read([](const Snapshot& snapshot) -> Result<bool> {
        return snapshot.remembered(snapshot.device("PHONE")->number, "SendMail", "4").has_value();
    });
    EXPECT_TRUE(*left);
}

}  // namespace
}  // namespace syncgate::store
