// One account of a backup, into a store that may be served meanwhile: store/backup.h.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "store/account_rows.h"
#include "store/backup.h"
#include "store/certificate_tables.h"
#include "store/copying.h"
#include "store/failure.h"
#include "store/indexing.h"
#include "store/manifest.h"
#include "store/people.h"

namespace syncgate::store {
namespace {

using Kind = Transaction::Kind;

// The account as the backup's directory has it.
struct Saved {
    AccountRecord account;
    std::string password;
    std::vector<std::string> aliases, certificates;
};

Saved saved_of(Engine& backup, const std::string& address) {
    const Transaction directory(backup.directory(), Kind::kRead, 0);
    Saved saved;
    const auto wanted = lower_ascii(address);
    {
        Query row(*directory,
                  "SELECT " SYNCGATE_ACCOUNT_COLUMNS ", password FROM account WHERE address = $1",
                  wanted);
        if (!row.next()) {
            throw StoreFailure({ErrorCode::kNotFound, "the backup has no account " + address});
        }
        saved = {record_of(row), row.text(6), {}, {}};
    }
    saved.certificates = CertificateTables::read(*directory, saved.account.id);
    Query aliases(*directory, "SELECT address FROM alias WHERE account = $1", saved.account.id);
    while (aliases.next()) {
        saved.aliases.push_back(aliases.text(0));
    }
    return saved;
}

std::optional<AccountId> account_at(Connection& directory, const std::string& address) {
    return find_integer(directory, "SELECT id FROM account WHERE address = $1", address);
}

bool is_taken(Connection& directory, const std::string& address) {
    return account_at(directory, address) ||
           find_integer(directory, "SELECT 1 FROM alias WHERE address = $1", address);
}

bool has_domain_of(Connection& directory, const std::string& address) {
    return find_integer(directory, "SELECT 1 FROM domain WHERE name = $1",
                        address.substr(address.rfind('@') + 1))
        .has_value();
}

// A place that the directory does not name yet.
AccountId make_new_place(Engine& engine, const std::string& address) {
    Transaction directory(engine.directory(), Kind::kWrite, 0);
    if (!has_domain_of(*directory, address)) {
        throw StoreFailure({ErrorCode::kNotFound, "no domain here for " + address});
    }
    if (is_taken(*directory, address)) {
        throw StoreFailure({ErrorCode::kConflict, "the address " + address + " is taken"});
    }
    AccountId id = 0;
    do {
        id = find_integer(*directory, "UPDATE account_sequence SET last = last + 1 RETURNING last")
                 .value_or(0);
    } while (!make_place(engine, *directory, id));
    directory.commit();
    return id;
}

void list_account(Engine& engine, AccountId id, const Saved& saved, const std::string& address) {
    Transaction directory(engine.directory(), Kind::kWrite, 0);
    if (is_taken(*directory, address)) {
        throw StoreFailure({ErrorCode::kConflict, "the address " + address + " is taken"});
    }
    run(*directory,
        "INSERT INTO account(id, address, local_part, display_name, password, enabled, created,"
        " elsewhere) VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
        id, address, address.substr(0, address.rfind('@')), saved.account.display_name,
        saved.password, saved.account.enabled, saved.account.created, saved.account.elsewhere);
    auto listed = saved.account;
    listed.id = id;
    listed.address = address;
    index_person(*directory, listed);
    for (const auto& der : saved.certificates) {
        CertificateTables::insert(*directory, id, der);
    }
    for (const auto& alias : saved.aliases) {
        if (address == saved.account.address && has_domain_of(*directory, alias) &&
            !is_taken(*directory, alias)) {
            run(*directory, "INSERT INTO alias(address, account) VALUES($1, $2)", alias, id);
        }
    }
    directory.commit();
}

// The numbers that the account has given out: none of them may be given out again, whatever the
// backup says.
class GivenOut {
  public:
    GivenOut(Connection& db, AccountId account) {
        for (const auto& name : kCounters) {
            counters_[std::string(name)] = 0;
        }
        Query state(db,
                    "SELECT modseq, last_collection, last_object, last_key, last_intent,"
                    " last_device, last_version FROM account_state WHERE account = $1",
                    account);
        if (state.next()) {
            int column = 0;
            for (const auto& name : kCounters) {
                counters_[std::string(name)] = state.integer(column++);
            }
        }
        Query collections(db, "SELECT id, uidnext FROM collection WHERE account = $1", account);
        while (collections.next()) {
            next_[collections.integer(0)] = collections.integer(1);
        }
    }

    void keep(const Table& table, Row& row) const {
        if (table.name == "account_state") {
            for (const auto& [name, value] : counters_) {
                auto& counter = row[table.position(name)].integer;
                counter = std::max(counter, value);
            }
        } else if (table.name == "collection") {
            const auto known = next_.find(row[table.position("id")].integer);
            if (known != next_.end()) {
                auto& next = row[table.position("uidnext")].integer;
                next = std::max(next, known->second);
            }
        }
    }

