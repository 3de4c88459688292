#include "store/copying.h"

#include <algorithm>

#include "base/log.h"
#include "store/due.h"
#include "store/failure.h"
#include "store/outgoing_due.h"
#include "store/postgres_engine.h"
#include "store/schema.h"
#include "store/sqlite/connection.h"
#include "store/sqlite_engine.h"
#include "store/uidvalidity.h"

namespace syncgate::store {
namespace {

using Kind = Transaction::Kind;

std::unique_ptr<Engine> open_engine(const StorePlace& place) {
    static NullLog log;
    if (!place.database.empty()) {
        return std::make_unique<PostgresEngine>(place.database, PostgresEngine::Options{}, log);
    }
    return std::make_unique<SqliteEngine>(place.dir, 0);
}

std::unique_ptr<Connection> connect(const StorePlace& place) {
    if (!place.database.empty()) {
        return postgres::connect(place.database);
    }
    return sqlite::open(place.dir / "directory.db", false);
}

void require_this_version(const StorePlace& place) {
    const auto connection = connect(place);
    if (version_of(*connection, "directory") != directory_version()) {
        throw StoreFailure({ErrorCode::kUnavailable,
                            "the store is of another version than this program: serve it once with "
                            "this one, or use the one that served it"});
    }
}

bool is_empty(Engine& engine) {
    if (!engine.places().empty()) {
        return false;
    }
    const Transaction directory(engine.directory(), Kind::kRead, 0);
    return !find_integer(*directory, "SELECT 1 FROM domain LIMIT 1") &&
           !find_integer(*directory, "SELECT 1 FROM account LIMIT 1");
}

// The rows of a snapshot that `source` is.
Copied copy_snapshot(Connection& source, AccountPlace& from, AccountPlace& to, AccountId account,
                     const Adapt& adapt) {
    Transaction target(to.database(), Kind::kWrite, account);
    auto copied =
        copy_account({source, account, from.blobs()}, {*target, account, to.blobs()}, adapt);
    target.commit();
    return copied;
}

// A snapshot may name a file that the source's server removes before it was read. While the write
// lock is held nothing is removed that a snapshot of that moment names; it is held for the few
// files that came since the first try.
Copied copy_again(AccountPlace& from, AccountPlace& to, AccountId account, const Adapt& adapt) {
    std::optional<Transaction> lock(std::in_place, from.database(), Kind::kWrite, account);
    const Transaction source(from.database(), Kind::kRead, account);
    copy_files({*source, account, from.blobs()}, to.blobs());
    lock.reset();
    return copy_snapshot(*source, from, to, account, adapt);
}

// Files of an earlier snapshot.
void drop_unnamed(AccountPlace& place, AccountId account) {
    const Transaction transaction(place.database(), Kind::kRead, account);
    for (const auto& file : place.blobs().files()) {
        if (!find_integer(*transaction, "SELECT 1 FROM blob WHERE account = $1 AND hash = $2",
                          account, Blob{file.hash})) {
            place.blobs().remove(file.hash);
        }
    }
}

void make_place_for(Engine& to, AccountId account) {
    Transaction directory(to.directory(), Kind::kWrite, 0);
    if (!make_place(to, *directory, account)) {
        throw StoreFailure({ErrorCode::kConflict, "there is something at " + to.place_of(account)});
    }
    directory.commit();
}

Copied copy_and_compare(AccountPlace& from, AccountPlace& to, AccountId account,
                        const Adapt& adapt) {
    Copied copied;
    {
        const Transaction source(from.database(), Kind::kRead, account);
        copied = copy_snapshot(*source, from, to, account, adapt);
    }
    if (!copied.missing.empty()) {
        copied = copy_again(from, to, account, adapt);
        drop_unnamed(to, account);
    }
    const Transaction written(to.database(), Kind::kRead, account);
    if (const auto other = difference(copied.sums, sum_account({*written, account, to.blobs()}));
        !other.empty()) {
        throw StoreFailure({ErrorCode::kInternal, "not as it was written: " + other});
    }
    return copied;
}

bool is_listed(Engine& engine, AccountId account) {
    const Transaction directory(engine.directory(), Kind::kRead, 0);
    return find_integer(*directory, "SELECT 1 FROM account WHERE id = $1", account).has_value();
}

// Whether the source may be the reason, so that other accounts fare better.
bool may_be_left_out(const StoreFailure& failure) {
    const auto code = failure.error().code;
    return code == ErrorCode::kInternal || code == ErrorCode::kUnavailable ||
           code == ErrorCode::kNotFound;
}

class AllAccounts {
  public:
    AllAccounts(Engine& from, Engine& to, Failing failing, const Adapt& adapt, const Told& told)
        : from_(from), to_(to), failing_(failing), adapt_(adapt), told_(told) {}

