#include "store/open_accounts.h"

#include <latch>
#include <thread>

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

TEST(OpenAccounts, OneThatIsSlowToOpenKeepsNobodyElseWaiting) {
    const FakeClock clock(kNow);
    const std::atomic<std::size_t> files = 0;
    std::latch opening(1);
    std::latch may_open(1);
    OpenAccounts accounts(clock, files, 100, [&](AccountId account) -> Result<OpenAccounts::Held> {
        if (account == 1) {
            opening.count_down();
            may_open.wait();
        }
        return OpenAccounts::Held();
    });
    std::thread slow([&] { EXPECT_TRUE(accounts.get(1)); });
    opening.wait();
    EXPECT_TRUE(accounts.get(2));
    may_open.count_down();
    slow.join();
}

TEST(OpenAccounts, AFailureIsToldAgainForSomeSecondsWithoutAnotherTry) {
    FakeClock clock(kNow);
    const std::atomic<std::size_t> files = 0;
    int tries = 0;
    OpenAccounts accounts(clock, files, 100, [&](AccountId) -> Result<OpenAccounts::Held> {
        ++tries;
        return Error{ErrorCode::kUnavailable, "the disk"};
    });
    for (int i = 0; i < 3; ++i) {
        const auto held = accounts.get(1);
        ASSERT_FALSE(held);
        EXPECT_EQ(held.error().detail, "the disk");
    }
    EXPECT_EQ(tries, 1);
    clock.advance(OpenAccounts::kRememberedSeconds);
    EXPECT_FALSE(accounts.get(1));
    EXPECT_EQ(tries, 2);
    clock.advance(-3600);  // set back: what was remembered tells nothing
    EXPECT_FALSE(accounts.get(1));
    EXPECT_EQ(tries, 3);
}

class OpenFilesTest : public StoreTest {
  protected:
    // Databases of accounts that this process has open.
    std::size_t open_databases() {
        std::size_t found = 0;
        for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
            std::error_code gone;  // the iterator's own
            const auto target = std::filesystem::read_symlink(entry.path(), gone).string();
            found += target.starts_with((folder_.path() / "accounts").string()) ? 1U : 0U;
        }
        return found;
    }
};

TEST_F(OpenFilesTest, TheLeastRecentlyUsedAreClosedAndThoseInHandStay) {
    constexpr std::size_t kMost = 15;  // three accounts with a reader each
    std::vector<AccountId> ids{account_->id()};
    for (int i = 2; i <= 10; ++i) {
        ids.push_back(add("u" + std::to_string(i) + "@example.org")->id());
    }
    open(kMost);
    const auto held = *store_->account(ids[0]);
    ASSERT_TRUE(deliver(*held, clock_, {.message = "Subject: x\r\n\r\n"}));
    for (int round = 0; round < 2; ++round) {
        for (const auto id : ids) {
            auto account = store_->account(id);
            ASSERT_TRUE(account);
            EXPECT_LE(items(**account).size(), 1U);
            EXPECT_LE(open_databases(), kMost + 5);  // the newest adds its own before one goes
        }
    }
    EXPECT_EQ(*store_->account(ids[0]), held);
    EXPECT_EQ(items(*held).size(), 1U);
}

TEST_F(OpenFilesTest, AllInHandAtOnceAreAllOpen) {
    open(1);
    const auto first = add("u2@example.org");
    const auto second = add("u3@example.org");
    EXPECT_TRUE(deliver(*first, clock_, {.message = "Subject: x\r\n\r\n"}));
    EXPECT_TRUE(deliver(*second, clock_, {.message = "Subject: x\r\n\r\n"}));
}

}  // namespace
}  // namespace syncgate::store
