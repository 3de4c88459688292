// Every table of the directory and of an account, for those who copy or compare whole rows. A test
// compares the list with the schema of each engine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syncgate::store {

struct Column {
    enum class Kind { kInteger, kText, kBytes };
    std::string name;
    Kind kind = Kind::kInteger;
    bool names_account = false;  // in a table of the directory: whose row it is
};

// A table and its statements, which live as long as the program.
struct Table {
    std::string name;
    std::vector<Column> columns;  // the key's first; of an account's tables without `account`
    std::size_t key = 0;          // so many of them are the key
    // A page of rows in the order of the key; after a key: its parameters follow. Those of an
    // account's tables have the account as their first parameter.
    std::string first_page, next_page;
    std::string insert;    // or replace, where the key is there
    std::string remove;    // all of them
    bool is_text = false;  // "blob", which has a further column `content`; NULL in what is inserted

    // Position of a column. Throws std::out_of_range.
    [[nodiscard]] std::size_t position(std::string_view column) const;
};

const std::vector<Table>& directory_tables();
const std::vector<Table>& account_tables();

inline constexpr std::size_t kPageOfRows = 500;

}  // namespace syncgate::store
