#include "store/store.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <limits>
#include <set>

#include <sys/resource.h>
#include <sys/stat.h>

#include "store/account_file.h"
#include "store/directory_file.h"
#include "store/disk.h"
#include "store/failure.h"
#include "store/lock_file.h"
#include "store/open_accounts.h"
#include "store/rounds.h"
#include "store/upkeep.h"

namespace syncgate::store {
namespace {

constexpr std::string_view kGone = ".gone";  // a deleted account's folder, until it is removed
constexpr UnixSeconds kForgetEvery = 3600;

// Sockets take seven eighths; the rest is for spools, the directory and what libraries open.
std::size_t share_of_files() {
    constexpr std::size_t kShare = 16;
    constexpr std::size_t kLeast = 48;
    rlimit limit{};
    const bool known = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return std::max<std::size_t>((known ? limit.rlim_cur : 1U << 20U) / kShare, kLeast);
}

void make_folder(const std::filesystem::path& folder) {
    if (mkdir(folder.c_str(), 0700) == 0) {
        sync_folder(folder.parent_path());
    } else if (errno != EEXIST) {
        throw_errno("mkdir", folder);
    }
}

// What a crash left of deleted accounts. One that can't be removed now is tried at the next start.
void sweep_gone(const std::filesystem::path& accounts) {
    std::error_code error;
    std::vector<std::filesystem::path> gone;
    for (const auto& entry : std::filesystem::directory_iterator(accounts, error)) {
        if (entry.path().extension() == kGone) {
            gone.push_back(entry.path());
        }
    }
    for (const auto& folder : gone) {
        std::filesystem::remove_all(folder, error);
    }
}

}  // namespace

struct Store::State final : Courier {
    State(std::filesystem::path dir, Services given, LockFile held)
        : folder(std::move(dir)),
          services(given),
          lock(std::move(held)),
          directory(folder / "directory.db", given.clock),
          accounts(given.clock, files,
                   given.account_files != 0 ? given.account_files : share_of_files(),
                   [this](AccountId account) { return open_file(account); }),
          next_forget(given.clock.now() + kForgetEvery) {}

    Result<std::shared_ptr<Account>> receiver(AccountId account) override { return open(account); }
    const Clock& clock() const override { return services.clock; }

    Result<std::shared_ptr<Account>> open(AccountId account) {
        auto file = accounts.get(account);
        if (!file) {
            return file.error();
        }
        return std::shared_ptr<Account>(*std::move(file));
    }

    Result<OpenAccounts::Held> open_file(AccountId account) {
        auto record = directory.account(account);
        if (!record) {
            return record.error();
        }
        try {
            return std::make_shared<AccountFile>(folder_of(account), account, record->address,
                                                 AccountFile::Mode::kOpen, account_services());
        } catch (const StoreFailure& failure) {
            services.log.error("account_unreadable",
                               {{"account", account}, {"reason", failure.error().detail}});
            return failure.error();
        }
    }

    // False when the folder is there already.
    bool make_file(AccountId account, const std::string& address) {
        const auto at = folder_of(account);
        if (std::filesystem::exists(at)) {
            return false;
        }
        try {
            const AccountFile made(at, account, address, AccountFile::Mode::kMake,
                                   account_services());
            return true;
        } catch (const StoreFailure&) {
            discard(at);
            throw;
        }
    }

    // Of an account that was never there: what is left is named by `check`.
    static void discard(const std::filesystem::path& at) {
        std::error_code ignored;
        std::filesystem::remove_all(at, ignored);
    }

    // Renamed first, which is quick and whole: a crash in between is swept at the next start.
    void remove_folder(AccountId account) {
        const auto at = folder_of(account);
        auto aside = at;
        aside += kGone;
        std::error_code error;  // what is left is named by `check`
        std::filesystem::rename(at, aside, error);
        if (!error) {
            std::filesystem::remove_all(aside, error);
        }
    }

    // Nothing of it is left for others, and it takes no writes any more. What it sent to itself
    // must have been carried out before it was barred.
    static bool settle(AccountFile& file) {
        file.set_retired(true);
        return file.carry_out_intents();
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
    }

    AccountFile::Services account_services() {
        return {services.clock, services.listener, directory, *this, files, services.rules};
    }

    [[nodiscard]] std::filesystem::path folder_of(AccountId account) const {
        return folder / "accounts" / std::to_string(account);
    }

    std::filesystem::path folder;
    Services services;
    LockFile lock;
    DirectoryFile directory;
    std::atomic<std::size_t> files = 0;  // that open accounts hold
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
        make_folder(dir / "accounts");
        auto lock = LockFile::take(dir / "lock");
        if (!lock) {
            return lock.error();
        }
        sweep_gone(dir / "accounts");
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
    std::filesystem::path made;
    auto id = state_->directory.add_account(address, password_hash,
                                            [&](AccountId account, const std::string& full) {
                                                if (!state_->make_file(account, full)) {
                                                    return false;
                                                }
                                                made = state_->folder_of(account);
                                                return true;
                                            });
    if (!id && !made.empty()) {
        State::discard(made);
    }
    return id;
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
    state_->remove_folder(account);
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

Result<std::vector<std::filesystem::path>> Store::leftovers() {
    // The folders first: one made meanwhile is then not seen before its row.
    std::set<std::filesystem::path> folders;
    std::error_code error;
    for (const auto& entry :
         std::filesystem::directory_iterator(state_->folder / "accounts", error)) {
        folders.insert(entry.path());
    }
    if (error) {
        return Error{ErrorCode::kUnavailable, "accounts: " + error.message()};
    }
    auto accounts = state_->directory.accounts();
    if (!accounts) {
        return accounts.error();
    }
    for (const auto& record : *accounts) {
        folders.erase(state_->folder_of(record.id));
    }
    return std::vector(folders.begin(), folders.end());
}

const std::filesystem::path& Store::dir() const {
    return state_->folder;
}

const Clock& Store::clock() const {
    return state_->services.clock;
}

}  // namespace syncgate::store
