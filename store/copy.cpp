#include "store/copy.h"

#include <optional>

#include "base/hex.h"
#include "formats/digest/sha256.h"
#include "store/failure.h"
#include "store/postgres/dialect.h"

namespace syncgate::store {
namespace {

using Kind = Column::Kind;

// Statements that are made at run time: their text lives as long as the program (tables.h).
class Run {
  public:
    Run(Connection& db, const std::string& sql) : statement_(db.prepare(sql)) {}
    ~Run() { statement_->reset(); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    void bind(std::int64_t value) { statement_->bind(++position_, value); }
    void bind(Kind kind, const Value& value) {
        switch (kind) {
            case Kind::kInteger:
                return bind(value.integer);
            case Kind::kText:
                return statement_->bind_text(++position_, value.bytes);
            case Kind::kBytes:
                return statement_->bind_blob(++position_, value.bytes);
        }
    }
    bool step() { return statement_->step(); }
    Row row(const Table& table) {
        Row row(table.columns.size());
        for (std::size_t i = 0; i < row.size(); ++i) {
            const int column = static_cast<int>(i);
            if (table.columns[i].kind == Kind::kInteger) {
                row[i].integer = statement_->integer(column);
            } else {
                row[i].bytes = statement_->bytes(column);
            }
        }
        return row;
    }

  private:
    Connection::Lent statement_;
    int position_ = 0;
};

constexpr AccountId kDirectory = 0;  // whose tables have no account before their key

std::vector<Row> page_of(Connection& db, AccountId account, const Table& table, const Row& after) {
    Run run(db, after.empty() ? table.first_page : table.next_page);
    if (account != kDirectory) {
        run.bind(account);
    }
    for (std::size_t i = 0; !after.empty() && i < table.key; ++i) {
        run.bind(table.columns[i].kind, after[i]);
    }
    std::vector<Row> rows;
    while (run.step()) {
        rows.push_back(run.row(table));
    }
    return rows;
}

void for_each_row(Connection& db, AccountId account, const Table& table,
                  const std::function<void(Row&)>& f) {
    Row last;
    do {
        auto rows = page_of(db, account, table, last);
        last = rows.empty() ? Row() : rows.back();
        for (auto& row : rows) {
            f(row);
        }
    } while (!last.empty() && table.key != 0);
}

void insert(Connection& db, AccountId account, const Table& table, const Row& row) {
    Run run(db, table.insert);
    if (account != kDirectory) {
        run.bind(account);
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
        run.bind(table.columns[i].kind, row[i]);
    }
    try {
        run.step();
    } catch (const StoreFailure& failure) {
        throw StoreFailure(
            {failure.error().code, "table " + table.name + ": " + failure.error().detail});
    }
}

void add(Sum& sum, const Table& table, const Row& row, std::string_view text = {}) {
    std::string written;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto& value = row[i];
        if (table.columns[i].kind == Kind::kInteger) {
            written += std::to_string(value.integer) + "\n";
            continue;
        }
        const auto bytes =
            table.columns[i].kind == Kind::kText ? postgres::storable(value.bytes) : value.bytes;
        written += std::to_string(bytes.size()) + ":" + bytes;
    }
    if (table.is_text) {
        written += digest::sha256(text);
        sum.bytes += static_cast<std::int64_t>(text.size());
    }
    const auto hash = digest::sha256(written);
    for (std::size_t i = 0; i < hash.size(); ++i) {
        sum.mixed[i] = static_cast<char>(sum.mixed[i] ^ hash[i]);
    }
    ++sum.rows;
}

constexpr std::size_t kHash = 0;  // of the table "blob"
constexpr std::size_t kSize = 1;

// nullopt: it is not there.
std::optional<std::string> file_of(const Blobs& blobs, const Row& row) {
    try {
        return blobs.read(row[kHash].bytes, 0, static_cast<std::uint64_t>(row[kSize].integer));
    } catch (const StoreFailure& failure) {
        if (failure.error().code == ErrorCode::kNotFound ||
            failure.error().code == ErrorCode::kInternal) {  // shorter than it should be
            return std::nullopt;
        }
        throw;
    }
}

std::optional<std::string> text_of(RowsOfAccount& from, const Row& row) {
    {
        Query content(from.db,
                      "SELECT content FROM blob WHERE account = $1 AND hash = $2"
                      " AND content IS NOT NULL",
                      from.account, Blob{row[kHash].bytes});
        if (content.next()) {
            return content.text(0);
        }
    }
    return file_of(from.blobs, row);
}

void insert_text(RowsOfAccount& to, const Table& table, const Row& row, const std::string& text) {
    if (to.blobs.stands_in_database(text.size())) {
        run(to.db, "INSERT INTO blob(account, hash, size, content) VALUES($1, $2, $3, $4)",
            to.account, Blob{row[kHash].bytes}, row[kSize].integer, Blob{text});
        return;
    }
    to.blobs.write(row[kHash].bytes, text);
    insert(to.db, to.account, table, row);
}

void copy_text(RowsOfAccount& from, RowsOfAccount& to, const Table& table, const Row& row, Sum& sum,
               Copied& copied) {
    auto text = text_of(from, row);
    if (!text) {
        text = file_of(to.blobs, row);
    }
    const auto name = "text " + hex_encode(row[kHash].bytes);
    if (!text) {
        copied.missing.push_back(name + " is missing");
        insert(to.db, to.account, table, row);
        add(sum, table, row);
        return;
    }
    if (digest::sha256(*text) != row[kHash].bytes) {
        copied.damaged.push_back(name + " is damaged");
    }
    insert_text(to, table, row, *text);
    add(sum, table, row, *text);
}

Sum copy_table(RowsOfAccount& from, RowsOfAccount& to, const Table& table, const Adapt& adapt,
               Copied& copied) {
    Sum sum;
    sum.table = table.name;
    for_each_row(from.db, from.account, table, [&](Row& row) {
        if (adapt && !adapt(table, row)) {
            return;
        }
        if (table.is_text) {
            copy_text(from, to, table, row, sum, copied);
        } else {
            insert(to.db, to.account, table, row);
            add(sum, table, row);
        }
    });
    return sum;
}

void clear(Connection& db, AccountId account, const Table& table) {
    Run run(db, table.remove);
    if (account != kDirectory) {
        run.bind(account);
    }
    run.step();
}

bool is_of(const Table& table, const Row& row, const std::set<AccountId>& accounts) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (table.columns[i].names_account && !accounts.contains(row[i].integer)) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::int64_t rows_in(const Sums& sums, std::string_view table) {
    std::int64_t rows = 0;
    for (const auto& sum : sums) {
        rows += sum.table == table ? sum.rows : 0;
    }
    return rows;
}

std::string difference(const Sums& expected, const Sums& found) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (i >= found.size() || expected[i] != found[i]) {
            return "table " + expected[i].table + ": " + std::to_string(expected[i].rows) +
                   " rows were written, " + std::to_string(i < found.size() ? found[i].rows : 0) +
                   " are there" +
                   (i < found.size() && expected[i].rows == found[i].rows ? ", with other values"
                                                                          : "");
        }
    }
    return {};
}

