#include "gateway/net/listener.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/net/unix_address.h"

namespace syncgate::net {
namespace {

constexpr int kBacklog = 4096;
constexpr int kBurst = 32;
constexpr int kSlowBurst = 16;  // in each kFullRest
constexpr std::chrono::milliseconds kFullRest{20};
constexpr std::chrono::milliseconds kNoFilesRest{100};

Error failed(const std::string& what) {
    return Error{ErrorCode::kUnavailable,
                 what + ": " + std::strerror(errno)};  // NOLINT(concurrency-mt-unsafe)
}

const sockaddr* plain(const sockaddr_storage& storage) {
    return static_cast<const sockaddr*>(static_cast<const void*>(&storage));
}

sockaddr* plain(sockaddr_storage& storage) {
    return static_cast<sockaddr*>(static_cast<void*>(&storage));
}

void set(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value);  // a refusal leaves the kernel's default
}

// Phones behind a NAT vanish without a FIN.
void tune(int fd) {
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 600);
    set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 90'000);
}

bool is_owner(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == getuid());
}

Result<int> listening(int fd, const SocketAddress& address, const std::string& name) {
    if (bind(fd, plain(address.storage), address.size) != 0 || listen(fd, kBacklog) != 0) {
        Error error = failed("cannot listen on " + name);
        close(fd);
        return error;
    }
    return fd;
}

}  // namespace

Result<int> listen_tcp(const SocketAddress& address) {
    const int fd = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return failed("socket");
    }
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    return listening(fd, address, to_text(address));
}

Result<int> listen_unix(const std::string& path) {
    auto address = UnixAddress::of(path);
    if (!address) {
        return address.error();
    }
    struct stat left {};
    if (lstat(path.c_str(), &left) == 0 && S_ISSOCK(left.st_mode)) {
        unlink(path.c_str());
    }
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return failed("socket");
    }
    fchmod(fd, S_IRUSR | S_IWUSR);  // bind() makes the file with this mode: it is never open wider
    return listening(fd, address->address(), path);
}

Result<SocketAddress> bound_address(int fd) {
    SocketAddress address;
    address.size = sizeof address.storage;
    if (getsockname(fd, plain(address.storage), &address.size) != 0) {
        return failed("getsockname");
    }
    return address;
}

Listener::Listener(int fd, const Endpoint& endpoint, std::vector<EventLoop*> loops)
    : fd_(fd), endpoint_(endpoint), loops_(std::move(loops)) {}

Listener::~Listener() {
    close();
}

void Listener::open() {
    if (fd_ >= 0 && !loops_.front()->watch(fd_, *this, EPOLLIN)) {
        rest(kNoFilesRest);
    }
}

void Listener::close() {
    TimerWheel::clear(*this);
    if (fd_ >= 0) {
        loops_.front()->unwatch(fd_);
        ::close(fd_);
        fd_ = -1;
    }
}

void Listener::ready(std::uint32_t) {
    const Traffic& traffic = loops_.front()->traffic();
    for (int i = 0; i < kBurst && fd_ >= 0; ++i) {
        const bool crowded = endpoint_.tls != nullptr && traffic.crowded();
        if (traffic.full(endpoint_) || (crowded && i >= kSlowBurst)) {
            rest(kFullRest);
            return;
        }
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const int fd = accept4(fd_, plain(from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            hand_over(fd, from);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (crowded) {
                rest(kFullRest);
            }
            return;
        } else if (errno != ECONNABORTED && errno != EINTR) {
            traffic.log.warning("accept_failed", {{"errno", errno}});
            rest(kNoFilesRest);
            return;
        }
    }
}

void Listener::rest(std::chrono::milliseconds wait) {
    loops_.front()->unwatch(fd_);
    loops_.front()->set_timer(*this, wait);
}

void Listener::hand_over(int fd, const sockaddr_storage& from) {
    if (endpoint_.local) {
        if (!is_owner(fd)) {
            ::close(fd);
            return;
        }
    } else {
        tune(fd);
    }
    Traffic& traffic = loops_.front()->traffic();
    ++traffic.accepted;
    ++traffic.connections;
    traffic.handshakes += endpoint_.tls != nullptr ? 1U : 0U;
    loops_.at(turn_++ % loops_.size())->adopt({fd, &endpoint_, from});
}

}  // namespace syncgate::net
