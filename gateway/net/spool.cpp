#include "gateway/net/spool.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace syncgate::net {
namespace {

Error unavailable(std::string_view what) {
    return Error{ErrorCode::kUnavailable,
                 "spool: " + std::string(what) + ": " +
                     std::strerror(errno)};  // NOLINT(concurrency-mt-unsafe)
}

// Some file systems have no O_TMPFILE.
int open_unlinked(const std::string& directory) {
    const int fd = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) {
        return fd;
    }
    std::string name = directory + "/spool.XXXXXX";
    const int made = mkostemp(name.data(), O_CLOEXEC);
    if (made >= 0) {
        unlink(name.c_str());
    }
    return made;
}

}  // namespace

Result<void> Spool::append(std::string_view bytes) {
    if (bytes.empty()) {
        return {};
    }
    unmap();
    if (in_memory() && size_ + bytes.size() > place_->in_memory) {
        if (auto moved = to_file(); !moved) {
            return moved;
        }
    }
    Budget& budget = in_memory() ? place_->memory : place_->files;
    if (!budget.take(bytes.size())) {
        return Error{ErrorCode::kUnavailable, "spool: the budget for bodies is used up"};
    }
    size_ += bytes.size();
    if (in_memory()) {
        memory_.append(bytes);
        return {};
    }
    return write(bytes);
}

Result<std::string_view> Spool::bytes() {
    if (in_memory()) {
        return std::string_view(memory_);
    }
    if (map_ == nullptr) {
        void* map = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd_, 0);
        if (map == MAP_FAILED) {  // NOLINT
            return unavailable("map");
        }
        map_ = map;
    }
    return std::string_view(static_cast<const char*>(map_), size_);
}

void Spool::clear() {
    unmap();
    (in_memory() ? place_->memory : place_->files).give_back(size_);
    if (fd_ >= 0) {
        close(fd_);
        fd_ = -1;
    }
    std::string().swap(memory_);
    size_ = 0;
}

Result<void> Spool::to_file() {
    if (!place_->files.take(size_)) {
        return Error{ErrorCode::kUnavailable, "spool: the budget for files is used up"};
    }
    const int fd = open_unlinked(place_->directory);
    if (fd < 0) {
        place_->files.give_back(size_);
        return unavailable("open in " + place_->directory);
    }
    fd_ = fd;
    place_->memory.give_back(size_);
    std::string memory;
    memory.swap(memory_);
    return write(memory);
}

Result<void> Spool::write(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return unavailable("write");
        }
        bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return {};
}

void Spool::unmap() {
    if (map_ != nullptr) {
        munmap(map_, size_);
        map_ = nullptr;
    }
}

}  // namespace syncgate::net
