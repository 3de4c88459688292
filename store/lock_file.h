// DIR/lock: who has the store open. Held exclusively (flock) until the object goes; its text is the
// holder's pid.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace syncgate::store {

class LockFile {
  public:
    // Errors: kConflict (held; the detail names the pid), kUnavailable.
    static Result<LockFile> take(const std::filesystem::path& file);
    LockFile(LockFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    LockFile& operator=(LockFile&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~LockFile();
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;

  private:
    explicit LockFile(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace syncgate::store
