#include "store/blobs.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "base/hex.h"
#include "store/disk.h"
#include "store/failure.h"

namespace syncgate::store {
namespace {

void write_piece(const Descriptor& fd, const std::filesystem::path& path, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd.get(), bytes.data(), bytes.size());
        if (n < 0) {
            if (errno == EINTR) {
                continue;
            }
            throw_errno("write", path);
        }
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

void write_all(const std::filesystem::path& path, const PagedText& text) {
    const Descriptor fd(path, O_WRONLY | O_CREAT | O_TRUNC);
    text.in_pieces([&](std::string_view piece) { write_piece(fd, path, piece); });
    if (fsync(fd.get()) != 0) {
        throw_errno("fsync", path);
    }
}

}  // namespace

std::filesystem::path Blobs::path_of(std::string_view hash) const {
    const std::string name = hex_encode(hash);
    return folder_ / name.substr(0, 2) / name;
}

void Blobs::write(std::string_view hash, const PagedText& text) {
    const auto path = path_of(hash);
    if (std::filesystem::exists(path)) {
        make_durable(hash);  // its bytes were, before it got its name
        return;
    }
    const auto folder = path.parent_path();
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        errno = error.value();
        throw_errno("mkdir", folder);
    }
    auto temporary = path;
    temporary += ".new";
    try {
        write_all(temporary, text);
    } catch (const StoreFailure&) {
        unlink(temporary.c_str());
        throw;
    }
    if (rename(temporary.c_str(), path.c_str()) != 0) {
        throw_errno("rename", path);
    }
    make_durable(hash);
}

void Blobs::make_durable(std::string_view hash) {
    sync_(path_of(hash).parent_path());
    const auto first = static_cast<unsigned char>(hash.front());
    if (!durable_.test(first)) {
        sync_(folder_);
        sync_(folder_.parent_path());
        durable_.set(first);
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
            throw_errno("read", path);
        }
        if (n == 0) {
            throw StoreFailure({ErrorCode::kInternal, "short blob file " + path.string()});
        }
        at += static_cast<std::size_t>(n);
    }
    return out;
}

void Blobs::remove(std::string_view hash) noexcept {
    unlink(path_of(hash).c_str());  // a leftover is named by `check`
}

bool Blobs::exists(std::string_view hash) const {
    return std::filesystem::exists(path_of(hash));
}

std::optional<std::uint64_t> Blobs::size(std::string_view hash) const {
    std::error_code error;
    const auto size = std::filesystem::file_size(path_of(hash), error);
    return error ? std::nullopt : std::optional<std::uint64_t>(size);
}

std::vector<Blobs::File> Blobs::files() const {
    std::vector<File> found;
    std::error_code error;  // no folder yet: no files
    for (auto it = std::filesystem::recursive_directory_iterator(folder_, error);
         !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
        if (it->is_regular_file()) {
            const auto hash = hex_decode(it->path().filename().string());
            found.push_back({it->path(), hash ? *hash : std::string()});
        }
    }
    return found;
}

}  // namespace syncgate::store
