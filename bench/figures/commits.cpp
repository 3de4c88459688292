// Durable writes to 16 accounts at once, each by a thread of its own, beside as many threads that
// commit one row to a SQLite file each; and the same writes on PostgreSQL.
#include <array>
#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sqlite3.h>

#include "bench/load/accounts.h"
#include "bench/load/cluster.h"
#include "bench/load/figure.h"
#include "bench/load/server.h"
#include "store/account.h"
#include "store/delivery.h"
#include "store/directory.h"

namespace syncgate::bench {
namespace {

constexpr int kAccounts = 16;
constexpr double kSeconds = 4;

// Calls a second of all threads; `call` gets the thread's number.
double rate_of(const std::function<void(int)>& call) {
    std::atomic<long> calls = 0;
    std::atomic<bool> failed = false;
    std::vector<std::jthread> threads;
    const double start = now_seconds();
    for (int i = 0; i < kAccounts; ++i) {
        threads.emplace_back([&, i] {
            try {
                while (now_seconds() - start < kSeconds) {
                    call(i);
                    ++calls;
                }
            } catch (const std::exception&) {
                failed = true;
            }
        });
    }
    threads.clear();
    if (failed) {
        throw std::runtime_error("a commit failed");
    }
    return static_cast<double>(calls) / (now_seconds() - start);
}

class RawFile {
  public:
    explicit RawFile(const std::string& file) {
        if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) {
            throw std::runtime_error("sqlite3_open");
        }
        execute(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;"
            "CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES(1, 0)");
    }
    ~RawFile() { sqlite3_close(handle_); }
    RawFile(const RawFile&) = delete;
    RawFile& operator=(const RawFile&) = delete;

    void execute(const char* sql) {
        if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
            throw std::runtime_error(sqlite3_errmsg(handle_));
        }
    }

  private:
    sqlite3* handle_ = nullptr;
};

double raw_rate(const TempFolder& folder) {
    std::vector<std::unique_ptr<RawFile>> files;
    for (int i = 0; i < kAccounts; ++i) {
        files.push_back(
            std::make_unique<RawFile>((folder.path() / (std::to_string(i) + ".db")).string()));
    }
    return rate_of(
        [&](int i) { files[static_cast<std::size_t>(i)]->execute("UPDATE t SET n = n + 1"); });
}

// A flag is set or taken: a row of the item, the collection's and the account's modseq.
double store_rate(const std::filesystem::path& data) {
    make_accounts(data, kAccounts, 0);
    for (int i = 0; i < kAccounts; ++i) {
        fill_inbox_with_copies(data, i, 1);
    }
    const SystemClock clock;
    NullLog log;
    const auto store = open_store(data, clock, log);
    std::vector<std::shared_ptr<store::Account>> accounts;
    for (int i = 0; i < kAccounts; ++i) {
        const auto record = store->directory().find_login(account_name(i));
        accounts.push_back(*store->account(record->id));
    }
    return rate_of([&](int i) {
        const auto done = accounts[static_cast<std::size_t>(i)]->write(
            [&](store::Change& change) -> Result<bool> {
                const auto inbox = change.by_role(ItemClass::kMail, Role::kInbox)->id;
                const auto item = change.item(inbox, 1);
                change.set_state(inbox, 1, item->flags ^ 1U, item->keywords, item->follow_up);
                return true;
            });
        if (!done) {
            throw std::runtime_error(done.error().detail);
        }
    });
}

}  // namespace

Figures commits() {
    const TempFolder raw_before(true);
    const TempFolder raw_after(true);
    const TempFolder data(true);
    const double before = raw_rate(raw_before);
    const double ours = store_rate(data.path());
    const double raw = (before + raw_rate(raw_after)) / 2;  // the disk is shared: on both sides

    Cluster cluster;
    const TempFolder shared(true);
    put_into(shared.path(), cluster.new_database());
    const double postgres = store_rate(shared.path());
    return {{"commits_16_accounts_to_raw", ours / raw, "ratio", 0.5, Figure::Sense::kAtLeast},
            {"commits_16_accounts", ours, "commits/s"},
            {"commits_16_files_raw", raw, "commits/s"},
            {"commits_16_accounts_postgres", postgres, "commits/s"}};
}

}  // namespace syncgate::bench
