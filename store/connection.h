// What the store needs of a database engine: statements by text, with $1..$n numbered in order of
// first appearance, so that SQLite and PostgreSQL read them alike. A failure throws StoreFailure.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "model/ids.h"

namespace syncgate::store {

class Statement {
  public:
    virtual ~Statement() = default;
    // Positions from 1. Text and bytes must stay valid until the statement is reset.
    virtual void bind(int position, std::int64_t value) = 0;
    virtual void bind_text(int position, std::string_view value) = 0;
    virtual void bind_blob(int position, std::string_view value) = 0;
    // True when there is a row.
    virtual bool step() = 0;
    virtual void reset() noexcept = 0;
    // Columns from 0; the views are valid until the next step().
    [[nodiscard]] virtual std::int64_t integer(int column) = 0;
    [[nodiscard]] virtual std::string_view bytes(int column) = 0;
    [[nodiscard]] virtual bool is_null(int column) = 0;
};

class Connection {
  public:
    virtual ~Connection() = default;
    // Prepared, or taken from the connection's cache; given back when the pointer is destroyed.
    struct GiveBack {
        Connection* connection = nullptr;
        std::string_view sql;  // of a literal: statements are constants of the program
        void operator()(Statement* statement) const noexcept {
            connection->give_back(sql, statement);
        }
    };
    using Lent = std::unique_ptr<Statement, GiveBack>;
    virtual Lent prepare(std::string_view sql) = 0;

    // One consistent state of an account; 0: of the directory. Throws kNotFound when the engine
    // keeps many accounts together and this one is gone.
    virtual void begin_read(AccountId account) = 0;
    virtual void begin_write(AccountId account) = 0;  // the same; takes its write lock now
    // Writes beside an account what no writer of it needs: without its lock, where an engine has
    // one for each account.
    virtual void begin_beside(AccountId account) = 0;
    virtual void commit() = 0;  // durable when it returns
    virtual void rollback() noexcept = 0;
    // False too when the engine ended the transaction by itself (a full disk, a failing one): what
    // it held is lost, and statements throw until rollback().
    [[nodiscard]] virtual bool in_transaction() const = 0;
    // Whether the engine can't be reached through it any more.
    [[nodiscard]] virtual bool is_lost() const = 0;
    // One level, inside a write.
    virtual void savepoint() = 0;
    virtual void release_savepoint() = 0;
    virtual void rollback_to_savepoint() = 0;

    // Rows that the last statement changed.
    [[nodiscard]] virtual std::int64_t changes() const = 0;

    // Runs a statement of the schema (store/schema.h), which has no parameters.
    virtual void define(std::string_view sql) = 0;

    // What the engine finds wrong with the whole database; empty when all is well.
    virtual std::vector<std::string> problems() = 0;

  protected:
    virtual void give_back(std::string_view sql, Statement* statement) noexcept = 0;
};

// Bytes, where a bare string_view is text.
struct Blob {
    std::string_view bytes;
};

// One run of a statement; its rows.
class Query {
  public:
    template <class... Args>
    Query(Connection& connection, std::string_view sql, const Args&... args)
        : statement_(connection.prepare(sql)) {
        int position = 0;
        (bind(++position, args), ...);
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    bool next() { return statement_->step(); }
    [[nodiscard]] std::int64_t integer(int column) const { return statement_->integer(column); }
    [[nodiscard]] std::string_view bytes(int column) const { return statement_->bytes(column); }
    [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }
    [[nodiscard]] bool is_null(int column) const { return statement_->is_null(column); }

  private:
    template <class T>
    void bind(int position, const T& value) {
        if constexpr (std::is_same_v<T, Blob>) {
            statement_->bind_blob(position, value.bytes);
        } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
            statement_->bind(position, static_cast<std::int64_t>(value));
        } else {
            statement_->bind_text(position, value);
        }
    }

    Connection::Lent statement_;
};

// A statement without rows; how many it changed.
template <class... Args>
std::int64_t run(Connection& connection, std::string_view sql, const Args&... args) {
    Query query(connection, sql, args...);
    query.next();
    return connection.changes();
}

// The first column of the first row.
template <class... Args>
std::optional<std::int64_t> find_integer(Connection& connection, std::string_view sql,
                                         const Args&... args) {
    Query query(connection, sql, args...);
    return query.next() ? std::optional(query.integer(0)) : std::nullopt;
}

}  // namespace syncgate::store
