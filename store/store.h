// The one store: a directory of accounts, and a database for each account.
//
//     DIR/lock           locked exclusively by the process that has the store open
//     DIR/directory.db   domains, accounts, credentials, verified logins, due, groups, shares
//     DIR/accounts/ID/store.db, DIR/accounts/ID/blobs/   one account each
//
// What is acknowledged is durable: read(), write() and note() of an Account return after the
// commit is on the disk.
#pragma once

#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "model/change_listener.h"
#include "model/ids.h"

namespace syncgate::store {

class Account;
class Directory;

// Thread-safe.
class Store {
  public:
    struct Services {
        const Clock& clock;
        Log& log;
        ChangeListener* listener = nullptr;  // may be null: nobody listens
    };

    // Opens DIR, making it when it is not there; brings the schema to this version.
    // Errors: kConflict (another process holds the lock; the detail names its pid), kUnavailable
    // (the disk, a schema newer than this program).
    static Result<std::unique_ptr<Store>> open(const std::filesystem::path& dir, Services services);
    ~Store();

    Directory& directory();

    // Makes the directory's row, the account's database and its fixed folders. `password_hash` is
    // kept as given. Errors: kNotFound (no such domain), kConflict (address taken), kMalformed.
    Result<AccountId> create_account(std::string_view address, std::string_view password_hash);
    // Errors: kNotFound.
    Result<void> delete_account(AccountId account);

    // shared: an account's database stays open while anybody uses it, also when it is the least
    // recently used. Errors: kNotFound, kUnavailable.
    Result<std::shared_ptr<Account>> account(AccountId account);

    // Carries out what is due (intents that a crash left behind). Called at start and then now and
    // again; harmless at any time. Returns how many accounts had work.
    int carry_out_due();

    [[nodiscard]] const std::filesystem::path& dir() const;
    [[nodiscard]] const Clock& clock() const;

    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

  private:
    struct State;
    explicit Store(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace syncgate::store
