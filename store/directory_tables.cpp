#include "store/directory_tables.h"

#include "base/text.h"
#include "store/account_rows.h"
#include "store/directory_access.h"
#include "store/group_books.h"
#include "store/people.h"

namespace syncgate::store {
namespace {

constexpr std::int64_t kMaxAddresses = 50;
constexpr std::int64_t kMaxVerified = 50;
constexpr std::size_t kMaxAddressBytes = 320;  // RFC 3696 3
constexpr std::size_t kMaxNameBytes = 250;

bool is_domain_name(std::string_view name) {
    if (name.empty() || name.size() > 253) {
        return false;
    }
    for (const auto label : split(name, '.')) {
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
            return false;
        }
        for (const char c : label) {
            const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                                (static_cast<unsigned char>(c) & 0x80U) != 0;
            if (!letter) {
                return false;
            }
        }
    }
    return true;
}

struct Parts {
    std::string local, domain;
};

// Lower case; nullopt when `address` is none that an account could have.
std::optional<Parts> parts_of(std::string_view address) {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || at == 0 || address.size() > kMaxAddressBytes) {
        return std::nullopt;
    }
    Parts parts{lower_ascii(address.substr(0, at)), lower_ascii(address.substr(at + 1))};
    const bool bad = parts.local.find_first_of(" \t\r\n<>()[],;:\\\"@") != std::string::npos;
    for (const char c : parts.local) {
        if (static_cast<unsigned char>(c) < 0x20) {
            return std::nullopt;
        }
    }
    if (bad || !is_domain_name(parts.domain) || !is_utf8(parts.local)) {
        return std::nullopt;
    }
    return parts;
}

Result<AccountRecord> by_address(Connection& db, const std::string& address) {
    Query own(db, "SELECT " SYNCGATE_ACCOUNT_COLUMNS " FROM account WHERE address = $1", address);
    if (own.next()) {
        return record_of(own);
    }
    Query alias(db,
                "SELECT " SYNCGATE_ACCOUNT_COLUMNS
                " FROM account WHERE id = (SELECT account FROM alias WHERE address = $1)",
                address);
    if (alias.next()) {
        return record_of(alias);
    }
    return Error{ErrorCode::kNotFound, "nobody has the address " + address};
}

bool is_taken(Connection& db, const std::string& address) {
    return by_address(db, address).has_value();
}

}  // namespace

Result<void> DirectoryTables::add_domain(std::string_view name) {
    const std::string domain = lower_ascii(name);
    if (!is_domain_name(domain)) {
        return Error{ErrorCode::kMalformed, "not a domain name: " + domain};
    }
    return write([&](Connection& db) -> Result<void> {
        if (run(db, "INSERT INTO domain(name) VALUES($1) ON CONFLICT(name) DO NOTHING", domain) ==
            0) {
            return Error{ErrorCode::kConflict, "the domain " + domain + " is there already"};
        }
        return {};
    });
}

Result<std::vector<std::string>> DirectoryTables::domains() {
    return read_directory(engine_.directory(),
                          [](Connection& db) -> Result<std::vector<std::string>> {
                              Query rows(db, "SELECT name FROM domain ORDER BY name");
                              std::vector<std::string> found;
                              while (rows.next()) {
                                  found.push_back(rows.text(0));
                              }
                              return found;
                          });
}

Result<bool> DirectoryTables::is_local_domain(std::string_view domain) {
    return read_directory(engine_.directory(), [&](Connection& db) -> Result<bool> {
        return find_integer(db, "SELECT 1 FROM domain WHERE name = $1", lower_ascii(domain))
            .has_value();
    });
}

void DirectoryTables::insert_account(Connection& db, const AccountRecord& record,
                                     std::string_view local_part, std::string_view password_hash,
                                     const Fill& fill, AccountId& made) {
    const auto next_id = [&] {
        return find_integer(db, "UPDATE account_sequence SET last = last + 1 RETURNING last")
            .value_or(0);
    };
    AccountId id = next_id();
    while (!engine_.make_account(
        db, id, [&](Connection& account, Blobs& blobs) { fill(account, id, blobs); })) {
        id = next_id();
    }
    made = id;
    run(db,
        "INSERT INTO account(id, address, local_part, display_name, password, enabled, created)"
        " VALUES($1, $2, $3, $4, $5, $6, $7)",
        id, record.address, local_part, record.display_name, password_hash, record.enabled,
        clock_.now());
}

Result<AccountId> DirectoryTables::settled(Result<AccountId> added, AccountId made) {
    if (!added && made != 0) {
        engine_.discard_account(made);
    }
    return added;
}

