#include "store/store.h"

#include <map>
#include <mutex>

#include "store/account_file.h"
#include "store/directory_file.h"
#include "store/failure.h"
#include "store/lock_file.h"

namespace syncgate::store {

struct Store::State final : Courier {
    State(std::filesystem::path dir, Services given, LockFile held)
        : folder(std::move(dir)),
          services(given),
          lock(std::move(held)),
          directory(folder / "directory.db", given.clock) {}

    Result<std::shared_ptr<Account>> receiver(AccountId account) override { return open(account); }
    const Clock& clock() const override { return services.clock; }

    Result<std::shared_ptr<Account>> open(AccountId account) {
        auto file = open_file(account);
        if (!file) {
            return file.error();
        }
        return std::shared_ptr<Account>(*std::move(file));
    }

    Result<std::shared_ptr<AccountFile>> open_file(AccountId account) {
        const std::lock_guard guard(mutex);
        if (const auto it = accounts.find(account); it != accounts.end()) {
            return it->second;
        }
        auto record = directory.account(account);
        if (!record) {
            return record.error();
        }
        try {
            auto opened = std::make_shared<AccountFile>(
                folder_of(account), account, record->address,
                AccountFile::Services{services.clock, services.listener, directory, *this});
            accounts.emplace(account, opened);
            return opened;
        } catch (const StoreFailure& failure) {
            return failure.error();
        }
    }

    [[nodiscard]] std::filesystem::path folder_of(AccountId account) const {
        return folder / "accounts" / std::to_string(account);
    }

    std::filesystem::path folder;
    Services services;
    LockFile lock;
    DirectoryFile directory;
    std::mutex mutex;  // guards accounts
    // shared: whoever uses an account keeps it open.
    std::map<AccountId, std::shared_ptr<AccountFile>> accounts;
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& dir, Services services) {
    std::error_code error;
    // Only the last folder is made: a mistyped path must not become an empty store.
    const bool is_new = std::filesystem::create_directory(dir, error);
    if (!error && is_new) {
        std::filesystem::permissions(dir, std::filesystem::perms::owner_all, error);
    }
    if (!error) {
        std::filesystem::create_directory(dir / "accounts", error);
    }
    if (error) {
        return Error{ErrorCode::kUnavailable, dir.string() + ": " + error.message()};
    }
    auto lock = LockFile::take(dir / "lock");
    if (!lock) {
        return lock.error();
    }
    try {
        return std::unique_ptr<Store>(
            new Store(std::make_unique<State>(dir, services, *std::move(lock))));
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

Directory& Store::directory() {
    return state_->directory;
}

Result<AccountId> Store::create_account(std::string_view address, std::string_view password_hash) {
    auto id = state_->directory.add_account(address, password_hash);
    if (!id) {
        return id;
    }
    // A crash here is no harm: the first use makes the account's database as well.
    auto opened = state_->open(*id);
    if (!opened) {
        return opened.error();
    }
    return id;
}

Result<void> Store::delete_account(AccountId account) {
    auto removed = state_->directory.remove_account(account);
    if (!removed) {
        return removed;
    }
    const std::lock_guard guard(state_->mutex);
    state_->accounts.erase(account);
    std::error_code error;  // what is left is swept by `check`
    std::filesystem::remove_all(state_->folder_of(account), error);
    return {};
}

Result<std::shared_ptr<Account>> Store::account(AccountId account) {
    return state_->open(account);
}

int Store::carry_out_due() {
    auto due = state_->directory.due_before(state_->services.clock.now());
    if (!due) {
        state_->services.log.error("due_unreadable", {{"reason", due.error().detail}});
        return 0;
    }
    int with_work = 0;
    for (const auto account : *due) {
        auto file = state_->open_file(account);
        if (file) {
            ++with_work;
            if (!(*file)->carry_out_intents()) {
                state_->services.log.warning("intents_left", {{"account", account}});
            }
        } else if (file.error().code != ErrorCode::kNotFound) {
            state_->services.log.error("account_unreadable",
                                       {{"account", account}, {"reason", file.error().detail}});
        }
    }
    return with_work;
}

const std::filesystem::path& Store::dir() const {
    return state_->folder;
}

const Clock& Store::clock() const {
    return state_->services.clock;
}

}  // namespace syncgate::store
