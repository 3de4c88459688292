#include "store/postgres/connection.h"

#include <unordered_map>
#include <vector>

#include <libpq-fe.h>

#include "base/text.h"
#include "store/failure.h"
#include "store/postgres/dialect.h"

namespace syncgate::store::postgres {
namespace {

// Of pg_type; libpq's public headers do not name them.
constexpr Oid kBool = 16;

constexpr const char* kConnectSeconds = "10";

// Every hot statement walks an index in its order; statistics that are late must not make the
// planner read and sort a whole folder. A gateway that hangs must not hold an account for long.
constexpr const char* kSettings =
    "SET client_min_messages = warning; SET standard_conforming_strings = on;"
    " SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off;"
    " SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'";

// Orders the writes to the directory. The number is ours by convention.
constexpr std::string_view kDirectoryLock = "; SELECT pg_advisory_xact_lock(7349310)";

constexpr int kBinary = 1;
constexpr int kText = 0;

struct StateRow {
    std::string_view prefix;  // of an SQLSTATE; the first that fits counts
    ErrorCode code;
};

// Source: PostgreSQL 15, appendix A.
constexpr StateRow kStates[] = {
    {"23", ErrorCode::kConflict},        // integrity constraint
    {"53100", ErrorCode::kOverQuota},    // disk full
    {"53", ErrorCode::kUnavailable},     // memory, connections
    {"08", ErrorCode::kUnavailable},     // connection
    {"57", ErrorCode::kUnavailable},     // the server stops
    {"58", ErrorCode::kUnavailable},     // its disk
    {"40", ErrorCode::kUnavailable},     // serialization, deadlock
    {"25006", ErrorCode::kUnavailable},  // a standby
};

ErrorCode code_of(std::string_view state) {
    if (state.empty()) {
        return ErrorCode::kUnavailable;  // libpq's own: the connection broke
    }
    for (const auto& row : kStates) {
        if (state.starts_with(row.prefix)) {
            return row.code;
        }
    }
    return ErrorCode::kInternal;
}

struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, Clear>;

[[noreturn]] void fail(PGconn* handle, const PGresult* result) {
    const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* text = result == nullptr ? PQerrorMessage(handle) : PQresultErrorMessage(result);
    throw StoreFailure({code_of(state == nullptr ? "" : state),
                        "postgresql: " + std::string(trim(text == nullptr ? "" : text))});
}

ResultPtr checked(PGconn* handle, PGresult* raw) {
    ResultPtr result(raw);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        fail(handle, result.get());
    }
    return result;
}

class PreparedStatement final : public Statement {
  public:
    // `changes` is set by each run.
    PreparedStatement(PGconn* handle, std::string_view sql, std::string name, std::int64_t& changes)
        : handle_(handle), name_(std::move(name)), changes_(changes) {
        checked(handle, PQprepare(handle, name_.c_str(), std::string(sql).c_str(), 0, nullptr));
    }

