// Copies of stores: a backup is a store in files (store/sqlite_engine.h) that ends with a manifest,
// whatever engine its rows come from; it is restored, and a store moves between engines, by the
// same copying of rows (store/copy.h).
//
// What is copied is each account as one snapshot has it, beside whoever serves the source. Every
// row and text is read back and compared. Why so: docs/decisions/0010.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "store/manifest.h"

namespace syncgate::store {

// Where a store is, as Store::open takes it.
struct StorePlace {
    std::filesystem::path dir;
    std::string database{};
};

struct CopiedAccount {
    AccountId id = 0;
    std::string address;
    std::int64_t items = 0, texts = 0, bytes = 0, rows = 0;
    // What is wrong with the source: a text that is missing or damaged, which was copied as it is;
    // or why the account could not be copied at all.
    std::vector<std::string> problems;
};

struct CopiedStore {
    std::vector<CopiedAccount> accounts;
    // Whether all accounts were copied without a problem.
    [[nodiscard]] bool is_whole() const;
};

// Told of each account when it was copied.
using Told = std::function<void(const CopiedAccount&)>;

// Into a folder that is made, or empty; durable when it returns. `address`: that account alone.
// What can't be copied of a damaged store is told and left out. Errors: kConflict (the folder holds
// something), kNotFound (store, account), kUnavailable, kOverQuota (disk full); then nothing is
// left in the folder.
Result<CopiedStore> back_up(const StorePlace& from, const std::filesystem::path& folder,
                            const std::string& address, const Clock& clock, const Told& told);

// A backup into an empty store, whole or not at all. Keys and intents that were given out after it
// are not given out again. Errors: those of check_backup, kConflict (the store is not empty, or in
// use), kUnavailable, kOverQuota.
Result<CopiedStore> restore_store(const std::filesystem::path& backup, const StorePlace& to,
                                  Accept accept, const Told& told);

struct AccountRestore {
    std::string address{};  // in the backup
    std::string as{};       // in the store; empty: the same
    bool replace = false;   // what an account that is there holds
};
// One account of a backup into a store that may be served meanwhile; what was there stays unless it
// succeeds. An account that is there keeps its password and its addresses; one that is made gets
// the backup's password, and its aliases that are free. Mail for others that waits in the backup is
// not sent. Errors: as above, kNotFound (account in the backup, domain in the store), kConflict (is
// there), kUnavailable (mail of the account for others waits in the store).
Result<CopiedAccount> restore_account(const std::filesystem::path& backup, const StorePlace& to,
                                      const AccountRestore& what, Accept accept);

// A store that nobody serves into an empty one. Errors: as restore_store, kNotFound; kInternal when
// both are not alike afterwards. What can't be copied is told and left out.
Result<CopiedStore> copy_store(const StorePlace& from, const StorePlace& to, const Told& told);

}  // namespace syncgate::store
