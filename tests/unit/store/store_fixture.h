// A store in a temporary folder, or in a database of its own (test_database.h), with a clock that
// stands still and a listener that writes down.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "base/log.h"
#include "formats/mime/message_index.h"
#include "store/account.h"
#include "store/delivery.h"
#include "store/directory.h"
#include "store/sqlite/connection.h"
#include "store/store.h"
#include "tests/unit/store/temp_folder.h"
#include "tests/unit/store/test_database.h"

namespace syncgate::store {

class HeardChanges final : public ChangeListener {
  public:
    using Heard = std::tuple<AccountId, CollectionId, Modseq>;
    void changed(AccountId account, CollectionId collection, Modseq modseq) override {
        const std::lock_guard lock(mutex_);
        heard_.emplace_back(account, collection, modseq);
        told_.notify_all();
    }
    void mail_waits() override {
        const std::lock_guard lock(mutex_);
        ++mail_waits_;
        told_.notify_all();
    }
    void credentials_changed(AccountId account) override {
        const std::lock_guard lock(mutex_);
        credentials_.push_back(account);
        told_.notify_all();
    }
    void regime_changed() override {
        const std::lock_guard lock(mutex_);
        ++regimes_;
        told_.notify_all();
    }
    void missed() override {
        const std::lock_guard lock(mutex_);
        ++missed_;
        told_.notify_all();
    }
    // Waits until it was told that, at most half a minute; whether it was.
    bool hears(const Heard& change) {
        return wait(
            [&] { return std::find(heard_.begin(), heard_.end(), change) != heard_.end(); });
    }
    bool hears_credentials(AccountId account) {
        return wait([&] {
            return std::find(credentials_.begin(), credentials_.end(), account) !=
                   credentials_.end();
        });
    }
    bool hears_regime() {
        return wait([&] { return regimes_ > 0; });
    }
    bool hears_missed() {
        return wait([&] { return missed_ > 0; });
    }
    int take_mail_waits() {
        const std::lock_guard lock(mutex_);
        return std::exchange(mail_waits_, 0);
    }
    std::vector<Heard> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(heard_, {});
    }
    std::vector<AccountId> take_credentials() {
        const std::lock_guard lock(mutex_);
        return std::exchange(credentials_, {});
    }

  private:
    template <class Condition>
    bool wait(Condition condition) {
        std::unique_lock lock(mutex_);
        return told_.wait_for(lock, std::chrono::seconds(30), condition);
    }

    std::mutex mutex_;  // guards all below
    std::condition_variable told_;
    std::vector<Heard> heard_;
    std::vector<AccountId> credentials_;
    int mail_waits_ = 0;
    int regimes_ = 0;
    int missed_ = 0;
};

// Counts the lines of each event.
class CountingLog final : public Log {
  public:
    void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
        const std::lock_guard lock(mutex_);
        ++counts_[std::string(event)];
    }
    int count(const std::string& event) {
        const std::lock_guard lock(mutex_);
        return counts_[event];
    }

  private:
    std::mutex mutex_;  // guards counts_
    std::map<std::string, int> counts_;
};

inline constexpr UnixSeconds kNow = 1'795'500'000;  // in November 2026

class StoreTest : public testing::Test {
  protected:
    void SetUp() override {
        mime::init();
        open();
        ASSERT_TRUE(store_->directory().add_domain("example.org"));
        account_ = add("u1@example.org");
    }

    void open(std::size_t account_files = 0, Rules rules = {}) {
        account_.reset();
        store_.reset();
        auto opened = Store::open(
            folder_.path(), {clock_, log_, &heard_, account_files, rules, database_.conninfo()});
        ASSERT_TRUE(opened) << opened.error().detail;
        store_ = *std::move(opened);
    }

    std::shared_ptr<Account> add(std::string_view address) {
        auto id = store_->create_account(address, "hash");
        EXPECT_TRUE(id) << id.error().detail;
        auto account = store_->account(*id);
        EXPECT_TRUE(account);
        return *account;
    }

    CollectionId folder(Account& account, Role role) {
        auto found = account.read([&](const Snapshot& snapshot) -> Result<CollectionId> {
            return snapshot.by_role(ItemClass::kMail, role)->id;
        });
        EXPECT_TRUE(found);
        return *found;
    }

    [[nodiscard]] bool on_postgres() const { return !database_.conninfo().empty(); }

    // A connection of the test's own to where the account is kept.
    std::unique_ptr<Connection> connection_to(AccountId account) {
        if (on_postgres()) {
            return postgres::connect(database_.conninfo());
        }
        return sqlite::open(database(account), false);
    }

    // Of an account in files.
    std::filesystem::path database(AccountId account) {
        return folder_.path() / "accounts" / std::to_string(account) / "store.db";
    }

    std::vector<Item> items(Account& account, Role role = Role::kInbox) {
        auto found = account.read([&](const Snapshot& snapshot) -> Result<std::vector<Item>> {
            return snapshot.items(snapshot.by_role(ItemClass::kMail, role)->id, 0, 100'000);
        });
        EXPECT_TRUE(found);
        return *found;
    }

    std::string bytes(Account& account, ObjectId object, std::uint64_t begin = 0,
                      std::uint64_t end = ~0ULL >> 1U) {
        auto found = account.read([&](const Snapshot& snapshot) -> Result<std::string> {
            return snapshot.bytes(object, begin, end);
        });
        EXPECT_TRUE(found) << found.error().detail;
        return found ? *found : std::string();
    }

    TempFolder folder_;
    TestDatabase database_;
    FakeClock clock_{kNow};
    CountingLog log_;
    HeardChanges heard_;
    std::unique_ptr<Store> store_;
    std::shared_ptr<Account> account_;
};

}  // namespace syncgate::store