Result<AccountId> DirectoryTables::add_account(std::string_view address,
                                               std::string_view password_hash, const Fill& fill) {
    const auto parts = parts_of(address);
    if (!parts) {
        return Error{ErrorCode::kMalformed, "not an address: " + std::string(address)};
    }
    AccountRecord record;
    record.address = parts->local + "@" + parts->domain;
    AccountId made = 0;
    auto added = write([&](Connection& db) -> Result<AccountId> {
        if (!find_integer(db, "SELECT 1 FROM domain WHERE name = $1", parts->domain)) {
            return Error{
                ErrorCode::kNotFound,
                "no domain " + parts->domain + " here; add it with: domain add " + parts->domain};
        }
        if (is_taken(db, record.address)) {
            return Error{ErrorCode::kConflict, "the address " + record.address + " is taken"};
        }
        insert_account(db, record, parts->local, password_hash, fill, made);
        record.id = made;
        index_person(db, record);
        return made;
    });
    return settled(std::move(added), made);
}

Result<AccountId> DirectoryTables::add_group_account(std::string_view group, const Fill& fill) {
    AccountRecord record;
    record.address = group_address(group);
    record.display_name = lower_ascii(group);
    record.enabled = false;
    AccountId made = 0;
    auto added = write([&](Connection& db) -> Result<AccountId> {
        if (!find_integer(db, "SELECT 1 FROM member_group WHERE name = $1", record.display_name)) {
            return Error{ErrorCode::kNotFound, "no group " + record.display_name};
        }
        if (const auto there = by_address(db, record.address)) {
            return there->id;
        }
        insert_account(db, record, record.address, "", fill, made);
        run(db, "INSERT INTO member(member_group, account) VALUES($1, $2)", record.display_name,
            made);
        return made;
    });
    return settled(std::move(added), made);
}

Result<std::vector<AccountRecord>> DirectoryTables::people(
    std::string_view domain, const std::vector<std::string>& beginnings, std::size_t most) {
    return read_directory(engine_.directory(),
                          [&](Connection& db) -> Result<std::vector<AccountRecord>> {
                              return people_with(db, lower_ascii(domain), beginnings, most);
                          });
}

Result<void> DirectoryTables::set_name(AccountId account, std::string_view name) {
    if (name.size() > kMaxNameBytes || to_plain_line(name) != name) {
        return Error{ErrorCode::kMalformed, "a name is one line of at most 250 bytes"};
    }
    return write([&](Connection& db) -> Result<void> {
        std::optional<AccountRecord> named;
        {
            Query row(db,
                      "UPDATE account SET display_name = $1 WHERE id = $2"
                      " RETURNING " SYNCGATE_ACCOUNT_COLUMNS,
                      name, account);
            if (row.next()) {
                named = record_of(row);
            }
        }
        if (!named) {
            return Error{ErrorCode::kNotFound, "no such account"};
        }
        index_person(db, *named);
        return {};
    });
}

void DirectoryTables::prepare() {
    const auto done = write([](Connection& db) -> Result<void> {
        index_missing_people(db);
        return {};
    });
    if (!done) {
        throw StoreFailure(done.error());
    }
}

Result<std::vector<AccountRecord>> DirectoryTables::accounts() {
    return read_directory(
        engine_.directory(), [](Connection& db) -> Result<std::vector<AccountRecord>> {
            Query rows(db, "SELECT " SYNCGATE_ACCOUNT_COLUMNS " FROM account ORDER BY address");
            std::vector<AccountRecord> found;
            while (rows.next()) {
                found.push_back(record_of(rows));
            }
            return found;
        });
}

Result<AccountRecord> DirectoryTables::account(AccountId id) {
    return read_directory(engine_.directory(), [&](Connection& db) -> Result<AccountRecord> {
        Query row(db, "SELECT " SYNCGATE_ACCOUNT_COLUMNS " FROM account WHERE id = $1", id);
        if (!row.next()) {
            return Error{ErrorCode::kNotFound, "no account " + std::to_string(id)};
        }
        return record_of(row);
    });
}

Result<AccountRecord> DirectoryTables::find_login(std::string_view login) {
    const std::string name = lower_ascii(login);
    return read_directory(engine_.directory(), [&](Connection& db) -> Result<AccountRecord> {
        if (name.find('@') != std::string::npos) {
            return by_address(db, name);
        }
        Query rows(db,
                   "SELECT " SYNCGATE_ACCOUNT_COLUMNS " FROM account WHERE local_part = $1 LIMIT 2",
                   name);
        if (!rows.next()) {
            return Error{ErrorCode::kNotFound, "no account " + name};
        }
        AccountRecord found = record_of(rows);
        if (rows.next()) {
            return Error{ErrorCode::kNotFound, "several domains have " + name};
        }
        return found;
    });
}

Result<AccountRecord> DirectoryTables::find_recipient(std::string_view address) {
    if (auto known = recall_recipient(address)) {
        return *std::move(known);
    }
    const auto parts = parts_of(address);
    if (!parts) {
        return Error{ErrorCode::kNotFound, "not an address"};
    }
    const auto state = recipients_.state();
    auto found = read_directory(engine_.directory(), [&](Connection& db) -> Result<AccountRecord> {
        auto whole = by_address(db, parts->local + "@" + parts->domain);
        const auto plus = parts->local.find('+');
        if (whole || plus == std::string::npos || plus == 0) {
            return whole;
        }
        return by_address(db, parts->local.substr(0, plus) + "@" + parts->domain);
    });
    if (found && !engine_.is_shared()) {
        recipients_.remember(address, *found, state);
    }
    return found;
}

