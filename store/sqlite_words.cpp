#include "store/sqlite_words.h"

#include "store/failure.h"
#include "store/schema.h"

namespace syncgate::store {
namespace {

constexpr std::string_view kWords1[] = {
    "CREATE TABLE word_mark(epoch TEXT NOT NULL, upto BIGINT NOT NULL, entries BIGINT NOT NULL)",
    "INSERT INTO word_mark(epoch, upto, entries) VALUES('', 0, 0)",
    // Keys come folded: only blanks part them.
    "CREATE VIRTUAL TABLE word USING fts5(keys, content = '', detail = none, columnsize = 0,"
    " tokenize = 'ascii')",
};
constexpr Migration kWords[] = {kWords1};

WordMark mark_in(Connection& db) {
    Query row(db, "SELECT epoch, upto, entries FROM word_mark");
    if (!row.next()) {
        throw StoreFailure({ErrorCode::kInternal, "an index of words without its mark"});
    }
    return {row.text(0), row.integer(1), row.integer(2)};
}

// In quotes everything is a word to FTS5.
const std::string kEveryMatch = "\"" + std::string(kEveryQuery) + "\"";

std::string match_of(const WordQuery& query) {
    std::string match = kEveryMatch;
    for (const auto& alternative : query) {
        match += " OR (";
        std::string_view before;
        for (const auto& key : alternative) {
            match += before;
            match += "\"" + key.text + "\"" + (key.beginning ? "*" : "");
            before = " AND ";
        }
        match += ")";
    }
    return match;
}

std::string joined(const std::vector<std::string>& keys) {
    std::string text;
    for (const auto& key : keys) {
        text += key + ' ';
    }
    return text;
}

std::vector<ObjectId> matching(Connection& db, const std::string& match, int most) {
    std::vector<ObjectId> found;
    Query rows(db, "SELECT rowid FROM word WHERE word MATCH $1 ORDER BY rowid LIMIT $2", match,
               most);
    while (rows.next()) {
        found.push_back(rows.integer(0));
    }
    return found;
}

void replace(Connection& db, const WordMark& before, const WordMark& after,
             const std::vector<ObjectWords>& added) {
    if (after.epoch != before.epoch) {
        run(db, "INSERT INTO word(word) VALUES('delete-all')");
    }
    for (const auto& each : added) {
        run(db, "INSERT INTO word(rowid, keys) VALUES($1, $2)", each.object, joined(each.keys));
    }
    run(db, "UPDATE word_mark SET epoch = $1, upto = $2, entries = $3", after.epoch, after.upto,
        after.entries);
}

}  // namespace

bool SqliteWords::is_there() const {
    std::error_code error;
    return std::filesystem::exists(file_, error) || error;  // an error shows when it is opened
}

SqliteWords::Open SqliteWords::opened() {
    const std::lock_guard lock(mutex_);
    if (!database_) {
        auto database = std::make_shared<sqlite::FileDatabase>(file_, true, held_);
        migrate(*database->writer(), "words", kWords);
        database_ = std::move(database);
    }
    return database_;
}

void SqliteWords::discard(const Open& damaged) {
    const std::lock_guard lock(mutex_);
    if (damaged != database_) {
        return;
    }
    database_.reset();
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        auto file = file_;
        file += suffix;
        std::error_code error;
        std::filesystem::remove(file, error);
        if (error) {
            throw StoreFailure({ErrorCode::kUnavailable, file.string() + ": " + error.message()});
        }
    }
}

void SqliteWords::on_file(const std::function<void(Database&)>& f) {
    Open database;
    try {
        database = opened();
        return f(*database);
    } catch (const StoreFailure& failure) {
        if (failure.error().code != ErrorCode::kInternal) {
            throw;
        }
    }
    discard(database);
    f(*opened());
}

WordMark SqliteWords::mark(Connection& /*another file's*/) {
    WordMark found;
    if (is_there()) {
        on_file([&](Database& database) {
            const Transaction transaction(database, Transaction::Kind::kRead, account_);
            found = mark_in(*transaction);
        });
    }
    return found;
}

WordIndex::Found SqliteWords::find(Connection& /*another file's*/, const WordQuery& query,
                                   int most) {
    Found found;
    if (!is_there()) {
        return found;
    }
    const auto match = match_of(query);
    on_file([&](Database& database) {
        const Transaction transaction(database, Transaction::Kind::kRead, account_);
        found.mark = mark_in(*transaction);
        found.objects = matching(*transaction, match, most);
        found.in_every = matching(*transaction, kEveryMatch, most);
    });
    return found;
}

bool SqliteWords::add(const WordMark& before, const WordMark& after,
                      const std::vector<ObjectWords>& added) {
    bool goes_on = false;
    on_file([&](Database& database) {
        Transaction transaction(database, Transaction::Kind::kWrite, account_);
        goes_on = mark_in(*transaction) == before;
        if (goes_on) {
            replace(*transaction, before, after, added);
            transaction.commit();
        }
    });
    return goes_on;
}

}  // namespace syncgate::store
