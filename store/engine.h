// A database engine as the store uses it: where the directory and the accounts stand, and how one
// transaction of an account reaches beyond it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/blobs.h"
#include "store/database.h"
#include "store/scope.h"
#include "store/word_index.h"

namespace syncgate::store {

// One account's data, open.
class AccountPlace {
  public:
    virtual ~AccountPlace() = default;
    virtual Database& database() = 0;
    virtual Blobs& blobs() = 0;
    virtual WordIndex& words() = 0;
};

// Thread-safe. Failures throw StoreFailure.
class Engine {
  public:
    virtual ~Engine() = default;

    virtual Database& directory() = 0;

    // Fills the tables of a new account, inside a write transaction of it.
    using Fill = std::function<void(Connection&, Blobs&)>;
    // Makes a new account's place, durable with the directory's transaction at the latest.
    // `directory`: the transaction that adds its row. False when the id is taken, by a leftover or
    // by a mailbox that is newer than this directory.
    virtual bool make_account(Connection& directory, AccountId account, const Fill& fill) = 0;
    // What make_account made, when the directory's transaction was not committed.
    virtual void discard_account(AccountId account) noexcept = 0;
    // Errors: kUnavailable (missing, unreadable): one that is missing is never an empty mailbox.
    virtual std::unique_ptr<AccountPlace> open_account(AccountId account) = 0;
    // For good; its row in the directory is gone. What can't be removed is a leftover.
    virtual void remove_account(AccountId account) noexcept = 0;

    // The places of all accounts there are, as an administrator finds them, also of those that the
    // directory does not have; and the one of an account.
    virtual std::vector<std::string> places() = 0;
    [[nodiscard]] virtual std::string place_of(AccountId account) const = 0;

    // Runs `f` on the directory from inside a write transaction of an account: committed with it
    // or, where the directory is another database, at once, and then it stays also when that is
    // rolled back.
    virtual void in_directory(Connection& account, const std::function<void(Connection&)>& f) = 0;

    // Tell other processes on the same database, when the transaction is committed.
    virtual void announce(const Scope& scope) = 0;
    virtual void announce_credentials(Connection& directory, AccountId account) = 0;
    virtual void announce_regime(Connection& directory) = 0;

    // Whether other processes may be at work on it, and what tells this one from them.
    [[nodiscard]] virtual bool is_shared() const = 0;
    [[nodiscard]] virtual const std::string& process() const = 0;

    // What open accounts hold (files, where they are files), and how much they should at most.
    [[nodiscard]] virtual const std::atomic<std::size_t>& held() const = 0;
    [[nodiscard]] virtual std::size_t most_held() const = 0;
};

}  // namespace syncgate::store
