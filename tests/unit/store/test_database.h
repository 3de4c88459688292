// A PostgreSQL database for one test, gone afterwards, where the environment names a server:
// SYNCGATE_TEST_DATABASE="host=... user=... dbname=...", a database that may make others. Without
// it there is none, and the test's store is in files.
#pragma once

#include <atomic>
#include <cstdlib>
#include <string>

#include <unistd.h>

#include "store/postgres/connection.h"

namespace syncgate::store {

class TestDatabase {
  public:
    TestDatabase() {
        const char* server = std::getenv("SYNCGATE_TEST_DATABASE");
        if (server == nullptr || *server == '\0') {
            return;
        }
        server_ = server;
        static std::atomic<int> made = 0;
        name_ = "test_" + std::to_string(getpid()) + "_" + std::to_string(++made);
        postgres::connect(server_)->define("CREATE DATABASE " + name_);
        conninfo_ = server_ + " dbname=" + name_;  // the last one counts
    }
    ~TestDatabase() {
        if (!server_.empty()) {
            postgres::connect(server_)->define("DROP DATABASE " + name_ + " WITH (FORCE)");
        }
    }
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    // Empty: the test's store is in files.
    [[nodiscard]] const std::string& conninfo() const { return conninfo_; }

  private:
    std::string server_, name_, conninfo_;
};

}  // namespace syncgate::store
