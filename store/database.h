// The connections to one database, lent for a transaction each.
#pragma once

#include <memory>
#include <utility>

#include "model/ids.h"
#include "store/connection.h"

namespace syncgate::store {

class Database;

// A connection in hand; it goes back when this is destroyed. The database outlives it.
class LentConnection {
  public:
    LentConnection(Database& database, std::unique_ptr<Connection> connection)
        : database_(&database), connection_(std::move(connection)) {}
    LentConnection(LentConnection&&) noexcept = default;
    LentConnection& operator=(LentConnection&& other) noexcept {
        std::swap(database_, other.database_);
        std::swap(connection_, other.connection_);
        std::swap(spoiled_, other.spoiled_);
        return *this;
    }
    ~LentConnection() { give_back(); }
    LentConnection(const LentConnection&) = delete;
    LentConnection& operator=(const LentConnection&) = delete;

    [[nodiscard]] Connection& operator*() const { return *connection_; }
    [[nodiscard]] Connection* operator->() const { return connection_.get(); }
    // Nobody should get it again.
    void spoil() { spoiled_ = true; }
    // Before its time.
    void give_back();

  private:
    Database* database_;
    std::unique_ptr<Connection> connection_;
    bool spoiled_ = false;
};

// Thread-safe.
class Database {
  public:
    virtual ~Database() = default;

    // Throw StoreFailure: kUnavailable. Whoever has one in hand waits for no other.
    virtual LentConnection reader() = 0;
    // Waits for its turn where an engine has one writer a database.
    virtual LentConnection writer() = 0;

  protected:
    friend class LentConnection;
    virtual void take_back(std::unique_ptr<Connection> connection, bool spoiled) noexcept = 0;
};

inline void LentConnection::give_back() {
    if (connection_) {
        database_->take_back(std::move(connection_), spoiled_);
    }
}

// A lent connection inside a transaction, which is rolled back unless commit() was called.
class Transaction {
  public:
    enum class Kind { kRead, kWrite, kBeside };

    // Of one account; 0: of the directory. A connection that broke while it lay idle is replaced
    // once. Throws StoreFailure: kUnavailable, kNotFound (the account is gone).
    Transaction(Database& database, Kind kind, AccountId account);
    ~Transaction() { connection_->rollback(); }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    [[nodiscard]] Connection& operator*() const { return *connection_; }
    [[nodiscard]] Connection* operator->() const { return &*connection_; }
    void commit() { connection_->commit(); }
    void spoil() { connection_.spoil(); }

  private:
    LentConnection connection_;
};

}  // namespace syncgate::store
