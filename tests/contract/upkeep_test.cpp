#include "store/upkeep.h"

#include <stop_token>

#include <gmock/gmock.h>

#include "store/rounds.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr UnixSeconds kDay = 86'400;

class UpkeepTest : public StoreTest {
  protected:
    bool keep(const Rules& rules = {}) {
        auto more = keep_up(*account_, clock_, rules);
        EXPECT_TRUE(more) << more.error().detail;
        return *more;
    }
    void trash(int count) {
        for (int i = 0; i < count; ++i) {
            ASSERT_TRUE(deliver(*account_, clock_, {.message = "x\r\n", .role = Role::kTrash}));
        }
    }
};

TEST_F(UpkeepTest, TrashIsPurgedAfterItsDays) {
    trash(1);
    clock_.advance(7 * kDay - 1);
    keep();
    EXPECT_THAT(items(*account_, Role::kTrash), SizeIs(1));
    clock_.advance(1);
    EXPECT_FALSE(keep());
    EXPECT_THAT(items(*account_, Role::kTrash), IsEmpty());
}

TEST_F(UpkeepTest, TheDaysAreAsConfiguredAndNoneMeansForEver) {
    trash(1);
    clock_.advance(7 * kDay);
    keep({.trash_days = 0});
    keep({.trash_days = 8});
    EXPECT_THAT(items(*account_, Role::kTrash), SizeIs(1));
    clock_.advance(kDay);
    keep({.trash_days = 8});
    EXPECT_THAT(items(*account_, Role::kTrash), IsEmpty());
}

TEST_F(UpkeepTest, ASliceIsBoundedAndSaysThatThereIsMore) {
    ASSERT_TRUE(account_->write([](Change& change) -> Result<bool> {
        const auto id = change.by_role(ItemClass::kMail, Role::kTrash)->id;
        NewItem item;
        item.object = change.add_object(index_mail("x\r\n"));
        for (int i = 0; i < kUpkeepSlice + 1; ++i) {
            change.add_item(id, item);
        }
        return true;
    }));
    clock_.advance(7 * kDay);
    EXPECT_TRUE(keep());
    EXPECT_THAT(items(*account_, Role::kTrash), SizeIs(1));
    EXPECT_FALSE(keep());
    EXPECT_THAT(items(*account_, Role::kTrash), IsEmpty());
}

TEST_F(UpkeepTest, TheStoreKeepsUpAllItsAccountsByItsRules) {
    const auto other = add("u2@example.org");
    trash(3);
    ASSERT_TRUE(deliver(*other, clock_, {.message = "x\r\n", .role = Role::kTrash}));
    clock_.advance(7 * kDay);
    store_->keep_up({});
    clock_.advance(Rounds::kRoundSeconds);
    store_->keep_up({});
    EXPECT_THAT(items(*account_, Role::kTrash), IsEmpty());
    EXPECT_THAT(items(*other, Role::kTrash), IsEmpty());
}

TEST_F(UpkeepTest, NothingIsBegunWhenItIsToStop) {
    trash(1);
    clock_.advance(7 * kDay);
    std::stop_source stop;
    stop.request_stop();
    store_->keep_up(stop.get_token());
    EXPECT_THAT(items(*account_, Role::kTrash), SizeIs(1));
}

class RoundsTest : public StoreTest {
  protected:
    std::vector<AccountId> next(UnixSeconds later) {
        clock_.advance(later);
        auto turn = rounds_.next(store_->directory(), clock_.now());
        EXPECT_TRUE(turn);
        return *turn;
    }
    Rounds rounds_;
};

TEST_F(RoundsTest, EachAccountHasItsTurnOnceARound) {
    add("u2@example.org");
    add("u3@example.org");
    EXPECT_THAT(next(0), ElementsAre(1));
    EXPECT_THAT(next(60), IsEmpty());
    EXPECT_THAT(next(Rounds::kRoundSeconds / 3), ElementsAre(2));
    EXPECT_THAT(next(Rounds::kRoundSeconds / 3), ElementsAre(3));
    EXPECT_THAT(next(60), IsEmpty());
    EXPECT_THAT(next(Rounds::kRoundSeconds / 3), ElementsAre(1));
}

TEST_F(RoundsTest, NobodyIsPassedOverWhenItIsAskedLate) {
    add("u2@example.org");
    add("u3@example.org");
    EXPECT_THAT(next(0), ElementsAre(1));
    EXPECT_THAT(next(10 * Rounds::kRoundSeconds), ElementsAre(2, 3));
    EXPECT_THAT(next(60), ElementsAre(1));
}

TEST_F(RoundsTest, AClockThatWasSetBackBeginsAnew) {
    EXPECT_THAT(next(0), ElementsAre(1));
    EXPECT_THAT(next(-100 * kDay), ElementsAre(1));
}

}  // namespace
}  // namespace syncgate::store
