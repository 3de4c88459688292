// A PostgreSQL database for one world, made in the cluster of SYNCGATE_TEST_DATABASE and dropped at
// the end.
#pragma once

#include <string>

namespace syncgate::twin {

class ScratchDatabase {
  public:
    // `cluster`: the conninfo of a database there. Throws store::StoreFailure.
    explicit ScratchDatabase(std::string cluster);
    ~ScratchDatabase();
    ScratchDatabase(const ScratchDatabase&) = delete;
    ScratchDatabase& operator=(const ScratchDatabase&) = delete;

    [[nodiscard]] std::string conninfo() const { return cluster_ + " dbname=" + name_; }

  private:
    std::string cluster_;
    std::string name_;
};

}  // namespace syncgate::twin
