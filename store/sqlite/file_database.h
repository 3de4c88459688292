// A SQLite file as a database: one writer, and readers as they are needed.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <vector>

#include "store/database.h"

namespace syncgate::store::sqlite {

// Thread-safe.
class FileDatabase final : public Database {
  public:
    // As sqlite::open. `held` counts the files that are open: 3 for the writer, 2 a reader; it
    // outlives this. Throws StoreFailure.
    FileDatabase(std::filesystem::path file, bool create, std::atomic<std::size_t>& held);
    ~FileDatabase() override;

    LentConnection reader() override;
    LentConnection writer() override;

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  private:
    void take_back(std::unique_ptr<Connection> connection, bool spoiled) noexcept override;

    const std::filesystem::path file_;
    std::atomic<std::size_t>& held_;
    Connection* the_writer_ = nullptr;

    std::mutex mutex_;  // guards all below
    std::condition_variable freed_;
    std::unique_ptr<Connection> writer_;  // null while it is lent
    std::vector<std::unique_ptr<Connection>> idle_readers_;
};

}  // namespace syncgate::store::sqlite
