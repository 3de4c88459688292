// Reads and writes of the directory, with failures as errors.
#pragma once

#include <utility>

#include "base/result.h"
#include "store/database.h"
#include "store/failure.h"

namespace syncgate::store {

// f: (Connection&) -> Result<T>; a StoreFailure becomes its error.
template <class F>
auto read_directory(Database& directory, F f) -> decltype(f(std::declval<Connection&>())) {
    try {
        const Transaction transaction(directory, Transaction::Kind::kRead, 0);
        return f(*transaction);
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

// The same in a write transaction, which is committed when it succeeded.
template <class F>
auto write_directory(Database& directory, F f) -> decltype(f(std::declval<Connection&>())) {
    try {
        Transaction transaction(directory, Transaction::Kind::kWrite, 0);
        auto result = f(*transaction);
        if (result) {
            transaction.commit();
        }
        return result;
    } catch (const StoreFailure& failure) {
        return failure.error();
    }
}

// The next of a row of numbers, from 1 on; inside a write.
inline std::int64_t next_number(Connection& db, std::string_view row) {
    return find_integer(db,
                        "INSERT INTO number_row(name, last) VALUES($1, 1)"
                        " ON CONFLICT(name) DO UPDATE SET last = number_row.last + 1"
                        " RETURNING last",
                        row)
        .value_or(0);
}

}  // namespace syncgate::store
