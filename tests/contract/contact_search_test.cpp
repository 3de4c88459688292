// Contacts by their words: store/contact_search.h.
#include "store/contact_search.h"

#include <gmock/gmock.h>

#include "store/indexing.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class ContactSearchTest : public StoreTest {
  protected:
    void save(int cards, std::string_view name) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            const auto book = change.by_role(ItemClass::kContact, Role::kDefault)->id;
            for (int i = 0; i < cards; ++i) {
                const std::string text = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:" + std::string(name) +
                                         std::to_string(i) + "\r\nFN:" + std::string(name) +
                                         " Example\r\nEND:VCARD\r\n";
                NewItem item;
                item.object = change.add_object({text, {}, {}, {}, {}, 0});
                change.add_item(book, item);
            }
            return true;
        }));
        while (*index_words(*account_)) {
        }
    }
    // At most `most` cards with words that begin so.
    std::vector<std::string> found(const std::string& beginning, std::size_t most,
                                   const SeenBook& seen = every_book) {
        std::vector<std::string> cards;
        EXPECT_TRUE(account_->read([&](const Snapshot& snapshot) -> Result<bool> {
            contact_cards(snapshot, std::vector{beginning}, seen, [&](const std::string& card) {
                cards.push_back(card);
                return cards.size() < most;
            });
            return true;
        }));
        return cards;
    }
};

TEST_F(ContactSearchTest, EachCardIsShownOnce) {
    save(450, "Ann");
    save(3, "Bob");
    EXPECT_THAT(found("ann", 1000), SizeIs(450));
    EXPECT_THAT(found("exam", 1000), SizeIs(453));
    EXPECT_THAT(found("nobody", 1000), IsEmpty());
}

TEST_F(ContactSearchTest, WhoeverHasSeenEnoughIsShownNoMore) {
    save(450, "Ann");
    EXPECT_THAT(found("ann", 1), SizeIs(1));
    EXPECT_THAT(found("ann", 203), SizeIs(203));
}

TEST_F(ContactSearchTest, CardsOfBooksThatAreNotSeenAreNotShown) {
    save(2, "Ann");
    EXPECT_THAT(found("ann", 1000, [](const Collection&) { return false; }), IsEmpty());
}

}  // namespace
}  // namespace syncgate::store
