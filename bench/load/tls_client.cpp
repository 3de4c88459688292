#include "bench/load/tls_client.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace syncgate::bench {
namespace {

int connect_from(const std::string& source, std::uint16_t port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, source.c_str(), &address.sin_addr);
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error(std::string("bind: ") + std::strerror(errno));
    }
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
    }
    return fd;
}

SSL_CTX* context() {
    static SSL_CTX* const made = [] {
        SSL_CTX* ctx = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
        SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
        return ctx;
    }();
    return made;
}

}  // namespace

TlsClient::TlsClient(std::uint16_t port, const std::string& source)
    : fd_(connect_from(source, port)), ssl_(SSL_new(context())) {
    SSL_set_fd(ssl_, fd_);
    if (SSL_connect(ssl_) != 1) {
        throw std::runtime_error("TLS handshake failed");
    }
}

TlsClient::~TlsClient() {
    SSL_free(ssl_);
    close(fd_);
}

void TlsClient::send(std::string_view bytes) {
    if (SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) <= 0) {
        throw std::runtime_error("TLS write failed");
    }
}

bool TlsClient::has_answer() {
    const int flags = fcntl(fd_, F_GETFL);
    fcntl(fd_, F_SETFL, flags | O_NONBLOCK);
    char byte = 0;
    const int n = SSL_peek(ssl_, &byte, 1);
    const bool nothing = n <= 0 && SSL_get_error(ssl_, n) == SSL_ERROR_WANT_READ;
    fcntl(fd_, F_SETFL, flags);
    return !nothing;
}

std::string& TlsClient::fill() {
    std::array<char, 16384> buffer{};
    const int n = SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()));
    if (n <= 0) {
        throw std::runtime_error("the server closed the connection");
    }
    return input_.append(buffer.data(), static_cast<std::size_t>(n));
}

Response TlsClient::receive() {
    std::size_t head = 0;
    while ((head = input_.find("\r\n\r\n")) == std::string::npos) {
        fill();
    }
    Response response;
    response.status = std::stoi(input_.substr(9, 3));
    std::size_t length = 0;
    bool chunked = false;
    for (const auto line : split(std::string_view(input_).substr(0, head), '\n')) {
        if (istarts_with(line, "content-length:")) {
            length = parse_uint(trim(line.substr(15))).value_or(0);
        }
        response.has_retry_after = response.has_retry_after || istarts_with(line, "retry-after:");
        chunked = chunked || istarts_with(line, "transfer-encoding: chunked");
    }
    input_.erase(0, head + 4);
    const auto take = [&](std::size_t count) {
        while (input_.size() < count) {
            fill();
        }
        std::string out = input_.substr(0, count);
        input_.erase(0, count);
        return out;
    };
    if (!chunked) {
        response.body = take(length);
        return response;
    }
    for (;;) {
        std::size_t end = 0;
        while ((end = input_.find("\r\n")) == std::string::npos) {
            fill();
        }
        const std::size_t size = std::stoul(input_.substr(0, end), nullptr, 16);
        input_.erase(0, end + 2);
        response.body += take(size);
        take(2);
        if (size == 0) {
            return response;
        }
    }
}

LineClient::LineClient(std::uint16_t port) : fd_(connect_from("127.0.0.1", port)) {}

LineClient::~LineClient() {
    close(fd_);
}

void LineClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) {
            throw std::runtime_error("LMTP write failed");
        }
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

std::string LineClient::expect(std::string_view code) {
    for (;;) {
        std::size_t end = 0;
        while ((end = input_.find("\r\n")) == std::string::npos) {
            std::array<char, 4096> buffer{};
            const ssize_t n = recv(fd_, buffer.data(), buffer.size(), 0);
            if (n <= 0) {
                throw std::runtime_error("LMTP connection closed");
            }
            input_.append(buffer.data(), static_cast<std::size_t>(n));
        }
        std::string line = input_.substr(0, end);
        input_.erase(0, end + 2);
        if (line.size() > 3 && line[3] == '-') {
            continue;
        }
        if (!line.starts_with(code)) {
            throw std::runtime_error("LMTP: " + line);
        }
        return line;
    }
}

void deliver(LineClient& lmtp, const std::string& recipient, std::string_view message) {
    lmtp.send("MAIL FROM:<bench@example.net>\r\nRCPT TO:<" + recipient + ">\r\nDATA\r\n");
    lmtp.expect("250");
    lmtp.expect("250");
    lmtp.expect("354");
    lmtp.send(std::string(message) + ".\r\n");
    lmtp.expect("250");
}

}  // namespace syncgate::bench
