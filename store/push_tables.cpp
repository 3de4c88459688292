#include "store/push_tables.h"

#include "base/hex.h"
#include "formats/digest/sha256.h"
#include "store/directory_access.h"

#define SYNCGATE_SELECT_PUSH                                                                   \
    "SELECT account, name, owner, collection, resource, public_key, secret, created, expires," \
    " told FROM push_subscription WHERE expires > $1"

namespace syncgate::store {
namespace {

constexpr std::size_t kIdBytes = 16;

std::vector<PushSubscription> all_of(Query& rows) {
    std::vector<PushSubscription> found;
    while (rows.next()) {
        found.push_back({rows.integer(0), rows.text(1), rows.integer(2), rows.integer(3),
                         rows.text(4), rows.text(5), rows.text(6), rows.integer(7), rows.integer(8),
                         rows.integer(9)});
    }
    return found;
}

bool is_account(Connection& db, AccountId account) {
    return find_integer(db, "SELECT 1 FROM account WHERE id = $1", account).has_value();
}

// Whether there was one to renew.
bool renew(Connection& db, const PushSubscription& of, std::string_view id) {
    return run(db,
               "UPDATE push_subscription SET public_key = $1, secret = $2, expires = $3, told = $4"
               " WHERE account = $5 AND name = $6",
               Blob{of.public_key}, Blob{of.secret}, of.expires, of.told, of.account, id) != 0;
}

std::string id_of(Connection& db, const PushSubscription& of) {
    Query row(db,
              "SELECT name FROM push_subscription WHERE account = $1 AND owner = $2"
              " AND collection = $3 AND resource = $4",
              of.account, of.owner, of.collection, of.resource);
    return row.next() ? row.text(0) : std::string();
}

}  // namespace

Result<std::string> PushTables::add(const PushSubscription& subscription) {
    return write_directory(database_, [&](Connection& db) -> Result<std::string> {
        const auto& of = subscription;
        if (!is_account(db, of.account) || !is_account(db, of.owner)) {
            return Error{ErrorCode::kNotFound, "no such account"};
        }
        const UnixSeconds now = clock_.now();
        run(db, "DELETE FROM push_subscription WHERE expires <= $1", now);
        auto id = id_of(db, of);
        if (!id.empty() && renew(db, of, id)) {
            return id;
        }
        const auto count = find_integer(
            db, "SELECT COUNT(*) FROM push_subscription WHERE account = $1", of.account);
        if (count.value_or(0) >= static_cast<std::int64_t>(kMostPushSubscriptions)) {
            return Error{ErrorCode::kTooLarge, "an account has at most 100 push subscriptions"};
        }
        id = hex_encode(digest::random_bytes(kIdBytes));
        run(db,
            "INSERT INTO push_subscription(account, name, owner, collection, resource, public_key,"
            " secret, created, expires, told) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            of.account, id, of.owner, of.collection, of.resource, Blob{of.public_key},
            Blob{of.secret}, now, of.expires, of.told);
        return id;
    });
}

Result<void> PushTables::remove(AccountId account, std::string_view id) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        const bool removed = run(db,
                                 "DELETE FROM push_subscription WHERE account = $1 AND name = $2"
                                 " AND expires > $3",
                                 account, id, clock_.now()) != 0;
        return removed ? Result<void>() : Error{ErrorCode::kNotFound, "no such push subscription"};
    });
}

Result<std::vector<PushSubscription>> PushTables::of(AccountId account) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<PushSubscription>> {
        Query rows(db, SYNCGATE_SELECT_PUSH " AND account = $2 ORDER BY name", clock_.now(),
                   account);
        return all_of(rows);
    });
}

Result<std::vector<PushSubscription>> PushTables::all() {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<PushSubscription>> {
        Query rows(db, SYNCGATE_SELECT_PUSH " ORDER BY account, name", clock_.now());
        return all_of(rows);
    });
}

Result<std::vector<PushSubscription>> PushTables::about(AccountId owner, CollectionId collection) {
    return read_directory(database_, [&](Connection& db) -> Result<std::vector<PushSubscription>> {
        Query rows(
            db, SYNCGATE_SELECT_PUSH " AND owner = $2 AND collection = $3 ORDER BY account, name",
            clock_.now(), owner, collection);
        return all_of(rows);
    });
}

Result<bool> PushTables::tell(const PushSubscription& subscription, Modseq modseq) {
    return write_directory(database_, [&](Connection& db) -> Result<bool> {
        return run(db,
                   "UPDATE push_subscription SET told = $1 WHERE account = $2 AND name = $3"
                   " AND told = $4",
                   modseq, subscription.account, subscription.id, subscription.told) != 0;
    });
}

Result<void> PushTables::note_own(const PushSubscription& subscription, Modseq before,
                                  Modseq modseq) {
    return write_directory(database_, [&](Connection& db) -> Result<void> {
        run(db,
            "UPDATE push_subscription SET told = $1 WHERE account = $2 AND name = $3 AND told >= $4"
            " AND told < $5",
            modseq, subscription.account, subscription.id, before, modseq);
        return {};
    });
}

Result<std::string> PushTables::key(const std::function<std::string()>& make) {
    return write_directory(database_, [&](Connection& db) -> Result<std::string> {
        {
            Query row(db, "SELECT secret FROM push_key WHERE number = 1");
            if (row.next()) {
                return row.text(0);
            }
        }
        const auto made = make();
        run(db, "INSERT INTO push_key(number, secret) VALUES(1, $1)", Blob{made});
        return made;
    });
}

void PushTables::forget(Connection& directory, AccountId account) {
    run(directory, "DELETE FROM push_subscription WHERE account = $1 OR owner = $2", account,
        account);
}

}  // namespace syncgate::store
