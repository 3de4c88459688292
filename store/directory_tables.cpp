#include "store/directory_tables.h"

#include "base/text.h"
#include "store/account_rows.h"
#include "store/addresses.h"
#include "store/people.h"

namespace syncgate::store {

void DirectoryTables::prepare() {
    const auto done = write([](Connection& db) -> Result<void> {
        index_missing_people(db);
        return {};
    });
    if (!done) {
        throw StoreFailure(done.error());
    }
}

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

Result<std::vector<AccountRecord>> DirectoryTables::people(
    std::string_view domain, const std::vector<std::string>& beginnings, std::size_t most) {
    return read_directory(engine_.directory(),
                          [&](Connection& db) -> Result<std::vector<AccountRecord>> {
                              return people_with(db, lower_ascii(domain), beginnings, most);
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