    void copy(const Listed& account) {
        CopiedAccount done;
        try {
            done = copied(account);
        } catch (const StoreFailure& failure) {
            if (made_.erase(account.id) != 0) {
                to_.remove_account(account.id);
            }
            if (!is_listed(from_, account.id)) {
                return;  // deleted meanwhile
            }
            if (failing_ == Failing::kEndsAll || !may_be_left_out(failure)) {
                throw StoreFailure(
                    {failure.error().code, account.address + ": " + failure.error().detail});
            }
            done.id = account.id;
            done.address = account.address;
            done.problems.push_back("not copied: " + failure.error().detail);
        }
        if (told_) {
            told_(done);
        }
        store_.accounts.push_back(std::move(done));
    }

    CopiedStore finish() {
        const Transaction source(from_.directory(), Kind::kRead, 0);
        Transaction target(to_.directory(), Kind::kWrite, 0);
        const auto sums = copy_directory(*source, *target, made_);
        if (const auto other = difference(sums, sum_directory(*target, made_)); !other.empty()) {
            throw StoreFailure({ErrorCode::kInternal, "not as it was written: " + other});
        }
        std::set<AccountId> deleted;
        for (const auto id : made_) {
            if (!find_integer(*target, "SELECT 1 FROM account WHERE id = $1", id)) {
                deleted.insert(id);
                continue;
            }
            if (due_.contains(id)) {
                add_due(*target, id, 0);
            }
            if (outgoing_.contains(id)) {
                add_outgoing_due(*target, id, 0);
            }
        }
        target.commit();
        for (const auto id : deleted) {
            to_.remove_account(id);
        }
        std::erase_if(store_.accounts,
                      [&](const CopiedAccount& each) { return deleted.contains(each.id); });
        return std::move(store_);
    }

    void undo() {
        for (const auto id : made_) {
            to_.remove_account(id);
        }
    }

  private:
    CopiedAccount copied(const Listed& account) {
        const auto source = from_.open_account(account.id);
        make_place_for(to_, account.id);
        made_.insert(account.id);
        const auto target = to_.open_account(account.id);
        const auto copied = copy_and_compare(*source, *target, account.id, adapt_);
        if (rows_in(copied.sums, "intent") != 0) {
            due_.insert(account.id);
        }
        if (rows_in(copied.sums, "outgoing") != 0) {
            outgoing_.insert(account.id);
        }
        return counted(account, copied);
    }

    Engine& from_;
    Engine& to_;
    const Failing failing_;
    const Adapt& adapt_;
    const Told& told_;
    std::set<AccountId> made_;
    std::set<AccountId> due_, outgoing_;  // with mail for others here, and for the relay
    CopiedStore store_;
};

}  // namespace

std::unique_ptr<Engine> open_source(const StorePlace& place) {
    require_this_version(place);
    return open_engine(place);
}

std::unique_ptr<Engine> open_target(const StorePlace& place) {
    auto engine = open_engine(place);
    if (!is_empty(*engine)) {
        throw StoreFailure({ErrorCode::kConflict, "the store is not empty"});
    }
    return engine;
}

std::vector<Listed> accounts_of(Engine& engine) {
    const Transaction directory(engine.directory(), Kind::kRead, 0);
    Query rows(*directory, "SELECT id, address FROM account ORDER BY id");
    std::vector<Listed> found;
    while (rows.next()) {
        found.push_back({rows.integer(0), rows.text(1)});
    }
    return found;
}

bool make_place(Engine& engine, Connection& directory, AccountId account) {
    return engine.make_account(directory, account, [&](Connection& db, Blobs& /*none yet*/) {
        run(db,
            "INSERT INTO account_state(account, modseq, last_collection, last_object, last_key,"
            " last_intent, last_device) VALUES($1, 0, 0, 0, 0, 0, 0)",
            account);
    });
}

CopiedAccount counted(const Listed& account, const Copied& copied) {
    CopiedAccount done;
    done.id = account.id;
    done.address = account.address;
    for (const auto& sum : copied.sums) {
        done.rows += sum.rows;
        done.items += sum.table == "item" ? sum.rows : 0;
        done.texts += sum.table == "blob" ? sum.rows : 0;
        done.bytes += sum.bytes;
    }
    done.problems = copied.missing;
    done.problems.insert(done.problems.end(), copied.damaged.begin(), copied.damaged.end());
    return done;
}

CopiedStore copy_all(Engine& from, Engine& to, const std::vector<Listed>& accounts, Failing failing,
                     const Adapt& adapt, const Told& told) {
    AllAccounts all(from, to, failing, adapt, told);
    try {
        for (const auto& account : accounts) {
            all.copy(account);
        }
        return all.finish();
    } catch (...) {
        all.undo();
        throw;
    }
}

void pass_over_numbers(const Table& table, Row& row) {
    if (table.name == "account_state") {
        row[table.position("last_key")].integer += kNumbersPassedOver;
        row[table.position("last_intent")].integer += kNumbersPassedOver;
    } else if (table.name == "collection") {
        row[table.position("uidvalidity")].integer = new_uidvalidity();
    }
}

bool CopiedStore::is_whole() const {
    return std::all_of(accounts.begin(), accounts.end(),
                       [](const CopiedAccount& account) { return account.problems.empty(); });
}

}  // namespace syncgate::store
