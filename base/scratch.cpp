#include "base/scratch.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace syncgate {
namespace {

Error unavailable(std::string_view what) {
    return Error{ErrorCode::kUnavailable,
                 "scratch: " + std::string(what) + ": " +
                     std::strerror(errno)};  // NOLINT(concurrency-mt-unsafe)
}

// Some file systems have no O_TMPFILE.
int open_unlinked(const std::string& folder) {
    const int fd = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) {
        return fd;
    }
    std::string name = folder + "/scratch.XXXXXX";
    const int made = mkostemp(name.data(), O_CLOEXEC);
    if (made >= 0) {
        unlink(name.c_str());
    }
    return made;
}

}  // namespace

Scratch::Scratch(Scratch&& other) noexcept
    : folder_(std::move(other.folder_)),
      most_in_memory_(other.most_in_memory_),
      memory_(std::exchange(other.memory_, {})),
      size_(std::exchange(other.size_, 0)),
      fd_(std::exchange(other.fd_, -1)),
      map_(std::exchange(other.map_, nullptr)) {}

Result<void> Scratch::append(std::string_view bytes) {
    if (bytes.empty()) {
        return {};
    }
    unmap();
    if (would_move(bytes.size())) {
        if (auto moved = to_file(); !moved) {
            return moved;
        }
    }
    if (in_memory()) {
        memory_.append(bytes);
    } else if (auto written = write(bytes); !written) {
        return written;
    }
    size_ += bytes.size();
    return {};
}

Result<PagedText> Scratch::text() {
    if (in_memory()) {
        return PagedText(memory_);
    }
    if (map_ == nullptr) {
        void* map = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd_, 0);
        if (map == MAP_FAILED) {  // NOLINT
            return unavailable("map");
        }
        map_ = map;
    }
    return PagedText::mapped({static_cast<const char*>(map_), size_});
}

void Scratch::clear() {
    unmap();
    if (fd_ >= 0) {
        close(fd_);
        fd_ = -1;
    }
    std::string().swap(memory_);
    size_ = 0;
}

Result<void> Scratch::to_file() {
    const int fd = open_unlinked(folder_);
    if (fd < 0) {
        return unavailable("open in " + folder_);
    }
    fd_ = fd;
    size_ = 0;
    if (auto written = write(memory_); !written) {
        close(std::exchange(fd_, -1));
        size_ = memory_.size();
        return written;
    }
    size_ = memory_.size();
    std::string().swap(memory_);
    return {};
}

// At its place, so that what a failure left half written is written over.
Result<void> Scratch::write(std::string_view bytes) const {
    auto at = static_cast<off_t>(size_);
    while (!bytes.empty()) {
        const ssize_t written = pwrite(fd_, bytes.data(), bytes.size(), at);
        if (written < 0 && errno != EINTR) {
            return unavailable("write");
        }
        const auto done = written > 0 ? static_cast<std::size_t>(written) : 0;
        bytes.remove_prefix(done);
        at += static_cast<off_t>(done);
    }
    return {};
}

void Scratch::unmap() {
    if (map_ != nullptr) {
        munmap(map_, size_);
        map_ = nullptr;
    }
}

}  // namespace syncgate
