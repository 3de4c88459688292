// That no table and no column is forgotten by those that copy.
#include <set>
#include <string>

#include "tests/contract/backup_fixture.h"

namespace syncgate::store {
namespace {

// (table, column, type) as the engine has them.
std::set<std::string> columns_of(Connection& db, bool postgres, const std::string& table) {
    std::set<std::string> found;
    if (postgres) {
        Query rows(db,
                   "SELECT column_name, data_type FROM information_schema.columns"
                   " WHERE table_name = $1",
                   table);
        while (rows.next()) {
            found.insert(rows.text(0) + " " + rows.text(1));
        }
        return found;
    }
    Query rows(db, "SELECT name, lower(type) FROM pragma_table_info($1)", table);
    while (rows.next()) {
        found.insert(rows.text(0) + " " + rows.text(1));
    }
    return found;
}

std::set<std::string> tables_of(Connection& db, bool postgres) {
    std::set<std::string> found;
    Query rows(db, postgres ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                            : "SELECT name FROM sqlite_schema WHERE type = 'table'");
    while (rows.next()) {
        found.insert(rows.text(0));
    }
    return found;
}

TEST_F(BackupTest, EveryTableAndColumnOfTheSchemaIsCopied) {
    const bool postgres = on_postgres();
    const auto type_of = [&](Column::Kind kind) {
        return kind == Column::Kind::kInteger ? "bigint"
               : kind == Column::Kind::kText  ? "text"
               : postgres                     ? "bytea"
                                              : "blob";
    };
    std::set<std::string> known{"schema_version", "gone_account", "word_mark", "object_words"};
    const auto compare = [&](Connection& db, const std::vector<Table>& tables, bool of_account) {
        for (const auto& table : tables) {
            SCOPED_TRACE(table.name);
            known.insert(table.name);
            std::set<std::string> listed;
            for (const auto& column : table.columns) {
                const bool row_id = !postgres && !of_account && column.name == "id";
                listed.insert(column.name + " " + (row_id ? "integer" : type_of(column.kind)));
            }
            if (of_account) {
                listed.insert("account bigint");
            }
            if (table.is_text) {
                listed.insert(std::string("content ") + type_of(Column::Kind::kBytes));
            }
            EXPECT_EQ(columns_of(db, postgres, table.name), listed);
        }
    };
    const auto account = connection_to(id_);
    compare(*account, account_tables(), true);
    const auto directory =
        postgres ? connection_to(id_) : sqlite::open(folder_.path() / "directory.db", false);
    compare(*directory, directory_tables(), false);
    for (const auto* db : {account.get(), directory.get()}) {
        for (const auto& table : tables_of(*const_cast<Connection*>(db), postgres)) {
            EXPECT_TRUE(known.contains(table)) << table;
        }
    }
}

}  // namespace
}  // namespace syncgate::store
