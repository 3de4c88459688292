#include "store/sqlite/connection.h"

#include <chrono>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Session.h>
#include <Poco/Exception.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/failure.h"
#include "store/sqlite/joined_log.h"

namespace syncgate::store::sqlite {
namespace {

// Two seconds, when each sleep takes what it should.
constexpr int kBusyTries = 2000;
constexpr std::chrono::milliseconds kBetweenTries{1};

ErrorCode code_of(int result) {
    switch (result & 0xff) {
        case SQLITE_FULL:
            return ErrorCode::kOverQuota;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::kInternal;
        case SQLITE_CONSTRAINT:
            return ErrorCode::kConflict;
        default:
            return ErrorCode::kUnavailable;  // busy, I/O error, cannot open, no memory
    }
}

[[noreturn]] void fail(sqlite3* handle, int result) {
    throw StoreFailure({code_of(result), std::string("sqlite: ") + sqlite3_errmsg(handle)});
}

// A write that SQLite rolled back by itself: from there on each statement would commit alone.
void refuse_if_lost(sqlite3* handle, bool writing) {
    if (writing && sqlite3_get_autocommit(handle) != 0) {
        throw StoreFailure({ErrorCode::kUnavailable, "sqlite: the transaction was rolled back"});
    }
}

class SqliteStatement final : public Statement {
  public:
    // `writing` outlives it: whether a write's transaction is meant to be open.
    SqliteStatement(sqlite3* handle, const bool& writing, std::string_view sql)
        : handle_(handle), writing_(writing) {
        const int result = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()),
                                              SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
        if (result != SQLITE_OK) {
            fail(handle, result);
        }
    }
    ~SqliteStatement() override { sqlite3_finalize(statement_); }
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    void bind(int position, std::int64_t value) override {
        check(sqlite3_bind_int64(statement_, position, value));
    }
    void bind_text(int position, std::string_view value) override {
        check(sqlite3_bind_text64(statement_, position, data_of(value), value.size(), SQLITE_STATIC,
                                  SQLITE_UTF8));
    }
    void bind_blob(int position, std::string_view value) override {
        check(
            sqlite3_bind_blob64(statement_, position, data_of(value), value.size(), SQLITE_STATIC));
    }
    bool step() override {
        refuse_if_lost(handle_, writing_);
        const int result = sqlite3_step(statement_);
        if (result == SQLITE_ROW) {
            return true;
        }
        if (result != SQLITE_DONE) {
            fail(handle_, result);
        }
        return false;
    }
    void reset() noexcept override {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    std::int64_t integer(int column) override { return sqlite3_column_int64(statement_, column); }
    std::string_view bytes(int column) override {
        const void* data = sqlite3_column_blob(statement_, column);
        const int size = sqlite3_column_bytes(statement_, column);
        return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
    }
    bool is_null(int column) override {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }

  private:
    // A null pointer would bind NULL instead of the empty string.
    static const char* data_of(std::string_view value) {
        return value.data() == nullptr ? "" : value.data();
    }
    void check(int result) {
        if (result != SQLITE_OK) {
            fail(handle_, result);
        }
    }

    sqlite3* handle_;
    const bool& writing_;
    sqlite3_stmt* statement_ = nullptr;
};

class SqliteConnection final : public Connection {
  public:
    explicit SqliteConnection(Poco::Data::Session session)
        : session_(std::move(session)), handle_(Poco::Data::SQLite::Utility::dbHandle(session_)) {}
    ~SqliteConnection() override { idle_.clear(); }
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Lent prepare(std::string_view sql) override {
        auto& idle = idle_[sql];
        if (idle.empty()) {
            return {new SqliteStatement(handle_, writing_, sql), GiveBack{this, sql}};
        }
        Statement* statement = idle.back().release();
        idle.pop_back();
        return {statement, GiveBack{this, sql}};
    }

