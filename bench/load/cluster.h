// A private PostgreSQL cluster (script/postgres-cluster), as durable as one is by default.
#pragma once

#include <filesystem>
#include <string>

namespace syncgate::bench {

class Cluster {
  public:
    // Throws when PostgreSQL's server is not there.
    Cluster();
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    // An empty database.
    std::string new_database();
    [[nodiscard]] double cpu_seconds() const;  // of all its processes so far

  private:
    std::filesystem::path folder_;
    std::string conninfo_;
    int databases_ = 0;
};

// The folder's store is in that database.
void put_into(const std::filesystem::path& data, const std::string& conninfo);
// And what it held in files until now is copied there: much quicker than to fill it there.
void move_into(const std::filesystem::path& data, const std::string& conninfo);

}  // namespace syncgate::bench
