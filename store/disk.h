// Files and folders, with their failures as StoreFailure: kOverQuota (no room), kNotFound,
// kUnavailable.
#pragma once

#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace syncgate::store {

// Throws what errno says.
[[noreturn]] void throw_errno(const char* what, const std::filesystem::path& path);

class Descriptor {
  public:
    Descriptor(const std::filesystem::path& path, int flags);
    ~Descriptor() { close(fd_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

// Makes the folder's entries durable: what was made in it, renamed or removed.
void sync_folder(const std::filesystem::path& folder);

}  // namespace syncgate::store
