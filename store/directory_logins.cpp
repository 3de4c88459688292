// Passwords, and the logins that were verified with them.
#include "store/directory_tables.h"

namespace syncgate::store {
namespace {

constexpr std::int64_t kMaxVerified = 50;

}  // namespace

Result<std::string> DirectoryTables::password_hash(AccountId account) {
    return read_directory(engine_.directory(), [&](Connection& db) -> Result<std::string> {
        Query row(db, "SELECT password FROM account WHERE id = $1", account);
        if (!row.next()) {
            return Error{ErrorCode::kNotFound, "no such account"};
        }
        return row.text(0);
    });
}

Result<void> DirectoryTables::set_password(AccountId account, std::string_view hash) {
    return write([&](Connection& db) -> Result<void> {
        if (run(db, "UPDATE account SET password = $1 WHERE id = $2", hash, account) == 0) {
            return Error{ErrorCode::kNotFound, "no such account"};
        }
        run(db, "DELETE FROM verified_login WHERE account = $1", account);
        engine_.announce_credentials(db, account);
        return {};
    });
}

Result<std::vector<VerifiedLogin>> DirectoryTables::verified_logins(UnixSeconds since) {
    return read_directory(
        engine_.directory(), [&](Connection& db) -> Result<std::vector<VerifiedLogin>> {
            Query rows(db, "SELECT account, client, mac, used FROM verified_login WHERE used > $1",
                       since);
            std::vector<VerifiedLogin> found;
            while (rows.next()) {
                found.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.integer(3)});
            }
            return found;
        });
}

Result<void> DirectoryTables::remember_login(const VerifiedLogin& login, std::string_view hash) {
    return write([&](Connection& db) -> Result<void> {
        if (!find_integer(db, "SELECT 1 FROM account WHERE id = $1 AND password = $2",
                          login.account, hash)) {
            return {};
        }
        run(db,
            "INSERT INTO verified_login(account, client, mac, used) VALUES($1, $2, $3, $4)"
            " ON CONFLICT(account, client) DO UPDATE SET mac = excluded.mac, used = excluded.used",
            login.account, login.client, Blob{login.mac}, login.used);
        run(db,
            "DELETE FROM verified_login WHERE account = $1 AND client NOT IN (SELECT client"
            " FROM verified_login WHERE account = $1 ORDER BY used DESC, client LIMIT $2)",
            login.account, kMaxVerified);
        return {};
    });
}

Result<void> DirectoryTables::forget_logins(AccountId account) {
    return write([&](Connection& db) -> Result<void> {
        run(db, "DELETE FROM verified_login WHERE account = $1", account);
        engine_.announce_credentials(db, account);
        return {};
    });
}

}  // namespace syncgate::store
