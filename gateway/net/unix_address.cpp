#include "gateway/net/unix_address.h"

#include <cstddef>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/un.h>
#include <unistd.h>

namespace syncgate::net {

Result<UnixAddress> UnixAddress::of(const std::string& path) {
    UnixAddress made;
    sockaddr_un un{};
    un.sun_family = AF_UNIX;
    std::string name = path;
    if (name.size() >= sizeof un.sun_path) {
        const std::size_t slash = path.rfind('/');
        const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
        made.folder_ = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (made.folder_ < 0) {
            return Error{ErrorCode::kUnavailable, "cannot open " + folder};
        }
        name = "/proc/self/fd/" + std::to_string(made.folder_) + "/" +
               path.substr(slash == std::string::npos ? 0 : slash + 1);
    }
    if (name.size() >= sizeof un.sun_path) {
        return Error{ErrorCode::kMalformed, "the socket's name is too long: " + path};
    }
    std::memcpy(un.sun_path, name.c_str(), name.size() + 1);
    std::memcpy(&made.address_.storage, &un, sizeof un);
    made.address_.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + 1);
    return made;
}

UnixAddress::~UnixAddress() {
    if (folder_ >= 0) {
        close(folder_);
    }
}

UnixAddress::UnixAddress(UnixAddress&& other) noexcept
    : address_(other.address_), folder_(std::exchange(other.folder_, -1)) {}

}  // namespace syncgate::net
