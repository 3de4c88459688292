#include "store/postgres_words.h"

namespace syncgate::store {
namespace {

constexpr std::string_view kTables[] = {
    "CREATE TABLE word_mark(account BIGINT PRIMARY KEY, epoch TEXT NOT NULL, upto BIGINT NOT NULL,"
    " entries BIGINT NOT NULL)",
    "CREATE TABLE object_words(account BIGINT NOT NULL, object BIGINT NOT NULL,"
    " words TSVECTOR NOT NULL, PRIMARY KEY(account, object))",
    // What was added last is gone through one by one: by every search, so it must be little.
    "CREATE INDEX object_words_words ON object_words USING GIN(words)"
    " WITH (gin_pending_list_limit = 1024)",
};

std::vector<ObjectId> matching(Connection& db, const std::string& tsquery, int most) {
    std::vector<ObjectId> found;
    Query rows(
        db, "SELECT object FROM object_words WHERE words @@ $1::tsquery ORDER BY object LIMIT $2",
        tsquery, most);
    while (rows.next()) {
        found.push_back(rows.integer(0));
    }
    return found;
}

WordMark mark_of(Query& row) {
    return row.next() ? WordMark{row.text(0), row.integer(1), row.integer(2)} : WordMark{};
}

}  // namespace

Migration PostgresWords::tables() {
    return kTables;
}

// Keys hold no quotes: letters and digits, and what is not ASCII.
std::string PostgresWords::lexeme(std::string_view key) const {
    return std::to_string(account_) + ":" + std::string(key);
}

std::string PostgresWords::tsquery_of(const WordQuery& query) const {
    std::string text = "'" + lexeme(kEveryQuery) + "'";
    for (const auto& alternative : query) {
        text += " | (";
        std::string_view before;
        for (const auto& key : alternative) {
            text += before;
            text += "'" + lexeme(key.text) + "'" + (key.beginning ? ":*" : "");
            before = " & ";
        }
        text += ")";
    }
    return text;
}

std::string PostgresWords::array_of(const std::vector<std::string>& keys) const {
    std::string text = "{";
    for (const auto& key : keys) {
        text += (text.size() > 1 ? ",\"" : "\"") + lexeme(key) + "\"";
    }
    return text + "}";
}

WordMark PostgresWords::mark(Connection& account) {
    Query row(account, "SELECT epoch, upto, entries FROM word_mark WHERE account = $1", account_);
    return mark_of(row);
}

// An inverted index is only read by way of a bitmap, which connections are kept from otherwise. The
// account is in the words: said besides, it would lead to all of its rows.
WordIndex::Found PostgresWords::find(Connection& account, const WordQuery& query, int most) {
    Found found;
    found.mark = mark(account);
    run(account, "SET LOCAL enable_bitmapscan = on");
    found.objects = matching(account, tsquery_of(query), most);
    found.in_every = matching(account, tsquery_of({}), most);
    run(account, "SET LOCAL enable_bitmapscan = off");
    return found;
}

bool PostgresWords::add(const WordMark& before, const WordMark& after,
                        const std::vector<ObjectWords>& added) {
    Transaction transaction(database_, Transaction::Kind::kBeside, account_);
    run(*transaction,
        "INSERT INTO word_mark(account, epoch, upto, entries) VALUES($1, '', 0, 0)"
        " ON CONFLICT(account) DO NOTHING",
        account_);
    WordMark now;
    {
        Query row(*transaction,
                  "SELECT epoch, upto, entries FROM word_mark WHERE account = $1 FOR UPDATE",
                  account_);
        now = mark_of(row);
    }
    if (now != before) {
        return false;
    }
    replace(*transaction, before, after, added);
    transaction.commit();
    return true;
}

// Rows of another epoch go as the new ones reach them: until then they are stale.
void PostgresWords::replace(Connection& db, const WordMark& before, const WordMark& after,
                            const std::vector<ObjectWords>& added) const {
    const ObjectId from = after.epoch == before.epoch ? before.upto : 0;
    run(db, "DELETE FROM object_words WHERE account = $1 AND object > $2 AND object <= $3",
        account_, from, after.upto);
    for (const auto& each : added) {
        run(db,
            "INSERT INTO object_words(account, object, words)"
            " VALUES($1, $2, array_to_tsvector($3::text[]))",
            account_, each.object, array_of(each.keys));
    }
    run(db, "UPDATE word_mark SET epoch = $1, upto = $2, entries = $3 WHERE account = $4",
        after.epoch, after.upto, after.entries, account_);
}

}  // namespace syncgate::store