Copied copy_account(RowsOfAccount from, RowsOfAccount to, const Adapt& adapt) {
    for (const auto& table : account_tables()) {
        if (table.key != 0) {
            clear(to.db, to.account, table);
        }
    }
    Copied copied;
    for (const auto& table : account_tables()) {
        copied.sums.push_back(copy_table(from, to, table, adapt, copied));
    }
    return copied;
}

void copy_files(RowsOfAccount from, Blobs& to) {
    std::vector<Row> wanted;
    {
        Query rows(from.db, "SELECT hash, size FROM blob WHERE account = $1 AND content IS NULL",
                   from.account);
        while (rows.next()) {
            if (!to.exists(rows.bytes(0))) {
                wanted.push_back({Value{0, rows.text(0)}, Value{rows.integer(1), {}}});
            }
        }
    }
    for (const auto& row : wanted) {
        if (const auto text = file_of(from.blobs, row)) {
            to.write(row[kHash].bytes, *text);
        }
    }
}

Sums sum_account(RowsOfAccount account) {
    Sums sums;
    for (const auto& table : account_tables()) {
        Sum sum;
        sum.table = table.name;
        for_each_row(account.db, account.account, table, [&](Row& row) {
            add(sum, table, row,
                table.is_text ? text_of(account, row).value_or("") : std::string());
        });
        sums.push_back(std::move(sum));
    }
    return sums;
}

Sums copy_directory(Connection& from, Connection& to, const std::set<AccountId>& accounts) {
    Sums sums;
    for (const auto& table : directory_tables()) {
        clear(to, kDirectory, table);
        Sum sum;
        sum.table = table.name;
        for_each_row(from, kDirectory, table, [&](Row& row) {
            if (is_of(table, row, accounts)) {
                insert(to, kDirectory, table, row);
                add(sum, table, row);
            }
        });
        sums.push_back(std::move(sum));
    }
    return sums;
}

Sums sum_directory(Connection& directory, const std::set<AccountId>& accounts) {
    Sums sums;
    for (const auto& table : directory_tables()) {
        Sum sum;
        sum.table = table.name;
        for_each_row(directory, kDirectory, table, [&](Row& row) {
            if (is_of(table, row, accounts)) {
                add(sum, table, row);
            }
        });
        sums.push_back(std::move(sum));
    }
    return sums;
}

}  // namespace syncgate::store