std::optional<AccountRecord> DirectoryTables::recall_recipient(std::string_view address) {
    return recipients_.recall(address);
}

Result<std::vector<std::string>> DirectoryTables::sender_addresses(AccountId account) {
    return read_directory(
        engine_.directory(), [&](Connection& db) -> Result<std::vector<std::string>> {
            std::vector<std::string> found;
            Query own(db, "SELECT address FROM account WHERE id = $1", account);
            if (!own.next()) {
                return Error{ErrorCode::kNotFound, "no such account"};
            }
            found.push_back(own.text(0));
            Query aliases(db, "SELECT address FROM alias WHERE account = $1 ORDER BY address",
                          account);
            while (aliases.next()) {
                found.push_back(aliases.text(0));
            }
            return found;
        });
}

Result<void> DirectoryTables::add_alias(AccountId account, std::string_view address) {
    const auto parts = parts_of(address);
    if (!parts) {
        return Error{ErrorCode::kMalformed, "not an address: " + std::string(address)};
    }
    const std::string full = parts->local + "@" + parts->domain;
    return write([&](Connection& db) -> Result<void> {
        if (!find_integer(db, "SELECT 1 FROM account WHERE id = $1", account) ||
            !find_integer(db, "SELECT 1 FROM domain WHERE name = $1", parts->domain)) {
            return Error{ErrorCode::kNotFound, "no such account or domain"};
        }
        if (is_taken(db, full)) {
            return Error{ErrorCode::kConflict, "the address " + full + " is taken"};
        }
        const auto count =
            find_integer(db, "SELECT COUNT(*) FROM alias WHERE account = $1", account);
        if (count.value_or(0) + 1 >= kMaxAddresses) {
            return Error{ErrorCode::kTooLarge, "an account has at most 50 addresses"};
        }
        run(db, "INSERT INTO alias(address, account) VALUES($1, $2)", full, account);
        return {};
    });
}

Result<void> DirectoryTables::remove_alias(AccountId account, std::string_view address) {
    const std::string full = lower_ascii(address);
    return write([&](Connection& db) -> Result<void> {
        if (run(db, "DELETE FROM alias WHERE address = $1 AND account = $2", full, account) == 0) {
            return Error{ErrorCode::kNotFound, "the account has no alias " + full};
        }
        engine_.announce_credentials(db, account);  // a login by it may be remembered
        return {};
    });
}

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

Result<void> DirectoryTables::set_enabled(AccountId account, bool enabled) {
    return write([&](Connection& db) -> Result<void> {
        if (run(db, "UPDATE account SET enabled = $1 WHERE id = $2", enabled, account) == 0) {
            return Error{ErrorCode::kNotFound, "no such account"};
        }
        engine_.announce_credentials(db, account);
        return {};
    });
}

Result<void> DirectoryTables::set_elsewhere(AccountId account, std::string_view url) {
    return write([&](Connection& db) -> Result<void> {
        if (run(db, "UPDATE account SET elsewhere = $1 WHERE id = $2", url, account) == 0) {
            return Error{ErrorCode::kNotFound, "no such account"};
        }
        engine_.announce_credentials(db, account);
        return {};
    });
}

Result<void> DirectoryTables::remove_account(AccountId id) {
    auto removed = write([&](Connection& db) -> Result<void> {
        if (run(db, "DELETE FROM account WHERE id = $1", id) == 0) {
            return Error{ErrorCode::kNotFound, "no such account"};
        }
        for (const auto sql :
             {"DELETE FROM alias WHERE account = $1", "DELETE FROM app_password WHERE account = $1",
              "DELETE FROM verified_login WHERE account = $1", "DELETE FROM due WHERE account = $1",
              "DELETE FROM account_certificate WHERE account = $1",
              "DELETE FROM outgoing_due WHERE account = $1"}) {
            run(db, sql, id);
        }
        forget_person(db, id);
        LessonTables::forget(db, id);
        PushTables::forget(db, id);
        GroupTables::forget(db, id);
        regime_.drop_account(db, id);
        engine_.announce_credentials(db, id);
        return {};
    });
    regime_.forget();
    return removed;
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

Result<std::vector<AccountId>> DirectoryTables::due_before(UnixSeconds when) {
    return read_directory(
        engine_.directory(), [&](Connection& db) -> Result<std::vector<AccountId>> {
            Query rows(db, "SELECT DISTINCT account FROM due WHERE at <= $1", when);
            std::vector<AccountId> found;
            while (rows.next()) {
                found.push_back(rows.integer(0));
            }
            return found;
        });
}

Result<std::vector<std::string>> DirectoryTables::problems() {
    return read_directory(
        engine_.directory(),
        [](Connection& db) -> Result<std::vector<std::string>> { return db.problems(); });
}

}  // namespace syncgate::store
