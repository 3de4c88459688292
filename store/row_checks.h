// What the rows of an account's tables must be to each other, as statements that find those that
// are not: each works on both engines and names the account first.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/change.h"
#include "store/scope.h"

namespace syncgate::store {

// Rows that are there and must not be, or must be otherwise.
struct RowCheck {
    std::string_view find;  // $1: the account, $2: how many at most; two numbers name each
    std::string_view what;  // with {} for either number
    // Puts one right; null: nothing can.
    void (*repair)(Change& change, Scope& scope, std::int64_t first, std::int64_t second);
};

// A number in the account's row that follows from other rows.
struct CounterCheck {
    std::string_view name;
    std::string_view find;  // $1: the account; what it is, and what it must be
    bool exact;             // else it may be higher
    std::string_view set;   // $1: what it must be, $2: the account
};

// The first finds items without their object.
std::span<const RowCheck> row_checks();
std::span<const CounterCheck> counter_checks();

struct StrayRow {
    std::int64_t first = 0, second = 0;
};
std::vector<StrayRow> find_rows(Scope& scope, const RowCheck& check, int most);
std::string describe(const RowCheck& check, const StrayRow& row);

struct WrongCounter {
    std::int64_t is = 0, must = 0;
};
std::optional<WrongCounter> find_wrong(Scope& scope, const CounterCheck& check);

}  // namespace syncgate::store
