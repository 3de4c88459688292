// What a read sees, and the bytes it gives back.
#include "store/snapshot.h"

#include <functional>
#include <thread>

#include <gmock/gmock.h>

#include "base/limits.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SnapshotTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        inbox_ = folder(*account_, Role::kInbox);
    }
    Uid add_text(std::string_view text, const NewItem& like = {}) {
        auto uid = account_->write([&](Change& change) -> Result<Uid> {
            NewObject object;
            object.bytes = text;
            NewItem item = like;
            item.object = change.add_object(object);
            return change.add_item(inbox_, item);
        });
        EXPECT_TRUE(uid) << uid.error().detail;
        return uid ? *uid : 0;
    }
    template <class T>
    T see(const std::function<T(const Snapshot&)>& f) {
        auto seen =
            account_->read([&](const Snapshot& snapshot) -> Result<T> { return f(snapshot); });
        EXPECT_TRUE(seen) << seen.error().detail;
        return *std::move(seen);
    }
    ObjectId object_of(Uid uid) {
        return see<ObjectId>([&](const Snapshot& s) { return s.item(inbox_, uid)->object; });
    }

    CollectionId inbox_ = 0;
};

TEST_F(SnapshotTest, IsOneStateHoweverMuchIsWrittenMeanwhile) {
    const Uid gone = add_text("goes");
    const std::string large(200'000, 'x');
    const Uid gone_too = add_text(large);
    auto seen = account_->read([&](const Snapshot& snapshot) -> Result<int> {
        const Modseq before = snapshot.modseq();
        std::thread([&] {
            for (int i = 0; i < 20; ++i) {
                add_text("comes " + std::to_string(i));
            }
            EXPECT_TRUE(account_->write([&](Change& change) -> Result<bool> {
                EXPECT_TRUE(change.add_collection(ItemClass::kMail, 0, Role::kNone, "New"));
                return change.remove_item(inbox_, gone);
            }));
        }).join();
        EXPECT_EQ(snapshot.modseq(), before);
        EXPECT_THAT(snapshot.items(inbox_, 0, 100), SizeIs(2));
        EXPECT_EQ(snapshot.bytes(snapshot.item(inbox_, gone)->object, 0, 10), "goes");
        EXPECT_THAT(snapshot.events_after(inbox_, {before, kMaxUid}, 100), IsEmpty());
        EXPECT_FALSE(snapshot.child(ItemClass::kMail, 0, "New"));
        EXPECT_EQ(snapshot.usage().items, 2);
        return 1;
    });
    EXPECT_TRUE(seen) << seen.error().detail;
    EXPECT_THAT(items(*account_), SizeIs(21));
    EXPECT_EQ(bytes(*account_, object_of(gone_too)), large);
}

TEST_F(SnapshotTest, ErrorsAndExceptionsOfTheReaderComeThrough) {
    const auto refused = account_->read([](const Snapshot&) -> Result<int> {
        return Error{ErrorCode::kForbidden, "no"};
    });
    EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
    EXPECT_THROW((void)account_->read(
                     [](const Snapshot&) -> Result<int> { throw std::runtime_error("mine"); }),
                 std::runtime_error);
    EXPECT_THAT(items(*account_), IsEmpty());
}

TEST_F(SnapshotTest, AnObjectThatIsNotThereIsNotFound) {
    EXPECT_FALSE(see<bool>([](const Snapshot& s) { return s.object(4711).has_value(); }));
    const auto missing = account_->read(
        [](const Snapshot& s) -> Result<std::string> { return s.bytes(4711, 0, 10); });
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

TEST_F(SnapshotTest, RangesOfBytesAreCutAtTheEnd) {
    for (const std::size_t size : {10UL, 70'000UL}) {  // in the database, and beside it
        SCOPED_TRACE(size);
        std::string text;
        for (std::size_t i = 0; text.size() < size; ++i) {
            text += static_cast<char>(i * 37);
        }
        const auto object = object_of(add_text(text));
        struct Range {
            std::uint64_t begin, end;
            std::string bytes;
        };
        const Range ranges[] = {
            {0, size, text},
            {0, 1, text.substr(0, 1)},
            {3, 8, text.substr(3, 5)},
            {size - 1, size, text.substr(size - 1)},
            {size - 2, size + 100, text.substr(size - 2)},
            {size, size + 1, ""},
            {size + 5, size + 9, ""},
            {4, 4, ""},
            {5, 2, ""},
            {2, ~0ULL, text.substr(2)},
        };
        for (const auto& range : ranges) {
            SCOPED_TRACE(std::to_string(range.begin) + ".." + std::to_string(range.end));
            EXPECT_EQ(bytes(*account_, object, range.begin, range.end), range.bytes);
        }
    }
}

TEST_F(SnapshotTest, AnEmptyTextIsKept) {
    const auto object = object_of(add_text(""));
    EXPECT_EQ(bytes(*account_, object), "");
    EXPECT_EQ(see<std::uint64_t>([&](const Snapshot& s) { return s.object(object)->size; }), 0U);
    EXPECT_THAT(see<std::vector<std::string>>([](const Snapshot& s) { return s.problems(); }),
                IsEmpty());
}

TEST_F(SnapshotTest, TheLargestMessageComesBackWholeAndInSlices) {
    std::string mail = "Subject: x\r\n\r\n";
    while (mail.size() + 80 < limits::kMessageBytes) {
        mail += std::to_string(mail.size()) + std::string(64, 'x') + "\r\n";
    }
    auto delivered = deliver(*account_, clock_, {.message = mail});
    ASSERT_TRUE(delivered) << delivered.error().detail;
    const auto object = object_of(delivered->uid);
    EXPECT_TRUE(bytes(*account_, object) == mail);  // a failure prints no 50 MB
    const auto last = mail.size() - 1000;
    EXPECT_EQ(bytes(*account_, object, last, mail.size()), mail.substr(last));
    EXPECT_EQ(deliver(*account_, clock_, {.message = mail + mail}).error().code,
              ErrorCode::kTooLarge);
}

// PostgreSQL takes neither NUL nor bytes that are no UTF-8 in a text.
TEST_F(SnapshotTest, TextsThatAreNoTextAreTakenAndTheirBytesKept) {
    const std::string odd("a\0b\xff\xc3\x28 \xed\xa0\x80 z", 12);
    auto uid = account_->write([&](Change& change) -> Result<Uid> {
        NewObject object;
        object.bytes = odd;
        object.envelope = odd;
        object.structure = odd;
        object.preview = odd;
        object.text = odd;
        NewItem item;
        item.object = change.add_object(object);
        item.name = odd;
        item.native_uid = odd;
        item.keywords = odd;
        item.follow_up = odd;
        return change.add_item(inbox_, item);
    });
    ASSERT_TRUE(uid) << uid.error().detail;
    const auto object = object_of(*uid);
    EXPECT_EQ(bytes(*account_, object), odd);
    const auto kept = see<Object>([&](const Snapshot& s) { return *s.object(object); });
    EXPECT_EQ(kept.envelope, odd);
    EXPECT_EQ(kept.structure, odd);
    EXPECT_TRUE(kept.preview.starts_with("a") && kept.preview.ends_with("z"));
    const auto by_name =
        see<bool>([&](const Snapshot& s) { return s.find_by_name(inbox_, odd).has_value(); });
    EXPECT_TRUE(by_name);
    EXPECT_THAT(
        see<std::vector<Item>>([&](const Snapshot& s) { return s.find_by_native_uid(odd); }),
        SizeIs(1));
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        change.set_tag({odd, odd, odd});
        return true;
    }));
    ASSERT_TRUE(account_->note([&](Note& note) -> Result<bool> {
        const auto device = note.ensure_device(odd, odd);
        EXPECT_EQ(note.ensure_device(odd, odd).number, device.number);
        note.remember(device.number, odd, odd, odd, kNow + 10);
        EXPECT_EQ(note.remembered(device.number, odd, odd), odd);
        return true;
    }));
}

