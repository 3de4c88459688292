// The connections to DIR/directory.db: one reads and one writes, each under its own mutex, so that
// a look-up never waits for a write's fsync.
//
// Thread-safe.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "base/result.h"
#include "store/connection.h"
#include "store/failure.h"

namespace syncgate::store {

class DirectoryDatabase {
  public:
    // Makes the file and its tables where they are not there. Throws StoreFailure.
    // `changed` is called after each commit, before the writer is answered.
    DirectoryDatabase(const std::filesystem::path& file, std::function<void()> changed);

    // f: (Connection&) -> Result<T>; a StoreFailure becomes its error.
    template <class F>
    auto read(F f) -> decltype(f(std::declval<Connection&>())) {
        const std::lock_guard lock(reader_mutex_);
        try {
            return f(*reader_);
        } catch (const StoreFailure& failure) {
            return failure.error();
        }
    }

    // The same in a transaction, which is committed when it succeeded.
    template <class F>
    auto write(F f) -> decltype(f(std::declval<Connection&>())) {
        const std::lock_guard lock(writer_mutex_);
        try {
            writer_->begin_write();
            auto result = f(*writer_);
            if (result) {
                writer_->commit();
                changed_();
            } else {
                writer_->rollback();
            }
            return result;
        } catch (const StoreFailure& failure) {
            writer_->rollback();
            return failure.error();
        } catch (...) {
            writer_->rollback();
            throw;
        }
    }

  private:
    std::function<void()> changed_;
    std::mutex reader_mutex_;  // guards reader_
    std::unique_ptr<Connection> reader_;
    std::mutex writer_mutex_;  // guards writer_
    std::unique_ptr<Connection> writer_;
};

}  // namespace syncgate::store