    void begin_read(AccountId /*the file's*/) override { run_prepared("BEGIN"); }
    void begin_write(AccountId /*the file's*/) override {
        // Who waits holds a worker: a lock that another process does not give up is waited for
        // once, and from then on only tried, until it is free again.
        try {
            run_prepared("BEGIN IMMEDIATE");
        } catch (const StoreFailure&) {
            locked_out_ = (sqlite3_errcode(handle_) & 0xff) == SQLITE_BUSY;
            throw;
        }
        locked_out_ = false;
        writing_ = true;
    }
    void begin_beside(AccountId account) override { begin_write(account); }
    void commit() override {
        const JoinedCommit joined;
        run_prepared("COMMIT");
        writing_ = false;
    }
    void rollback() noexcept override {
        writing_ = false;
        if (sqlite3_get_autocommit(handle_) == 0) {
            sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
        }
    }
    bool in_transaction() const override { return sqlite3_get_autocommit(handle_) == 0; }
    bool is_lost() const override { return false; }
    void savepoint() override {
        refuse_if_lost(handle_, writing_);  // outside a transaction it would begin one
        run_prepared("SAVEPOINT w");
    }
    void release_savepoint() override { run_prepared("RELEASE w"); }
    void rollback_to_savepoint() override {
        run_prepared("ROLLBACK TO w");
        run_prepared("RELEASE w");
    }
    std::int64_t changes() const override { return sqlite3_changes64(handle_); }
    void define(std::string_view sql) override { execute(std::string(sql).c_str()); }
    std::vector<std::string> problems() override {
        std::vector<std::string> found;
        Query rows(*this, "PRAGMA integrity_check");
        while (rows.next()) {
            if (rows.bytes(0) != "ok") {
                found.push_back(rows.text(0));
            }
        }
        return found;
    }

    // A close that copies the log back into the file costs two fsyncs: for each of the accounts
    // that are open when the server stops. The log is as durable; the next to open the file reads
    // on.
    void leave_log_at_close() {
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }

    // SQLite's own way of waiting looks ever more seldom, at last ten times a second: beside a
    // writer that takes the lock again at once it would wait for ever.
    void wait_when_busy() { sqlite3_busy_handler(handle_, &SqliteConnection::wait, this); }

    void execute(const char* sql) {
        const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
        if (result != SQLITE_OK) {
            fail(handle_, result);
        }
    }

  protected:
    void give_back(std::string_view sql, Statement* statement) noexcept override {
        statement->reset();
        idle_[sql].emplace_back(statement);
    }

  private:
    // Statements are constants of the program: the same place is the same text. The same text in
    // two places is prepared twice.
    struct SameLiteral {
        std::size_t operator()(std::string_view sql) const {
            return std::hash<const char*>()(sql.data());
        }
        bool operator()(std::string_view a, std::string_view b) const {
            return a.data() == b.data() && a.size() == b.size();
        }
    };

    void run_prepared(std::string_view sql) { prepare(sql)->step(); }

    // Whether to try again; `times`: how often it was tried.
    static int wait(void* self, int times) {
        const auto* connection = static_cast<const SqliteConnection*>(self);
        if (connection->locked_out_ || times > kBusyTries) {
            return 0;
        }
        std::this_thread::sleep_for(kBetweenTries);
        return 1;
    }

    Poco::Data::Session session_;
    sqlite3* handle_;
    bool writing_ = false;
    bool locked_out_ = false;  // the last write could not begin
    std::unordered_map<std::string_view, std::vector<std::unique_ptr<Statement>>, SameLiteral,
                       SameLiteral>
        idle_;
};

// What the library would guard for programs that share a connection between threads, or ask how
// much memory it has in use: a mutex at each call, and one of the whole process at each allocation.
// Once it is in use it refuses this, which costs time and nothing else.
void configure() {
    (void)sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// POCO retries a path that can't be opened for its whole time-out; one second is its least.
constexpr std::size_t kOpenSeconds = 1;

// What can be known beforehand, so that nobody waits for that. A database that is not there is not
// kNotFound, which to a caller means that there is no such account.
void refuse_unusable(const std::filesystem::path& file, bool create) {
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        if (!create) {
            throw StoreFailure({ErrorCode::kUnavailable, "no database " + file.string()});
        }
        return;
    }
    if (!std::filesystem::is_regular_file(status) || access(file.c_str(), R_OK | W_OK) != 0) {
        throw StoreFailure(
            {ErrorCode::kUnavailable, "not a file that can be read and written: " + file.string()});
    }
}

}  // namespace

std::unique_ptr<Connection> open(const std::filesystem::path& file, bool create) {
    static std::once_flag registered;
    std::call_once(registered, [] {
        configure();
        join_log_writes();
        Poco::Data::SQLite::Connector::registerConnector();
    });
    refuse_unusable(file, create);
    try {
        auto connection = std::make_unique<SqliteConnection>(
            Poco::Data::Session("SQLite", file.string(), kOpenSeconds));
        connection->wait_when_busy();
        connection->execute("PRAGMA journal_mode=WAL");
        connection->execute("PRAGMA synchronous=FULL");
        connection->execute("PRAGMA cache_size=-2000");
        connection->execute("PRAGMA wal_autocheckpoint=4000");
        connection->execute("PRAGMA temp_store=MEMORY");
        connection->leave_log_at_close();
        return connection;
    } catch (const Poco::Exception& error) {
        throw StoreFailure({ErrorCode::kUnavailable, "sqlite: " + error.displayText()});
    }
}

}  // namespace syncgate::store::sqlite