TEST_F(SnapshotTest, NamesAndUidsAreFoundByThemselvesAlone) {
    NewItem named;
    named.name = "one.vcf";
    named.native_uid = "uid-1";
    const Uid uid = add_text("a", named);
    add_text("b");
    EXPECT_EQ(see<Uid>([&](const Snapshot& s) { return s.find_by_name(inbox_, "one.vcf")->uid; }),
              uid);
    for (const std::string_view other : {"", "ONE.vcf", "one.vc_", "one.vcf "}) {
        EXPECT_FALSE(see<bool>(
            [&](const Snapshot& s) { return s.find_by_name(inbox_, other).has_value(); }));
    }
    EXPECT_THAT(see<std::vector<Item>>([&](const Snapshot& s) { return s.find_by_native_uid(""); }),
                IsEmpty());
}

TEST_F(SnapshotTest, ItemsAreListedByUidFromAfterOneOn) {
    for (int i = 0; i < 5; ++i) {
        add_text(std::to_string(i));
    }
    const auto uids = [&](Uid after, int limit) {
        std::vector<Uid> found;
        for (const auto& item : see<std::vector<Item>>(
                 [&](const Snapshot& s) { return s.items(inbox_, after, limit); })) {
            found.push_back(item.uid);
        }
        return found;
    };
    EXPECT_THAT(uids(0, 3), ElementsAre(1, 2, 3));
    EXPECT_THAT(uids(3, 100), ElementsAre(4, 5));
    EXPECT_THAT(uids(5, 100), IsEmpty());
}

