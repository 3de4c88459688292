// Items of every class through the same Change.
#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

struct ClassRow {
    ItemClass item_class;
    std::string_view text, edited;
    std::int64_t sort_key, edited_key;  // as the class orders its items
};

constexpr ClassRow kClasses[] = {
    {ItemClass::kContact, "BEGIN:VCARD\r\nFN:A\r\n", "BEGIN:VCARD\r\nFN:B\r\n", 0, 0},
    {ItemClass::kEvent, "BEGIN:VEVENT\r\nSUMMARY:A\r\n", "BEGIN:VEVENT\r\nSUMMARY:B\r\n", 1000,
     kMaxKey},
    {ItemClass::kTask, "BEGIN:VTODO\r\nSTATUS:NEEDS-ACTION\r\n",
     "BEGIN:VTODO\r\nSTATUS:COMPLETED\r\n", 1, 0},
    {ItemClass::kNote, "BEGIN:VJOURNAL\r\nSUMMARY:A\r\n", "BEGIN:VJOURNAL\r\nSUMMARY:B\r\n", 0, 0},
};

class ClassesTest : public StoreTest {
  protected:
    CollectionId standard(ItemClass item_class) {
        return *account_->read([&](const Snapshot& snapshot) -> Result<CollectionId> {
            return snapshot.by_role(item_class, Role::kDefault)->id;
        });
    }
    Result<Uid> add(CollectionId collection, std::string_view text, std::string_view name,
                    std::int64_t sort_key = 0) {
        return account_->write([&](Change& change) -> Result<Uid> {
            NewObject object;
            object.bytes = text;
            NewItem item;
            item.object = change.add_object(object);
            item.name = name;
            item.native_uid = "uid-of-" + std::string(name);
            item.sort_key = sort_key;
            item.keywords = "Friends";
            return change.add_item(collection, item);
        });
    }
    std::optional<Item> find(CollectionId collection, std::string_view name) {
        std::optional<Item> found;
        EXPECT_TRUE(account_->read([&](const Snapshot& snapshot) -> Result<bool> {
            found = snapshot.find_by_name(collection, name);
            return true;
        }));
        return found;
    }
    std::vector<Event> events(CollectionId collection, Modseq after) {
        return *account_->read([&](const Snapshot& snapshot) -> Result<std::vector<Event>> {
            return snapshot.events_after(collection, {after, kMaxUid}, 10);
        });
    }
};

TEST_F(ClassesTest, AnItemKeepsItsTextNameUidAndTags) {
    for (const auto& row : kClasses) {
        SCOPED_TRACE(row.text);
        const auto collection = standard(row.item_class);
        ASSERT_TRUE(add(collection, row.text, "one.x", row.sort_key));
        const auto item = find(collection, "one.x");
        ASSERT_TRUE(item);
        EXPECT_EQ(bytes(*account_, item->object), row.text);
        EXPECT_EQ(item->native_uid, "uid-of-one.x");
        EXPECT_EQ(item->keywords, "Friends");
        EXPECT_EQ(item->sort_key, row.sort_key);
        EXPECT_FALSE(find(collection, ""));
    }
    const auto same = account_->read([](const Snapshot& snapshot) -> Result<std::vector<Item>> {
        return snapshot.find_by_native_uid("uid-of-one.x");
    });
    EXPECT_THAT(*same, SizeIs(std::size(kClasses)));
}

TEST_F(ClassesTest, AnEditMovesContentAndLeavesTheHistoryOfTheSortKey) {
    for (const auto& row : kClasses) {
        SCOPED_TRACE(row.text);
        const auto collection = standard(row.item_class);
        const auto uid = add(collection, row.text, "one.x", row.sort_key);
        ASSERT_TRUE(uid);
        const Modseq before = find(collection, "one.x")->modseq;
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            NewObject object;
            object.bytes = row.edited;
            change.set_object(collection, *uid, change.add_object(object), row.edited_key);
            return true;
        }));
        const auto item = find(collection, "one.x");
        EXPECT_EQ(bytes(*account_, item->object), row.edited);
        EXPECT_EQ(item->content, item->modseq);
        EXPECT_EQ(item->created, before);
        std::vector<Event::Kind> kinds;
        for (const auto& event : events(collection, before)) {
            kinds.push_back(event.kind);
        }
        if (row.sort_key == row.edited_key) {
            EXPECT_THAT(kinds, ElementsAre(Event::Kind::kChanged));
        } else {
            EXPECT_THAT(kinds, ElementsAre(Event::Kind::kSortKey, Event::Kind::kChanged));
        }
    }
}

TEST_F(ClassesTest, ANameIsTakenOnceInItsCollectionAlone) {
    const auto book = standard(ItemClass::kContact);
    ASSERT_TRUE(add(book, "a", "one.vcf"));
    const auto again = add(book, "b", "one.vcf");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kConflict);
    EXPECT_TRUE(add(standard(ItemClass::kNote), "b", "one.vcf"));
}

TEST_F(ClassesTest, AnItemThatMovesKeepsItsNameUnlessItIsTakenThere) {
    const auto book = standard(ItemClass::kContact);
    const auto second = *account_->write([](Change& change) -> Result<CollectionId> {
        return change.add_collection(ItemClass::kContact, 0, Role::kNone, "Second");
    });
    const auto free = add(book, "free", "free.vcf");
    const auto taken = add(book, "mine", "taken.vcf");
    ASSERT_TRUE(free && taken && add(second, "theirs", "taken.vcf"));
    for (const auto uid : {*free, *taken}) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            return change.move_item(book, uid, second).has_value();
        }));
    }
    EXPECT_EQ(bytes(*account_, find(second, "free.vcf")->object), "free");
    EXPECT_EQ(bytes(*account_, find(second, "taken.vcf")->object), "theirs");
    EXPECT_EQ(bytes(*account_, find(second, "3-taken.vcf")->object), "mine");
}

}  // namespace
}  // namespace syncgate::store
