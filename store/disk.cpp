#include "store/disk.h"

#include <cerrno>
#include <cstring>
#include <string>

#include "store/failure.h"

namespace syncgate::store {

void throw_errno(const char* what, const std::filesystem::path& path) {
    const int error = errno;
    const ErrorCode code = error == ENOSPC || error == EDQUOT || error == EFBIG
                               ? ErrorCode::kOverQuota
                           : error == ENOENT ? ErrorCode::kNotFound
                                             : ErrorCode::kUnavailable;
    throw StoreFailure(
        {code, std::string(what) + " " + path.string() + ": " + std::strerror(error)});
}

Descriptor::Descriptor(const std::filesystem::path& path, int flags)
    : fd_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (fd_ < 0) {
        throw_errno("open", path);
    }
}

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor fd(folder, O_RDONLY | O_DIRECTORY);
    if (fsync(fd.get()) != 0) {
        throw_errno("fsync", folder);
    }
}

}  // namespace syncgate::store