TEST_F(SnapshotTest, TheRangesOfTheSyncEngineAreOrdered) {
    for (const std::int64_t key : {50, 10, 30}) {
        NewItem item;
        item.sort_key = key;
        add_text("at " + std::to_string(key), item);
    }
    const Modseq before = see<Modseq>([](const Snapshot& s) { return s.modseq(); });
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        change.set_state(inbox_, 2, kSeen, "", "");
        return change.remove_item(inbox_, 1);
    }));
    const Modseq after = before + 1;
    const auto events = see<std::vector<Event>>([&](const Snapshot& s) {
        return s.events_after(inbox_, {before, kMaxUid}, 10);
    });
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(events[0].uid, 1);
    EXPECT_EQ(events[0].kind, Event::Kind::kGone);
    EXPECT_EQ(events[1].uid, 2);
    EXPECT_EQ(events[1].kind, Event::Kind::kChanged);
    EXPECT_THAT(see<std::vector<Event>>([&](const Snapshot& s) {
                    return s.events_after(inbox_, {after, 1}, 10);
                }),
                SizeIs(1));

    const auto entries = see<std::vector<Entry>>([&](const Snapshot& s) {
        return s.entries_after(inbox_, {}, {20, 0}, 10);
    });
    ASSERT_THAT(entries, SizeIs(1));
    EXPECT_EQ(entries[0].uid, 3);
    const auto below = see<std::vector<Item>>([&](const Snapshot& s) {
        return s.items_below(inbox_, {40, 0}, {kMinKey, 0}, 10);
    });
    ASSERT_THAT(below, SizeIs(2));
    EXPECT_EQ(below[0].uid, 3);
    EXPECT_EQ(below[1].uid, 2);
    EXPECT_EQ(see<std::int64_t>([&](const Snapshot& s) {
                  return s.count(inbox_, {kMinKey, 0});
              }),
              2);
    EXPECT_EQ(see<std::int64_t>([&](const Snapshot& s) { return s.count(inbox_, {11, 0}); }), 1);

    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        change.set_object(inbox_, 3, change.item(inbox_, 3)->object, 5);
        return true;
    }));
    EXPECT_EQ(see<std::int64_t>(
                  [&](const Snapshot& s) { return *s.lowest_key(inbox_, 3, after, after); }),
              30);
    EXPECT_EQ(see<std::int64_t>(
                  [&](const Snapshot& s) { return *s.lowest_key(inbox_, 3, after, after + 1); }),
              5);
    const auto slid = see<Snapshot::Slide>([&](const Snapshot& s) {
        return s.slide_candidates(inbox_, {0, 0}, {8, 0}, after, 10);
    });
    EXPECT_THAT(slid.uids, testing::Contains(3));
    EXPECT_EQ(slid.upto, (Position{8, 0}));
}

TEST_F(SnapshotTest, AreWholeAndHoldNothingOfOthers) {
    auto other = add("u2@example.org");
    add_text("mine");
    add_text(std::string(100'000, 'm'));
    const auto connection = connection_to(other->id());
    run(*connection, "UPDATE account_state SET items = 99 WHERE account = $1", other->id());
    const auto problems = [](Account& account) {
        return *account.read(
            [](const Snapshot& s) -> Result<std::vector<std::string>> { return s.problems(); });
    };
    EXPECT_THAT(problems(*account_), IsEmpty());
    EXPECT_THAT(problems(*other), SizeIs(1));
    EXPECT_THAT(
        see<std::vector<std::filesystem::path>>([](const Snapshot& s) { return s.leftovers(); }),
        IsEmpty());
}

TEST_F(SnapshotTest, WhatLacksItsTextIsNamedByItsNumbers) {
    const Uid uid = add_text("one");
    const auto object = std::to_string(object_of(uid));
    const auto connection = connection_to(account_->id());
    run(*connection, "DELETE FROM blob WHERE account = $1", account_->id());
    const auto problems = [&] {
        return see<std::vector<std::string>>([](const Snapshot& s) { return s.problems(); });
    };
    EXPECT_THAT(problems(), ElementsAre("object " + object + " lacks its bytes"));
    run(*connection, "DELETE FROM object WHERE account = $1", account_->id());
    EXPECT_THAT(problems(), testing::Contains("item " + std::to_string(inbox_) + ":" +
                                              std::to_string(uid) + " has no object"));
}

}  // namespace
}  // namespace syncgate::store
