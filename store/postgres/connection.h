// A session of PostgreSQL, through libpq alone: POCO's session does not close a connection that
// broke, or never came to be. Why: docs/decisions/0004-own-statements.md.
#pragma once

#include <memory>
#include <string>

#include "store/connection.h"

struct pg_conn;

namespace syncgate::store::postgres {

// One thread at a time.
class Session : public Connection {
  public:
    // For LISTEN, and to see whether the server said farewell.
    [[nodiscard]] virtual pg_conn* handle() = 0;
};

// `conninfo` as libpq reads it: "host=... dbname=...", or a postgresql:// address. Throws
// StoreFailure (kUnavailable), whose detail holds no password.
std::unique_ptr<Session> connect(const std::string& conninfo);

}  // namespace syncgate::store::postgres
