#include "store/sqlite/file_database.h"

#include "store/sqlite/connection.h"

namespace syncgate::store::sqlite {
namespace {

constexpr std::size_t kIdleReaders = 4;

// Database and log of a connection; the first holds the shared index as well.
constexpr std::size_t kFilesOfReader = 2;
constexpr std::size_t kFilesOfWriter = 3;

}  // namespace

FileDatabase::FileDatabase(std::filesystem::path file, bool create, std::atomic<std::size_t>& held)
    : file_(std::move(file)), held_(held), writer_(open(file_, create)) {
    the_writer_ = writer_.get();
    idle_readers_.reserve(kIdleReaders);
    held_ += kFilesOfWriter;
}

FileDatabase::~FileDatabase() {
    held_ -= kFilesOfWriter + kFilesOfReader * idle_readers_.size();
}

LentConnection FileDatabase::reader() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_readers_.empty()) {
            auto reader = std::move(idle_readers_.back());
            idle_readers_.pop_back();
            return {*this, std::move(reader)};
        }
    }
    auto reader = open(file_, false);
    held_ += kFilesOfReader;
    return {*this, std::move(reader)};
}

LentConnection FileDatabase::writer() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return writer_ != nullptr; });
    return {*this, std::move(writer_)};
}

void FileDatabase::take_back(std::unique_ptr<Connection> connection, bool spoiled) noexcept {
    if (connection.get() == the_writer_) {
        {
            const std::lock_guard lock(mutex_);
            writer_ = std::move(connection);
        }
        freed_.notify_one();
        return;
    }
    const std::lock_guard lock(mutex_);
    if (!spoiled && idle_readers_.size() < kIdleReaders) {
        idle_readers_.push_back(std::move(connection));
    } else {
        held_ -= kFilesOfReader;
    }
}

}  // namespace syncgate::store::sqlite