  private:
    static constexpr std::string_view kCounters[] = {
        "modseq",      "last_collection", "last_object", "last_key",
        "last_intent", "last_device",     "last_version"};
    std::map<std::string, std::int64_t> counters_;
    std::map<CollectionId, Uid> next_;
};

// What an account's own rows say of its number.
void renumber(const Table& table, Row& row, AccountId from, AccountId to) {
    if (table.name == "layer" || table.name == "collection") {
        auto& owner = row[table.position("owner")].integer;
        owner = owner == from ? to : owner;
    }
}

// All in one transaction: who reads meanwhile sees what was there, and so does everybody when it
// fails.
Copied replace_rows(AccountPlace& from, AccountId source_id, AccountPlace& to, AccountId target_id,
                    Blobs& blobs) {
    const Transaction source(from.database(), Kind::kRead, source_id);
    Transaction target(to.database(), Kind::kWrite, target_id);
    if (find_integer(*target, "SELECT 1 FROM intent WHERE account = $1 LIMIT 1", target_id)) {
        throw StoreFailure({ErrorCode::kUnavailable,
                            "mail of the account for others waits to be delivered; try again"});
    }
    if (find_integer(*target, "SELECT 1 FROM outgoing WHERE account = $1 LIMIT 1", target_id)) {
        throw StoreFailure({ErrorCode::kUnavailable,
                            "mail of the account waits for the relay (syncgate outbox list); try "
                            "again when it has left, or was removed"});
    }
    const GivenOut given(*target, target_id);
    const auto adapt = [&](const Table& table, Row& row) {
        given.keep(table, row);
        pass_over_numbers(table, row);
        renumber(table, row, source_id, target_id);
        // Sent since, or of another store.
        return table.name != "intent" && !table.name.starts_with("outgoing");
    };
    const RowsOfAccount written{*target, target_id, blobs};
    auto copied = copy_account({*source, source_id, from.blobs()}, written, adapt);
    if (const auto other = difference(copied.sums, sum_account(written)); !other.empty()) {
        throw StoreFailure({ErrorCode::kInternal, "not as it was written: " + other});
    }
    renew_words(*target, target_id);
    target.commit();
    return copied;
}

// With the write lock held no other process is between a file and its row.
void drop_unnamed_files(AccountPlace& place, AccountId account) {
    const Transaction transaction(place.database(), Kind::kWrite, account);
    for (const auto& file : place.blobs().files()) {
        if (!find_integer(*transaction,
                          "SELECT 1 FROM blob WHERE account = $1 AND hash = $2 AND content IS NULL",
                          account, Blob{file.hash})) {
            place.blobs().remove(file.hash);
        }
    }
}

// Texts stand in the database, whatever their size: a server that has the account open removes
// files of its own texts after their commits, and one of them might be the same.
Copied replace(Engine& backup, Engine& store, AccountId source_id, AccountId target_id) {
    const auto from = backup.open_account(source_id);
    const auto to = store.open_account(target_id);
    auto in_database = Blobs::in_database();
    auto copied = replace_rows(*from, source_id, *to, target_id, in_database);
    drop_unnamed_files(*to, target_id);
    return copied;
}

CopiedAccount make_anew(Engine& backup, Engine& store, const Saved& saved,
                        const std::string& address) {
    const AccountId id = make_new_place(store, address);
    try {
        const auto from = backup.open_account(saved.account.id);
        Copied copied;
        {
            const auto to = store.open_account(id);
            copied = replace_rows(*from, saved.account.id, *to, id, to->blobs());
        }
        list_account(store, id, saved, address);
        return counted({id, address}, copied);
    } catch (...) {
        store.remove_account(id);
        throw;
    }
}

std::optional<AccountId> find_account(Engine& store, const std::string& address) {
    const Transaction directory(store.directory(), Kind::kRead, 0);
    return account_at(*directory, address);
}

}  // namespace

Result<CopiedAccount> restore_account(const std::filesystem::path& backup, const StorePlace& to,
                                      const AccountRestore& what, Accept accept) {
    if (auto manifest = check_backup(backup, accept); !manifest) {
        return manifest.error();
    }
    try {
        const auto source = open_source({backup});
        const auto store = open_source(to);
        const auto saved = saved_of(*source, what.address);
        const auto address = what.as.empty() ? saved.account.address : lower_ascii(what.as);
        const auto there = find_account(*store, address);
        if (!there) {
            return make_anew(*source, *store, saved, address);
        }
        if (!what.replace) {
            return Error{ErrorCode::kConflict, address +
                                                   " is there: --replace puts the backup in "
                                                   "the place of what it holds"};
        }
        return counted({*there, address}, replace(*source, *store, saved.account.id, *there));
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

}  // namespace syncgate::store
