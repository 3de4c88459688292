#include "store/verify.h"

#include <gmock/gmock.h>

#include "store/scope_of.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class VerifyTest : public StoreTest {
  protected:
    void spoil(std::string_view sql) {
        ASSERT_TRUE(account_->note([&](Note& note) -> Result<bool> {
            run(scope_of(note).db, sql);
            return true;
        }));
    }

    // All slices; `between` is called after each.
    std::vector<std::string> verify_all(
        bool repair = false, const std::function<void()>& between = [] {}) {
        std::vector<std::string> found;
        std::string at;
        do {
            auto slice = verify(*account_, at, repair);
            EXPECT_TRUE(slice);
            if (!slice) {
                return found;
            }
            for (const auto& difference : slice->differences) {
                found.push_back(difference.what);
            }
            at = slice->next;
            between();
        } while (!at.empty());
        return found;
    }

    Modseq modseq() {
        return *account_->read([](const Snapshot& s) -> Result<Modseq> { return s.modseq(); });
    }
};

constexpr std::string_view kMail = "Subject: one\r\n\r\nBody\r\n";

TEST_F(VerifyTest, FindsNothingInAWholeStoreAndWritesNothing) {
    ASSERT_TRUE(deliver(*account_, clock_, {.message = kMail}));
    const auto before = modseq();
    EXPECT_THAT(verify_all(true), IsEmpty());
    EXPECT_EQ(modseq(), before);
}

TEST_F(VerifyTest, MakesTheIndexAnewAndCountsItsItemsAsChanged) {
    ASSERT_TRUE(deliver(*account_, clock_, {.message = kMail}));
    spoil("UPDATE object SET preview = 'another', rendition = rendition");
    heard_.take();
    const auto before = items(*account_)[0];
    EXPECT_THAT(verify_all(true), ElementsAre("object 1 has another preview than the message has"));
    const auto after = items(*account_)[0];
    EXPECT_GT(after.content, before.content);
    EXPECT_EQ(after.sort_key, before.sort_key);
    EXPECT_EQ(heard_.take().size(), 1U);
    EXPECT_THAT(verify_all(), IsEmpty());
}

TEST_F(VerifyTest, LeavesWhatIsNoMessageItsIndex) {
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        const auto book = change.by_role(ItemClass::kContact, Role::kDefault);
        NewObject card;
        card.bytes = "BEGIN:VCARD\r\nEND:VCARD\r\n";
        card.preview = "as its class has it";
        NewItem item;
        item.object = change.add_object(card);
        item.name = "card.vcf";
        change.add_item(book->id, item);
        return true;
    }));
    EXPECT_THAT(verify_all(), IsEmpty());
}

TEST_F(VerifyTest, TakesMailThatComesAndGoesBetweenItsSlices) {
    for (int i = 0; i < 200; ++i) {
        ASSERT_TRUE(deliver(*account_, clock_, {.message = kMail}));
    }
    const auto inbox = folder(*account_, Role::kInbox);
    Uid next = 1;
    EXPECT_THAT(verify_all(true,
                           [&] {
                               ASSERT_TRUE(deliver(*account_, clock_, {.message = kMail}));
                               ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
                                   return change.remove_item(inbox, next++);
                               }));
                           }),
                IsEmpty());
}

TEST_F(VerifyTest, PutsAnItemWithoutAFolderIntoTheDefaultOfItsClass) {
    ASSERT_TRUE(deliver(*account_, clock_, {.message = kMail}));
    spoil("UPDATE item SET collection = 99");
    EXPECT_THAT(verify_all(true), ElementsAre("item 99:1 is in no folder"));
    EXPECT_EQ(items(*account_).size(), 1U);
    EXPECT_THAT(verify_all(), IsEmpty());
}

TEST_F(VerifyTest, NamesWhatIsBeyondRepair) {
    ASSERT_TRUE(deliver(*account_, clock_, {.message = kMail}));
    spoil("UPDATE blob SET content = 'Subject: other'");
    const auto slice = verify(*account_, "", true);
    ASSERT_TRUE(slice);
    ASSERT_EQ(slice->differences.size(), 1U);
    EXPECT_EQ(slice->differences[0].state, Difference::State::kBeyondRepair);
    EXPECT_THAT(slice->differences[0].what, HasSubstr("SHA-256"));
}

TEST_F(VerifyTest, RefusesToGoOnWhereNothingIs) {
    for (const auto* at : {"nonsense", "objects", "objects:x", ":", "rows:-1"}) {
        const auto slice = verify(*account_, at, false);
        ASSERT_FALSE(slice) << at;
        EXPECT_EQ(slice.error().code, ErrorCode::kMalformed);
    }
}

}  // namespace
}  // namespace syncgate::store