    void bind(int position, std::int64_t value) override {
        parameter(position).owned = std::to_string(value);
        parameter(position).format = kText;
        parameter(position).borrowed = {};
    }
    void bind_text(int position, std::string_view value) override {
        // libpq wants a NUL behind text.
        parameter(position).owned = storable(value);
        parameter(position).format = kText;
        parameter(position).borrowed = {};
    }
    void bind_blob(int position, std::string_view value) override {
        parameter(position).borrowed = value.data() == nullptr ? std::string_view("") : value;
        parameter(position).format = kBinary;
    }
    bool step() override {
        if (result_ == nullptr) {
            run();
            row_ = -1;
        }
        return ++row_ < PQntuples(result_.get());
    }
    void reset() noexcept override {
        result_.reset();
        parameters_.clear();
    }
    std::int64_t integer(int column) override {
        if (is_null(column)) {
            return 0;
        }
        const auto bytes = this->bytes(column);
        // Big-endian, of 2, 4 or 8 bytes; a boolean of one.
        std::uint64_t value = PQftype(result_.get(), column) != kBool && !bytes.empty() &&
                                      (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0
                                  ? ~0ULL
                                  : 0;
        for (const char c : bytes) {
            value = value << 8U | static_cast<unsigned char>(c);
        }
        return static_cast<std::int64_t>(value);
    }
    std::string_view bytes(int column) override {
        return {PQgetvalue(result_.get(), row_, column),
                static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
    }
    bool is_null(int column) override { return PQgetisnull(result_.get(), row_, column) != 0; }

  private:
    struct Parameter {
        std::string owned;
        std::string_view borrowed;
        int format = kText;
    };

    Parameter& parameter(int position) {
        const auto index = static_cast<std::size_t>(position - 1);
        if (parameters_.size() <= index) {
            parameters_.resize(index + 1);
        }
        return parameters_[index];
    }

    void run() {
        std::vector<const char*> values;
        std::vector<int> lengths;
        std::vector<int> formats;
        for (const auto& each : parameters_) {
            const bool binary = each.format == kBinary;
            values.push_back(binary ? each.borrowed.data() : each.owned.c_str());
            lengths.push_back(static_cast<int>(binary ? each.borrowed.size() : each.owned.size()));
            formats.push_back(each.format);
        }
        result_ = checked(handle_,
                          PQexecPrepared(handle_, name_.c_str(), static_cast<int>(values.size()),
                                         values.data(), lengths.data(), formats.data(), kBinary));
        changes_ = static_cast<std::int64_t>(parse_uint(PQcmdTuples(result_.get())).value_or(0));
    }

    PGconn* handle_;
    std::string name_;
    std::int64_t& changes_;
    std::vector<Parameter> parameters_;
    ResultPtr result_;
    int row_ = -1;
};

struct Finish {
    void operator()(PGconn* handle) const { PQfinish(handle); }
};
using Handle = std::unique_ptr<PGconn, Finish>;

class LibpqSession final : public Session {
  public:
    explicit LibpqSession(Handle handle) : owned_(std::move(handle)), handle_(owned_.get()) {
        PQsetNoticeProcessor(
            handle_, [](void*, const char*) {}, nullptr);
        execute(kSettings);
    }
    ~LibpqSession() override { idle_.clear(); }
    LibpqSession(const LibpqSession&) = delete;
    LibpqSession& operator=(const LibpqSession&) = delete;

    Lent prepare(std::string_view sql) override {
        auto& idle = idle_[sql];
        if (!idle.empty()) {
            Statement* statement = idle.back().release();
            idle.pop_back();
            return {statement, GiveBack{this, sql}};
        }
        return {new PreparedStatement(handle_, sql, "s" + std::to_string(++prepared_), changes_),
                GiveBack{this, sql}};
    }

    void begin_read(AccountId account) override {
        begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", account, "", "");
    }
    // READ COMMITTED: once the lock is held, each statement sees all that was committed before.
    void begin_write(AccountId account) override {
        begin("BEGIN ISOLATION LEVEL READ COMMITTED", account, " FOR UPDATE", kDirectoryLock);
    }
    void begin_beside(AccountId account) override {
        begin("BEGIN ISOLATION LEVEL READ COMMITTED", account, "", "");
    }
    void commit() override {
        // A transaction that failed is ended by COMMIT, too: as a ROLLBACK.
        const bool failed = PQtransactionStatus(handle_) == PQTRANS_INERROR;
        execute("COMMIT");
        if (failed) {
            throw StoreFailure(
                {ErrorCode::kInternal, "postgresql: commit of a failed transaction"});
        }
    }
    void rollback() noexcept override {
        const auto status = PQtransactionStatus(handle_);
        if (status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN) {
            PQclear(PQexec(handle_, "ROLLBACK"));
        }
    }
    void savepoint() override { execute("SAVEPOINT w"); }
    void release_savepoint() override { execute("RELEASE SAVEPOINT w"); }
    void rollback_to_savepoint() override {
        execute("ROLLBACK TO SAVEPOINT w");
        execute("RELEASE SAVEPOINT w");
    }
    [[nodiscard]] bool in_transaction() const override {
        const auto status = PQtransactionStatus(handle_);
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
    }
    [[nodiscard]] bool is_lost() const override { return PQstatus(handle_) != CONNECTION_OK; }
    [[nodiscard]] std::int64_t changes() const override { return changes_; }
    void define(std::string_view sql) override { execute(in_postgres(sql)); }
    // The server checks its pages itself, where it was set up with checksums.
    std::vector<std::string> problems() override { return {}; }

    [[nodiscard]] pg_conn* handle() override { return handle_; }

  protected:
    void give_back(std::string_view sql, Statement* statement) noexcept override {
        statement->reset();
        idle_[sql].emplace_back(statement);
    }

  private:
    ResultPtr execute(const std::string& sql) {
        return checked(handle_, PQexec(handle_, sql.c_str()));
    }

    // In one round trip with the look for the account's row, whose lock orders all its writes.
    void begin(std::string sql, AccountId account, std::string_view row_lock,
               std::string_view directory_lock) {
        if (account == 0) {
            sql += directory_lock;
        } else {
            sql += "; SELECT 1 FROM account_state WHERE account = " + std::to_string(account);
            sql += row_lock;
        }
        const auto result = execute(sql);
        if (account != 0 && PQntuples(result.get()) == 0) {
            throw StoreFailure({ErrorCode::kNotFound, "no account " + std::to_string(account)});
        }
    }

    Handle owned_;
    PGconn* handle_;
    std::int64_t changes_ = 0;
    long prepared_ = 0;
    std::unordered_map<std::string_view, std::vector<std::unique_ptr<Statement>>> idle_;
};

}  // namespace

std::unique_ptr<Session> connect(const std::string& conninfo) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(conninfo.c_str(), nullptr), PQconninfoFree);
    if (parsed == nullptr) {  // libpq's message may repeat a piece of a password
        throw StoreFailure({ErrorCode::kUnavailable, "postgresql: not a conninfo of libpq"});
    }
    // What stands in the conninfo comes after, and so before our own.
    const char* const names[] = {"connect_timeout", "application_name", "dbname", nullptr};
    const char* const values[] = {kConnectSeconds, "syncgate", conninfo.c_str(), nullptr};
    Handle handle(PQconnectdbParams(names, values, 1));
    if (handle == nullptr || PQstatus(handle.get()) != CONNECTION_OK) {
        fail(handle.get(), nullptr);
    }
    return std::make_unique<LibpqSession>(std::move(handle));
}

}  // namespace syncgate::store::postgres
