// Deleting to Trash, and what leaves it for good.
#include <gmock/gmock.h>

#include "base/limits.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr UnixSeconds kDay = 86'400;

class TrashTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        trash_ = folder(*account_, Role::kTrash);
    }
    template <class F>
    auto write(F&& f) {
        return account_->write(std::forward<F>(f));
    }
    Uid mail(CollectionId collection, std::string_view subject) {
        const std::string text = "Subject: " + std::string(subject) + "\r\n\r\n";
        auto delivered = deliver(*account_, clock_, {.message = text, .collection = collection});
        EXPECT_TRUE(delivered);
        return delivered->uid;
    }
    Result<void> trash_item(CollectionId collection, Uid uid) {
        return write(
            [&](Change& change) -> Result<void> { return change.trash_item(collection, uid); });
    }
    Result<void> trash_folder(CollectionId id) {
        return write([&](Change& change) -> Result<void> { return change.trash_collection(id); });
    }
    int purge(UnixSeconds upto, int most = 1000) {
        auto gone =
            write([&](Change& change) -> Result<int> { return change.purge_trash(upto, most); });
        EXPECT_TRUE(gone);
        return *gone;
    }
    CollectionId make(CollectionId parent, std::string_view name,
                      ItemClass item_class = ItemClass::kMail) {
        auto made = write([&](Change& change) -> Result<CollectionId> {
            return change.add_collection(item_class, parent, Role::kNone, name);
        });
        EXPECT_TRUE(made) << made.error().detail;
        return *made;
    }
    // Folders below `parent`, by name.
    std::vector<std::string> names(CollectionId parent) {
        std::vector<std::string> found;
        EXPECT_TRUE(account_->read([&](const Snapshot& snapshot) -> Result<bool> {
            for (const auto& each : snapshot.children(ItemClass::kMail, parent)) {
                found.push_back(each.name);
            }
            return true;
        }));
        return found;
    }
    std::vector<std::string> subjects(CollectionId collection) {
        std::vector<std::string> found;
        const auto list = account_->read([&](const Snapshot& s) -> Result<std::vector<Item>> {
            return s.items(collection, 0, 1000);
        });
        for (const auto& item : *list) {
            const auto text = bytes(*account_, item.object);
            found.push_back(text.substr(9, text.find('\r') - 9));
        }
        return found;
    }

    CollectionId trash_ = 0;
};

TEST_F(TrashTest, AMessageGoesToTrashAndFromThereForGood) {
    const auto inbox = folder(*account_, Role::kInbox);
    ASSERT_TRUE(trash_item(inbox, mail(inbox, "one")));
    EXPECT_THAT(subjects(trash_), ElementsAre("one"));
    ASSERT_TRUE(trash_item(trash_, items(*account_, Role::kTrash)[0].uid));
    EXPECT_THAT(subjects(trash_), IsEmpty());
}

TEST_F(TrashTest, WhatIsNotThereOrNoMailIsNotTrashed) {
    EXPECT_EQ(trash_item(trash_, 1).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(trash_item(4711, 1).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(trash_folder(4711).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(trash_folder(trash_).error().code, ErrorCode::kForbidden);
    const auto book = make(0, "Book", ItemClass::kContact);
    EXPECT_EQ(trash_folder(book).error().code, ErrorCode::kUnsupported);
    const auto uid = write([&](Change& change) -> Result<Uid> {
        NewItem item;
        item.object = change.add_object({});
        return change.add_item(book, item);
    });
    EXPECT_EQ(trash_item(book, *uid).error().code, ErrorCode::kUnsupported);
}

TEST_F(TrashTest, AFolderGoesThereWithItsTreeAndTwiceForGood) {
    const auto outer = make(0, "outer");
    const auto inner = make(outer, "inner");
    mail(inner, "kept");
    ASSERT_TRUE(trash_folder(outer));
    EXPECT_THAT(names(trash_), ElementsAre("outer"));
    EXPECT_THAT(names(outer), ElementsAre("inner"));
    EXPECT_THAT(subjects(inner), ElementsAre("kept"));
    ASSERT_TRUE(trash_folder(inner));  // it is in Trash already
    EXPECT_THAT(names(outer), IsEmpty());
    ASSERT_TRUE(trash_folder(outer));
    EXPECT_THAT(names(trash_), IsEmpty());
}

TEST_F(TrashTest, AMessageInAFolderInTrashGoesForGood) {
    const auto outer = make(0, "outer");
    const auto uid = mail(outer, "one");
    ASSERT_TRUE(trash_folder(outer));
    ASSERT_TRUE(trash_item(outer, uid));
    EXPECT_THAT(subjects(outer), IsEmpty());
    EXPECT_THAT(subjects(trash_), IsEmpty());
}

TEST_F(TrashTest, AFolderIsRenamedWhenItsNameIsTakenThere) {
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(trash_folder(make(0, "old")));
    }
    EXPECT_THAT(names(trash_), ElementsAre("old", "old (2)", "old (3)"));
    const std::string longest(limits::kFolderNameBytes, 'n');
    ASSERT_TRUE(trash_folder(make(0, longest)));
    ASSERT_TRUE(trash_folder(make(0, longest)));
    for (const auto& name : names(trash_)) {
        EXPECT_LE(name.size(), limits::kFolderNameBytes);
    }
}

TEST_F(TrashTest, TheDeepestTreeCanBeDeleted) {
    CollectionId top = make(0, "level");
    CollectionId deepest = top;
    for (int depth = 2; depth <= limits::kFolderDepth; ++depth) {
        deepest = make(deepest, "level");
    }
    EXPECT_TRUE(trash_folder(top));
}

TEST_F(TrashTest, PurgesWhatEnteredUptoThatTimeOldestFirst) {
    const auto inbox = folder(*account_, Role::kInbox);
    for (const char* subject : {"first", "second", "third"}) {
        const auto uid = mail(inbox, subject);
        clock_.advance(kDay);
        ASSERT_TRUE(trash_item(inbox, uid));
    }
    EXPECT_EQ(purge(kNow), 0);
    EXPECT_EQ(purge(kNow + 2 * kDay, 1), 1);
    EXPECT_THAT(subjects(trash_), ElementsAre("second", "third"));
    EXPECT_EQ(purge(kNow + 2 * kDay), 1);
    EXPECT_THAT(subjects(trash_), ElementsAre("third"));
}

TEST_F(TrashTest, AFolderInTrashIsAsOldAsItsEntryThere) {
    const auto outer = make(0, "outer");
    const auto inner = make(outer, "inner");
    mail(inner, "old mail");
    clock_.advance(100 * kDay);
    ASSERT_TRUE(trash_folder(outer));
    clock_.advance(kDay);
    mail(outer, "came later");
    EXPECT_EQ(purge(kNow + 99 * kDay), 0);
    EXPECT_EQ(purge(kNow + 100 * kDay), 2);  // the mail and the inner folder
    EXPECT_THAT(subjects(outer), ElementsAre("came later"));
    EXPECT_THAT(names(outer), IsEmpty());
    EXPECT_EQ(purge(kNow + 101 * kDay), 2);
    EXPECT_THAT(names(trash_), IsEmpty());
}

TEST_F(TrashTest, APurgeWithNothingToDoTellsNobody) {
    heard_.take();
    EXPECT_EQ(purge(kNow), 0);
    EXPECT_THAT(heard_.take(), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store
