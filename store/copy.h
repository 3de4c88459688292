// Whole rows from one database to another, whatever engine each is, with sums that say whether both
// hold the same.
//
// Failures throw StoreFailure.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "store/blobs.h"
#include "store/connection.h"
#include "store/tables.h"

namespace syncgate::store {

// What a table holds, whatever the order of its rows. Text counts as PostgreSQL can keep it.
struct Sum {
    std::string table;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;  // of texts
    std::string mixed = std::string(32, '\0');
    bool operator==(const Sum&) const = default;
};
using Sums = std::vector<Sum>;

std::int64_t rows_in(const Sums& sums, std::string_view table);
// The first difference, in words; empty when there is none.
std::string difference(const Sums& expected, const Sums& found);

struct Value {
    std::int64_t integer = 0;
    std::string bytes;
};
using Row = std::vector<Value>;

// One account's rows, inside a transaction.
struct RowsOfAccount {
    Connection& db;
    AccountId account = 0;
    Blobs& blobs;
};

// Changes a row before it is written; false: it is left out.
using Adapt = std::function<bool(const Table&, Row&)>;

struct Copied {
    Sums sums;                         // of what was written
    std::vector<std::string> missing;  // texts that the source names and neither has
    std::vector<std::string> damaged;  // that are not what their hash says; copied as they are
};

// Replaces all that `to` holds by what `from` holds.
Copied copy_account(RowsOfAccount from, RowsOfAccount to, const Adapt& adapt = {});
// Only those texts that stand in files, and that `to` does not have; what is missing is passed
// over.
void copy_files(RowsOfAccount from, Blobs& to);
// Reads everything.
Sums sum_account(RowsOfAccount account);

// The directory, without the rows of accounts that are not named.
Sums copy_directory(Connection& from, Connection& to, const std::set<AccountId>& accounts);
Sums sum_directory(Connection& directory, const std::set<AccountId>& accounts);

}  // namespace syncgate::store
