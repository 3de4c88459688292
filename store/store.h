// The one store: a directory of accounts (domains, credentials, verified logins, due, groups,
// shares), and each account's data; on SQLite in a folder (store/sqlite_engine.h), or in a
// PostgreSQL database (store/postgres_engine.h).
//
//     DIR/lock   locked exclusively by the process that has the folder
//
// What is acknowledged is durable: read(), write() and note() of an Account return after the
// commit is on the disk.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "base/scratch.h"
#include "model/change_listener.h"
#include "model/ids.h"
#include "model/outgoing.h"
#include "store/rules.h"

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
        // Open accounts hold about so many files at most; 0: a sixteenth of what the process may
        // have open now. An account holds 3, and 2 for each reader at once; with its index of words
        // twice that. On PostgreSQL: so many accounts; 0: 10,000.
        std::size_t account_files = 0;
        Rules rules{};
        // libpq's conninfo of a PostgreSQL database, which other gateways may use as well. Empty:
        // SQLite files in DIR.
        std::string database{};
        std::size_t database_sessions = 16;  // beside the one that listens; at least 2
    };

    // Opens DIR, making it when it is not there; brings the schema to this version.
    // Errors: kConflict (another process holds the lock; the detail names its pid), kUnavailable
    // (the disk, a schema newer than this program).
    static Result<std::unique_ptr<Store>> open(const std::filesystem::path& dir, Services services);
    ~Store();

    Directory& directory();

    // Makes the account's database with its fixed folders, then the directory's row: all of it, or
    // nothing. `password_hash` is kept as given. Errors: kNotFound (no such domain), kConflict
    // (address taken), kMalformed, kUnavailable, kOverQuota.
    Result<AccountId> create_account(std::string_view address, std::string_view password_hash);
    // That of the group's books (store/group_books.h), made when there is none; nobody logs in to
    // it. Errors: kNotFound (no such group), kUnavailable, kOverQuota.
    Result<AccountId> group_account(std::string_view group);
    // Mail of the account that others have yet to get is delivered first. Who still holds the
    // account can read what is open, and write no more. Errors: kNotFound, kUnavailable (such mail
    // could not be delivered, or it is being deleted; nothing is done).
    Result<void> delete_account(AccountId account);

    // shared: an account's database stays open while anybody uses it, also when it is the least
    // recently used; nobody may hold it longer than the store lives. A failure is told again for
    // some seconds before another try. Errors: kNotFound, kUnavailable (its database is missing,
    // unreadable, or being deleted).
    Result<std::shared_ptr<Account>> account(AccountId account);

    // Carries out what is due (intents that a crash left behind), and each hour forgets what open
    // accounts had to remember until then; one that is opened forgets by itself. Called at start
    // and then now and again; harmless at any time. Returns how many accounts had due work.
    int carry_out_due();

    // -- mail that waits for the relay, sent by whoever calls these (gateway/outbox)

    struct OutgoingDue {
        std::vector<AccountId> accounts;  // with mail to be sent now, longest due first
        std::optional<UnixSeconds> next;  // of others
    };
    // At most some hundred accounts; some may have none left. Errors: kUnavailable.
    Result<OutgoingDue> outgoing_due();
    // All that have any. Errors: kUnavailable.
    Result<std::vector<AccountId>> outgoing_accounts();
    // Note::take_outgoing for this process. When there is nothing, outgoing_due() does not name the
    // account before there is. Errors: as account(), those of Account::note.
    Result<std::optional<Outgoing>> take_outgoing(AccountId account);
    // Every account with such mail is due once: what a process held that ended is not waited for.
    // Errors: kUnavailable.
    Result<void> expect_outgoing();

    // Keeps up the accounts whose turn it is (store/upkeep.h), until there is nothing to do or it
    // is to stop. Called each minute, by one thread: every account has its turn within six hours.
    void keep_up(const std::stop_token& stop);

    // Brings the index of words up to date of the accounts that were written or searched, a slice
    // each in turn, until nothing is left or it is to stop. Called each second, by one thread.
    void index_words(const std::stop_token& stop);

    // An empty one for a text on its way into accounts, on the disk of DIR. Thread-safe.
    [[nodiscard]] Scratch scratch() const;

    // Places that are no account's: left by a crash, or of another backup than the directory.
    // Errors: kUnavailable.
    Result<std::vector<std::string>> leftovers();

    [[nodiscard]] const std::filesystem::path& dir() const;
    // Whether other processes may use the same accounts, and what tells this one from them.
    [[nodiscard]] bool is_shared() const;
    [[nodiscard]] const std::string& process() const;
    [[nodiscard]] const Clock& clock() const;

    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

  private:
    struct State;
    explicit Store(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace syncgate::store
