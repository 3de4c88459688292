#include "store/store.h"

#include <atomic>
#include <cerrno>
#include <limits>
#include <set>

#include <sys/stat.h>

#include "store/directory_access.h"
#include "store/directory_tables.h"
#include "store/disk.h"
#include "store/failure.h"
#include "store/indexing.h"
#include "store/lock_file.h"
#include "store/open_accounts.h"
#include "store/outgoing_due.h"
#include "store/postgres_engine.h"
#include "store/rounds.h"
#include "store/sqlite_engine.h"
#include "store/stored_account.h"
#include "store/upkeep.h"

namespace syncgate::store {
namespace {

constexpr UnixSeconds kForgetEvery = 3600;

void make_folder(const std::filesystem::path& folder) {
    if (mkdir(folder.c_str(), 0700) == 0) {
        sync_folder(folder.parent_path());
    } else if (errno != EEXIST) {
        throw_errno("mkdir", folder);
    }
}

std::unique_ptr<Engine> make_engine(const std::filesystem::path& dir,
                                    const Store::Services& services) {
    if (!services.database.empty()) {
        return std::make_unique<PostgresEngine>(
            services.database,
            PostgresEngine::Options{services.database_sessions, services.account_files,
                                    services.listener},
            services.log);
    }
    return std::make_unique<SqliteEngine>(dir, services.account_files);
}

}  // namespace

struct Store::State final : Courier {
    State(std::filesystem::path dir, Services given, LockFile held)
        : folder(std::move(dir)),
          services(given),
          lock(std::move(held)),
          engine(make_engine(folder, services)),
          directory(*engine, given.clock),
          accounts(given.clock, engine->held(), engine->most_held(),
                   [this](AccountId account) { return open_stored(account); }),
          next_forget(given.clock.now() + kForgetEvery) {
        directory.prepare();
    }

    Result<std::shared_ptr<Account>> receiver(AccountId account) override { return open(account); }
    const Clock& clock() const override { return services.clock; }
    Scratch scratch() const override { return Scratch(folder.string()); }

    Result<std::shared_ptr<Account>> open(AccountId account) {
        auto stored = accounts.get(account);
        if (!stored) {
            return stored.error();
        }
        return std::shared_ptr<Account>(*std::move(stored));
    }

    Result<OpenAccounts::Held> open_stored(AccountId account) {
        auto record = directory.account(account);
        if (!record) {
            return record.error();
        }
        try {
            return std::make_shared<StoredAccount>(
                account, record->address,
                StoredAccount::Services{services.clock, services.listener, *engine, *this, to_index,
                                        services.rules});
        } catch (const StoreFailure& failure) {
            services.log.error("account_unreadable",
                               {{"account", account}, {"reason", failure.error().detail}});
            return failure.error();
        }
    }

    // Nothing of it is left for others, and it takes no writes any more. What it sent to itself
    // must have been carried out before it was barred.
    static bool settle(StoredAccount& account) {
        account.set_retired(true);
        return account.carry_out_intents();
    }

    void forget_expired() {
        const UnixSeconds now = services.clock.now();
        UnixSeconds due = next_forget;
        if (now < due || !next_forget.compare_exchange_strong(due, now + kForgetEvery)) {
            return;
        }
        for (const auto& file : accounts.all()) {
            if (auto done = file->forget_expired(); !done) {
                services.log.error("account_unreadable",
                                   {{"account", file->id()}, {"reason", done.error().detail}});
            }
        }
    }

    [[nodiscard]] OutgoingHolder holder() const {
        return {engine->process(), !engine->is_shared()};
    }

    // Its entry in the directory may have been lost between two commits, one of which failed.
    void expect_outgoing(AccountId id) {
        auto stored = accounts.get(id);
        if (!stored) {
            return;  // told of when it was opened
        }
        auto waits = (*stored)->read(
            [](const Snapshot& snapshot) -> Result<bool> { return !snapshot.outgoing().empty(); });
        const auto done = waits && *waits ? (*stored)->settle_outgoing_due(holder())
                                          : (waits ? Result<void>() : Result<void>(waits.error()));
        if (!done) {
            services.log.warning("upkeep_failed",
                                 {{"account", id}, {"reason", done.error().detail}});
        }
    }

    // An account that can't be opened was told of then.
    void keep_up(AccountId id, const std::stop_token& stop) {
        const auto account = open(id);
        for (bool more = account.has_value(); more && !stop.stop_requested();) {
            const auto done = store::keep_up(**account, services.clock, services.rules);
            if (!done) {
                services.log.warning("upkeep_failed",
                                     {{"account", id}, {"reason", done.error().detail}});
            }
            more = done && *done;
        }
        expect_outgoing(id);
    }

    // One slice. An account that can't be opened was told of then.
    void index_words(AccountId id) {
        const auto account = open(id);
        if (!account) {
            return;
        }
        const auto more = store::index_words(**account);
        if (!more) {
            services.log.warning("index_failed",
                                 {{"account", id}, {"reason", more.error().detail}});
        } else if (*more) {
            to_index.add(id);
        }
    }

