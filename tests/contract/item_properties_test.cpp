// What is said of an item stays with it, wherever it goes, and goes with it.
#include "store/item_properties.h"

#include <gmock/gmock.h>

#include "store/verify.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ItemPropertiesTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        change([&](Change& c) {
            book_ = *c.add_collection(ItemClass::kContact, 0, Role::kNone, "One");
            other_ = *c.add_collection(ItemClass::kContact, 0, Role::kNone, "Other");
            card_ = {book_, add_card(c, book_, "a.vcf")};
            set_item_property(c, card_, "{x}color", "<color/>");
            set_item_property(c, card_, "{x}age", "<age>7</age>");
        });
    }
    template <class F>
    void change(F f) {
        const auto done = account_->write([&](Change& c) -> Result<void> {
            f(c);
            return {};
        });
        ASSERT_TRUE(done) << done.error().detail;
    }
    static Uid add_card(Change& c, CollectionId book, const std::string& name) {
        NewObject text;
        text.bytes = "BEGIN:VCARD\r\nEND:VCARD\r\n";
        NewItem item;
        item.object = c.add_object(text);
        item.name = name;
        return c.add_item(book, item);
    }
    std::vector<std::string> said(const ItemPlace& place) {
        return *account_->read([&](const Snapshot& s) -> Result<std::vector<std::string>> {
            std::vector<std::string> all;
            for (const auto& each : item_properties(s, place)) {
                all.push_back(each.name + "=" + each.value);
            }
            return all;
        });
    }
    std::vector<std::string> differences() {
        std::vector<std::string> found;
        std::string at;
        do {
            const auto slice = verify(*account_, at, true);
            EXPECT_TRUE(slice);
            for (const auto& difference : slice->differences) {
                found.push_back(difference.what);
            }
            at = slice->next;
        } while (!at.empty());
        return found;
    }

    CollectionId book_ = 0, other_ = 0;
    ItemPlace card_;
};

TEST_F(ItemPropertiesTest, AreSetReplacedAndTakenBackOneByOne) {
    EXPECT_THAT(said(card_), ElementsAre("{x}age=<age>7</age>", "{x}color=<color/>"));
    change([&](Change& c) {
        set_item_property(c, card_, "{x}age", "<age>8</age>");
        set_item_property(c, card_, "{x}color", std::nullopt);
        set_item_property(c, card_, "{x}none", std::nullopt);
    });
    EXPECT_THAT(said(card_), ElementsAre("{x}age=<age>8</age>"));
}

TEST_F(ItemPropertiesTest, AreNotThoseOfAnotherItemThatHasTheNumber) {
    EXPECT_THAT(said({other_, card_.uid}), IsEmpty());
    EXPECT_THAT(said({book_, card_.uid + 1}), IsEmpty());
}

TEST_F(ItemPropertiesTest, MoveWithTheItem) {
    ItemPlace moved{other_, 0};
    change([&](Change& c) { moved.uid = *c.move_item(book_, card_.uid, other_); });
    EXPECT_THAT(said(moved), ElementsAre("{x}age=<age>7</age>", "{x}color=<color/>"));
    EXPECT_THAT(said(card_), IsEmpty());
    change([&](Change& c) { moved.uid = *c.move_item(other_, moved.uid, other_, "b.vcf"); });
    EXPECT_THAT(said(moved), ElementsAre("{x}age=<age>7</age>", "{x}color=<color/>"));
}

TEST_F(ItemPropertiesTest, AreCopiedToAnother) {
    ItemPlace copy{other_, 0};
    change([&](Change& c) {
        copy.uid = add_card(c, other_, "a.vcf");
        copy_item_properties(c, card_, copy);
        set_item_property(c, copy, "{x}age", std::nullopt);
    });
    EXPECT_THAT(said(copy), ElementsAre("{x}color=<color/>"));
    EXPECT_THAT(said(card_), ElementsAre("{x}age=<age>7</age>", "{x}color=<color/>"));
}

TEST_F(ItemPropertiesTest, GoWithTheItemAndWithItsCollection) {
    ItemPlace second{other_, 0};
    change([&](Change& c) {
        second.uid = add_card(c, other_, "b.vcf");
        set_item_property(c, second, "{x}age", "<age/>");
        c.remove_item(book_, card_.uid);
    });
    EXPECT_THAT(said(card_), IsEmpty());
    change([&](Change& c) { ASSERT_TRUE(c.remove_collection(other_)); });
    EXPECT_THAT(said(second), IsEmpty());
    EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(ItemPropertiesTest, AreKeptWhenTheTextIsAnother) {
    change([&](Change& c) {
        NewObject text;
        text.bytes = "BEGIN:VCARD\r\nFN:New\r\nEND:VCARD\r\n";
        c.set_object(book_, card_.uid, c.add_object(text), 0);
    });
    EXPECT_THAT(said(card_), ElementsAre("{x}age=<age>7</age>", "{x}color=<color/>"));
}

TEST_F(ItemPropertiesTest, ThoseOfNoItemAreFoundAndRepaired) {
    change([&](Change& c) { set_item_property(c, {book_, 99}, "{x}lost", "<lost/>"); });
    EXPECT_THAT(differences(), ElementsAre(testing::HasSubstr("has no item 99")));
    EXPECT_THAT(differences(), IsEmpty());
    EXPECT_THAT(said({book_, 99}), IsEmpty());
    EXPECT_EQ(said(card_).size(), 2U);
}

}  // namespace
}  // namespace syncgate::store
