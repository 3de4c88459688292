// Accounts made, changed and removed.
#include "base/text.h"
#include "store/addresses.h"
#include "store/directory_tables.h"
#include "store/group_books.h"
#include "store/people.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kMaxNameBytes = 250;

}  // namespace

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

}  // namespace syncgate::store
