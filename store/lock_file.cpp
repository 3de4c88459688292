#include "store/lock_file.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/text.h"

namespace syncgate::store {

Result<LockFile> LockFile::take(const std::filesystem::path& file) {
    const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return Error{ErrorCode::kUnavailable, file.string() + ": " + std::strerror(errno)};
    }
    LockFile lock(fd);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> pid{};
        const ssize_t n = pread(fd, pid.data(), pid.size(), 0);
        const std::string holder(trim({pid.data(), n > 0 ? static_cast<std::size_t>(n) : 0}));
        return Error{ErrorCode::kConflict,
                     "the store is in use by process " + (holder.empty() ? "(unknown)" : holder)};
    }
    const std::string text = std::to_string(getpid()) + "\n";
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text.data(), text.size(), 0) < 0) {
        return Error{ErrorCode::kUnavailable, file.string() + ": " + std::strerror(errno)};
    }
    return lock;
}

LockFile::~LockFile() {
    if (fd_ >= 0) {
        close(fd_);
    }
}

}  // namespace syncgate::store