    std::filesystem::path folder;
    Services services;
    LockFile lock;
    std::unique_ptr<Engine> engine;
    DirectoryTables directory;
    ToIndex to_index;
    OpenAccounts accounts;
    std::atomic<UnixSeconds> next_forget;
    Rounds rounds;
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& dir, Services services) {
    try {
        // Only the last folder is made: a mistyped path must not become an empty store.
        make_folder(std::filesystem::absolute(dir));
        auto lock = LockFile::take(dir / "lock");
        if (!lock) {
            return lock.error();
        }
        return std::unique_ptr<Store>(
            new Store(std::make_unique<State>(dir, services, *std::move(lock))));
    } catch (const StoreFailure& failure) {
        return Error{ErrorCode::kUnavailable, failure.error().detail};
    }
}

Directory& Store::directory() {
    return state_->directory;
}

Result<AccountId> Store::create_account(std::string_view address, std::string_view password_hash) {
    return state_->directory.add_account(
        address, password_hash, [&](Connection& db, AccountId account, Blobs& blobs) {
            fill_account(db, account, blobs, state_->services.clock);
        });
}

Result<AccountId> Store::group_account(std::string_view group) {
    return state_->directory.add_group_account(
        group, [&](Connection& db, AccountId account, Blobs& blobs) {
            fill_account(db, account, blobs, state_->services.clock);
        });
}

Result<void> Store::delete_account(AccountId account) {
    // One that can't be opened is deleted all the same: nothing can be read of it.
    auto file = state_->accounts.get(account);
    if (file) {
        (*file)->carry_out_intents();
    }
    if (auto barred = state_->accounts.bar(account); !barred) {
        return barred;
    }
    Result<void> removed;
    if (file && !State::settle(**file)) {
        removed = Error{ErrorCode::kUnavailable, "mail of it for others can't be delivered yet"};
    } else {
        removed = state_->directory.remove_account(account);
    }
    if (!removed) {
        if (file) {
            (*file)->set_retired(false);
        }
        state_->accounts.admit(account);
        return removed;
    }
    file = Error{ErrorCode::kNotFound, "deleted"};  // let go, so that remove() closes it
    state_->accounts.remove(account);
    state_->engine->remove_account(account);
    return {};
}

Result<std::shared_ptr<Account>> Store::account(AccountId account) {
    return state_->open(account);
}

int Store::carry_out_due() {
    state_->forget_expired();
    // An entry of the future stands since before the clock was set back.
    auto due = state_->directory.due_before(std::numeric_limits<UnixSeconds>::max());
    if (!due) {
        state_->services.log.error("due_unreadable", {{"reason", due.error().detail}});
        return 0;
    }
    int with_work = 0;
    for (const auto account : *due) {
        auto file = state_->accounts.get(account);
        if (file) {
            ++with_work;
            if (!(*file)->carry_out_intents()) {
                state_->services.log.warning("intents_left", {{"account", account}});
            }
        }
    }
    return with_work;
}

void Store::keep_up(const std::stop_token& stop) {
    auto turn = state_->rounds.next(state_->directory, state_->services.clock.now());
    if (!turn) {
        state_->services.log.warning("upkeep_failed", {{"reason", turn.error().detail}});
        return;
    }
    for (const auto id : *turn) {
        state_->keep_up(id, stop);
    }
}

Result<Store::OutgoingDue> Store::outgoing_due() {
    return read_directory(state_->engine->directory(), [&](Connection& db) -> Result<OutgoingDue> {
        const UnixSeconds now = state_->services.clock.now();
        OutgoingDue due;
        {
            Query rows(db,
                       "SELECT account FROM outgoing_due WHERE at <= $1 OR at > $2"
                       " ORDER BY at LIMIT 500",
                       now, now + kOutgoingAhead);
            while (rows.next()) {
                due.accounts.push_back(rows.integer(0));
            }
        }
        due.next =
            find_integer(db, "SELECT at FROM outgoing_due WHERE at > $1 ORDER BY at LIMIT 1", now);
        return due;
    });
}

Result<std::vector<AccountId>> Store::outgoing_accounts() {
    return read_directory(state_->engine->directory(),
                          [](Connection& db) -> Result<std::vector<AccountId>> {
                              Query rows(db, "SELECT account FROM outgoing_due ORDER BY account");
                              std::vector<AccountId> found;
                              while (rows.next()) {
                                  found.push_back(rows.integer(0));
                              }
                              return found;
                          });
}

Result<std::optional<Outgoing>> Store::take_outgoing(AccountId account) {
    auto stored = state_->accounts.get(account);
    if (!stored) {
        return stored.error();
    }
    const OutgoingHolder holder = state_->holder();
    auto taken = (*stored)->note(
        [&](Note& note) -> Result<std::optional<Outgoing>> { return note.take_outgoing(holder); });
    if (taken && !*taken) {
        if (auto settled = (*stored)->settle_outgoing_due(holder); !settled) {
            return settled.error();
        }
    }
    return taken;
}

Result<void> Store::expect_outgoing() {
    return write_directory(state_->engine->directory(), [](Connection& db) -> Result<void> {
        run(db, "UPDATE outgoing_due SET at = 0 WHERE at <> 0");
        return {};
    });
}

void Store::index_words(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const auto account = state_->to_index.next();
        if (!account) {
            return;
        }
        state_->index_words(*account);
    }
}

Result<std::vector<std::string>> Store::leftovers() {
    try {
        // The places first: one made meanwhile is then not seen before its row.
        const auto places = state_->engine->places();
        std::set<std::string> left(places.begin(), places.end());
        auto accounts = state_->directory.accounts();
        if (!accounts) {
            return accounts.error();
        }
        for (const auto& record : *accounts) {
            left.erase(state_->engine->place_of(record.id));
        }
        return std::vector(left.begin(), left.end());
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

Scratch Store::scratch() const {
    return state_->scratch();
}

const std::filesystem::path& Store::dir() const {
    return state_->folder;
}

bool Store::is_shared() const {
    return state_->engine->is_shared();
}

const std::string& Store::process() const {
    return state_->engine->process();
}

const Clock& Store::clock() const {
    return state_->services.clock;
}

}  // namespace syncgate::store
