#include "store/blobs.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "store/failure.h"

namespace syncgate::store {
namespace {

[[noreturn]] void fail(const char* what, const std::filesystem::path& path) {
    const int error = errno;
    const ErrorCode code = error == ENOSPC || error == EDQUOT || error == EFBIG
                               ? ErrorCode::kOverQuota
                           : error == ENOENT ? ErrorCode::kNotFound
                                             : ErrorCode::kUnavailable;
    throw StoreFailure(
        {code, std::string(what) + " " + path.string() + ": " + std::strerror(error)});
}

class Descriptor {
  public:
    Descriptor(const std::filesystem::path& path, int flags)
        : fd_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (fd_ < 0) {
            fail("open", path);
        }
    }
    ~Descriptor() { close(fd_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor fd(folder, O_RDONLY | O_DIRECTORY);
    if (fsync(fd.get()) != 0) {
        fail("fsync", folder);
    }
}

void write_all(const std::filesystem::path& path, std::string_view bytes) {
    const Descriptor fd(path, O_WRONLY | O_CREAT | O_TRUNC);
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd.get(), bytes.data(), bytes.size());
        if (n < 0) {
            if (errno == EINTR) {
                continue;
            }
            fail("write", path);
        }
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    if (fsync(fd.get()) != 0) {
        fail("fsync", path);
    }
}

}  // namespace

std::filesystem::path Blobs::path_of(std::string_view hash) const {
    const std::string name = hex_encode(hash);
    return folder_ / name.substr(0, 2) / name;
}

void Blobs::write(std::string_view hash, std::string_view bytes) {
    const auto path = path_of(hash);
    if (std::filesystem::exists(path)) {
        return;
    }
    const auto folder = path.parent_path();
    std::error_code error;
    const bool folder_is_new = std::filesystem::create_directories(folder, error);
    if (error) {
        errno = error.value();
        fail("mkdir", folder);
    }
    auto temporary = path;
    temporary += ".new";
    try {
        write_all(temporary, bytes);
    } catch (const StoreFailure&) {
        unlink(temporary.c_str());
        throw;
    }
    if (rename(temporary.c_str(), path.c_str()) != 0) {
        fail("rename", path);
    }
    sync_folder(folder);
    if (folder_is_new) {
        sync_folder(folder_);
        sync_folder(folder_.parent_path());
    }
}

std::string Blobs::read(std::string_view hash, std::uint64_t begin, std::uint64_t end) const {
    const auto path = path_of(hash);
    const Descriptor fd(path, O_RDONLY);
    std::string out(static_cast<std::size_t>(end - begin), '\0');
    std::size_t at = 0;
    while (at < out.size()) {
        const ssize_t n =
            pread(fd.get(), out.data() + at, out.size() - at, static_cast<off_t>(begin + at));
        if (n < 0) {
            if (errno == EINTR) {
                continue;
            }
            fail("read", path);
        }
        if (n == 0) {
            throw StoreFailure({ErrorCode::kInternal, "short blob file " + path.string()});
        }
        at += static_cast<std::size_t>(n);
    }
    return out;
}

void Blobs::remove(std::string_view hash) noexcept {
    unlink(path_of(hash).c_str());  // a leftover is swept by `check`
}

bool Blobs::exists(std::string_view hash) const {
    return std::filesystem::exists(path_of(hash));
}

}  // namespace syncgate::store
