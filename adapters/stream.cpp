#include "adapters/stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace syncgate::adapters {
namespace {

Error unavailable(std::string what) {
    return {ErrorCode::kUnavailable, std::move(what)};
}

// Blocking, with the kernel's time-outs, so that OpenSSL's own calls end as well.
void set_timeouts(int fd, std::chrono::seconds timeout) {
    const timeval limit{timeout.count(), 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

int connect_one(const addrinfo& address, std::chrono::seconds timeout) {
    const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    set_timeouts(fd, timeout);
    if (connect(fd, address.ai_addr, address.ai_addrlen) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

}  // namespace

Result<std::unique_ptr<Stream>> Stream::connect(const std::string& host, std::uint16_t port,
                                                Patience patience, const Admits& admits) {
    const auto end = Clock::now() + patience.all;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failed = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (failed != 0) {
        return unavailable(host + ": " + gai_strerror(failed));
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, freeaddrinfo);
    int error = 0;
    bool is_admitted = false;
    for (const addrinfo* each = found; each != nullptr && Clock::now() < end;
         each = each->ai_next) {
        if (admits && !admits(*each->ai_addr)) {
            continue;
        }
        is_admitted = true;
        const int fd = connect_one(*each, patience.each);
        if (fd >= 0) {
            return std::unique_ptr<Stream>(new Stream(fd, patience.each, end));
        }
        error = errno;
    }
    if (!is_admitted) {
        return Error{ErrorCode::kForbidden, host + " has no address that may be reached"};
    }
    return unavailable(host + ":" + std::to_string(port) + ": " + std::strerror(error));
}

void Stream::set_timeout(std::chrono::seconds timeout) {
    timeout_ = timeout;
}

Result<void> Stream::limit_wait() {
    const auto left = std::chrono::ceil<std::chrono::seconds>(end_ - Clock::now());
    if (left <= std::chrono::seconds(0)) {
        return unavailable("it took too long altogether");
    }
    set_timeouts(fd_, std::min(timeout_, left));
    return {};
}

// A call of OpenSSL until it is done, its wait is over, or all of them are: a peer that sends a
// byte now and then holds nobody for longer.
template <class Call>
int Stream::patiently(Call call) {
    const auto until = std::min(Clock::now() + timeout_, end_);
    for (;;) {
        const int done = call();
        const int error = done > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl_, done);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
            return done;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        if (left <= std::chrono::milliseconds(0)) {
            return -1;
        }
        pollfd waited{fd_, static_cast<short>(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0};
        (void)poll(&waited, 1, static_cast<int>(left.count()));  // what it says, the next call says
    }
}

Stream::~Stream() {
    if (ssl_ != nullptr) {
        SSL_shutdown(ssl_);
        SSL_free(ssl_);
    }
    close(fd_);
}

Result<void> Stream::start_tls(const certs::ClientTls& tls, const std::string& host,
                               const std::string& verify_name) {
    if (tls == nullptr) {
        return unavailable("no certificate authorities to verify it with");
    }
    input_.clear();  // what came before the handshake was not protected
    ssl_ = SSL_new(tls.get());
    // SSL_set_tlsext_host_name() is a macro with a cast of the old kind.
    std::string name = host;
    SSL_ctrl(ssl_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    if (verify_name.empty()) {
        SSL_set_verify(ssl_, SSL_VERIFY_NONE, nullptr);
    } else {
        SSL_set1_host(ssl_, verify_name.c_str());
    }
    SSL_set_fd(ssl_, fd_);
    fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
    if (patiently([&] { return SSL_connect(ssl_); }) != 1) {
        const long verified = SSL_get_verify_result(ssl_);
        return unavailable(host + ": TLS: " + X509_verify_cert_error_string(verified));
    }
    return {};
}

Result<void> Stream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        if (auto limited = limit_wait(); !limited) {
            return limited;
        }
        const auto n = ssl_ != nullptr ? static_cast<ssize_t>(patiently([&] {
            return SSL_write(ssl_, bytes.data(),
                             static_cast<int>(std::min<std::size_t>(bytes.size(), 1U << 20U)));
        }))
                                       : send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) {
            return unavailable("the connection ended while writing");
        }
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

Result<void> Stream::fill() {
    if (auto limited = limit_wait(); !limited) {
        return limited;
    }
    std::array<char, 4096> buffer{};
    const auto n = ssl_ != nullptr ? static_cast<ssize_t>(patiently([&] {
        return SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()));
    }))
                                   : recv(fd_, buffer.data(), buffer.size(), 0);
    if (n <= 0) {
        return unavailable("no reply in time, or the connection ended");
    }
    input_.append(buffer.data(), static_cast<std::size_t>(n));
    return {};
}

Result<std::string> Stream::read_line() {
    constexpr std::size_t kMaxLine = 4096;
    std::size_t end = 0;
    while ((end = input_.find('\n')) == std::string::npos) {
        if (input_.size() > kMaxLine) {
            return Error{ErrorCode::kMalformed, "a reply line without an end"};
        }
        if (auto filled = fill(); !filled) {
            return filled.error();
        }
    }
    std::string line = input_.substr(0, end);
    input_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') {
        line.pop_back();
    }
    return line;
}

}  // namespace syncgate::adapters
