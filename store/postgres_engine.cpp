#include "store/postgres_engine.h"

#include "base/hex.h"
#include "formats/digest/sha256.h"
#include "store/failure.h"
#include "store/postgres_words.h"
#include "store/schema.h"
#include "store/tables.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kOpenAccounts = 10'000;  // some kilobytes each
constexpr std::size_t kGatewayBytes = 8;

constexpr std::string_view kPostgres1[] = {
    // Accounts whose rows are being removed.
    "CREATE TABLE gone_account(account BIGINT PRIMARY KEY)",
    // A part of a message is read without the rest.
    "ALTER TABLE blob ALTER COLUMN content SET STORAGE EXTERNAL",
    // Rows that are changed all the time stay on their page.
    "ALTER TABLE account_state SET (fillfactor = 50)",
    "ALTER TABLE collection SET (fillfactor = 70)",
    "ALTER TABLE line SET (fillfactor = 70)",
    "ALTER TABLE point SET (fillfactor = 70)",
};

// A slice of each table of an account. Its row in account_state goes before: nobody reads then.
const std::vector<std::string>& removals() {
    static const auto all = [] {
        std::vector<std::string> names{"object_words", "word_mark"};  // beside the account's own
        for (const auto& table : account_tables()) {
            names.push_back(table.name);
        }
        for (auto& name : names) {
            name = "DELETE FROM " + name + " WHERE account = $1 AND ctid IN (SELECT ctid FROM " +
                   name + " WHERE account = $1 LIMIT 1000)";
        }
        return names;
    }();
    return all;
}

class AccountRows final : public AccountPlace {
  public:
    AccountRows(Database& database, AccountId account, Blobs& blobs, std::atomic<std::size_t>& held)
        : database_(database), blobs_(blobs), words_(database, account), held_(held) {
        ++held_;
    }
    ~AccountRows() override { --held_; }
    AccountRows(const AccountRows&) = delete;
    AccountRows& operator=(const AccountRows&) = delete;
    Database& database() override { return database_; }
    Blobs& blobs() override { return blobs_; }
    WordIndex& words() override { return words_; }

  private:
    Database& database_;
    Blobs& blobs_;
    PostgresWords words_;
    std::atomic<std::size_t>& held_;
};

bool has_rows(Connection& connection, AccountId account) {
    return find_integer(connection, "SELECT 1 FROM account_state WHERE account = $1", account)
        .has_value();
}

}  // namespace

PostgresEngine::PostgresEngine(const std::string& conninfo, const Options& options, Log& log)
    : pool_(conninfo, options.sessions),
      gateway_(hex_encode(digest::random_bytes(kGatewayBytes))),
      most_held_(options.open_accounts != 0 ? options.open_accounts : kOpenAccounts) {
    {
        const auto connection = pool_.writer();
        migrate_directory(*connection);
        migrate_account(*connection);
        const Migration own[] = {kPostgres1, PostgresWords::tables()};
        migrate(*connection, "postgres", own);
    }
    sweep_gone();
    if (options.listener != nullptr) {
        listener_.emplace(conninfo, gateway_, *options.listener, log);
    }
}

bool PostgresEngine::make_account(Connection& directory, AccountId account, const Fill& fill) {
    if (has_rows(directory, account)) {
        return false;
    }
    fill(directory, blobs_);
    return true;
}

std::unique_ptr<AccountPlace> PostgresEngine::open_account(AccountId account) {
    const Transaction transaction(pool_, Transaction::Kind::kRead, 0);
    if (!has_rows(*transaction, account)) {
        throw StoreFailure(
            {ErrorCode::kUnavailable, "the database has no rows of " + place_of(account)});
    }
    return std::make_unique<AccountRows>(pool_, account, blobs_, held_);
}

void PostgresEngine::remove_account(AccountId account) noexcept {
    try {
        {
            Transaction transaction(pool_, Transaction::Kind::kWrite, 0);
            run(*transaction,
                "INSERT INTO gone_account(account) VALUES($1) ON CONFLICT(account) DO NOTHING",
                account);
            run(*transaction, "DELETE FROM account_state WHERE account = $1", account);
            transaction.commit();
        }
        remove_rows(account);
    } catch (const StoreFailure&) {
        return;  // swept at the next start, or named by `check`
    }
}

void PostgresEngine::remove_rows(AccountId account) {
    for (const auto& sql : removals()) {
        for (std::int64_t removed = 1; removed != 0;) {
            Transaction transaction(pool_, Transaction::Kind::kWrite, 0);
            removed = run(*transaction, sql, account);
            transaction.commit();
        }
    }
    Transaction transaction(pool_, Transaction::Kind::kWrite, 0);
    run(*transaction, "DELETE FROM gone_account WHERE account = $1", account);
    transaction.commit();
}

void PostgresEngine::sweep_gone() {
    std::vector<AccountId> gone;
    {
        const Transaction transaction(pool_, Transaction::Kind::kRead, 0);
        Query rows(*transaction, "SELECT account FROM gone_account");
        while (rows.next()) {
            gone.push_back(rows.integer(0));
        }
    }
    for (const auto account : gone) {
        remove_rows(account);
    }
}

std::vector<std::string> PostgresEngine::places() {
    const Transaction transaction(pool_, Transaction::Kind::kRead, 0);
    Query rows(*transaction, "SELECT account FROM account_state");
    std::vector<std::string> found;
    while (rows.next()) {
        found.push_back(place_of(rows.integer(0)));
    }
    return found;
}

std::string PostgresEngine::place_of(AccountId account) const {
    return "account " + std::to_string(account);
}

void PostgresEngine::announce(const Scope& scope) {
    for (const auto& notice : postgres::change_notices(gateway_, scope)) {
        run(scope.db, "SELECT pg_notify('syncgate', $1)", notice);
    }
}

void PostgresEngine::announce_credentials(Connection& directory, AccountId account) {
    run(directory, "SELECT pg_notify('syncgate', $1)",
        postgres::credentials_notice(gateway_, account));
}

void PostgresEngine::announce_regime(Connection& directory) {
    run(directory, "SELECT pg_notify('syncgate', $1)", postgres::regime_notice(gateway_));
}

}  // namespace syncgate::store
