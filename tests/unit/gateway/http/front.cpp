#include "tests/unit/gateway/http/front.h"

#include <csignal>
#include <cstring>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/text.h"
#include "gateway/net/address.h"
#include "gateway/net/unix_address.h"

namespace syncgate::http {
namespace {

constexpr int kPatience = 20;  // seconds

SSL_CTX* client_context() {
    static SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    return context;
}

int connect_to(const std::string& address) {
    net::SocketAddress to;
    std::optional<net::UnixAddress> local;
    if (address.find('/') != std::string::npos) {
        auto made = net::UnixAddress::of(address);
        if (!made) {
            return -1;
        }
        local.emplace(*std::move(made));
        to = local->address();
    } else {
        to = *net::parse_address(address);
    }
    const int fd = socket(to.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{kPatience, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, static_cast<sockaddr*>(static_cast<void*>(&to.storage)), to.size) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

}  // namespace

TestTls::TestTls() : context_(SSL_CTX_new(TLS_server_method())) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    SSL_CTX_use_certificate(context_, certificate);
    SSL_CTX_use_PrivateKey(context_, key);
    SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context_, 1);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

TestTls::~TestTls() {
    SSL_CTX_free(context_);
}

std::optional<Identity> TestLogins::remembered(const Login& login) {
    if (login.password == "secret" && login.login.size() == 2 && login.login[0] == 'u') {
        return Identity{login.login[1] - '0', login.login + "@example.org"};
    }
    return std::nullopt;
}

Result<Identity> TestLogins::verify(const Login& login) {
    ++verified;
    if (login.login == "off") {
        return Error{ErrorCode::kForbidden, "off"};
    }
    if (login.login == "busy") {
        return Error{ErrorCode::kUnavailable, "throttled"};
    }
    if (login.login == "odd") {
        throw 5;
    }
    if (login.login == "new" && login.password == "secret") {
        return Identity{10, "new@example.org"};
    }
    return Error{ErrorCode::kUnauthenticated, "wrong"};
}

void TestObserver::finished(const RequestRecord& record) {
    const std::lock_guard lock(mutex_);
    seen_.push_back({record.account, std::string(record.peer), std::string(record.method),
                     std::string(record.path), record.status, record.bytes_in, record.bytes_out});
    more_.notify_all();
}

std::vector<Seen> TestObserver::wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, 20s, [&] { return seen_.size() >= count; });
    return seen_;
}

void TestLog::write(LogLevel, std::string_view event, std::initializer_list<LogField>) {
    const std::lock_guard lock(mutex_);
    ++events_[std::string(event)];
}

int TestLog::count(const std::string& event) {
    const std::lock_guard lock(mutex_);
    return events_[event];
}

void Signal::raise() {
    const std::lock_guard lock(mutex_);
    is_raised_ = true;
    raised_.notify_all();
}

bool Signal::wait(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    return raised_.wait_for(lock, most, [&] { return is_raised_; });
}

std::string Response::field(std::string_view name) const {
    for (std::string_view line : split(head, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && iequals(line.substr(0, colon), name)) {
            return std::string(trim(line.substr(colon + 1)));
        }
    }
    return {};
}

Client::Client(const std::string& address, Kind kind) : fd_(connect_to(address)) {
    std::signal(SIGPIPE, SIG_IGN);
    if (kind == Kind::kTls) {
        start_tls();
    }
}

Client::~Client() {
    hang_up();
}

void Client::start_tls() {
    ssl_ = SSL_new(client_context());
    SSL_set_fd(ssl_, fd_);
    SSL_connect(ssl_);
}

void Client::hang_up() {
    if (ssl_ != nullptr) {
        SSL_free(ssl_);
        ssl_ = nullptr;
    }
    if (fd_ >= 0) {
        close(fd_);
        fd_ = -1;
    }
}

void Client::finish_sending() {
    if (ssl_ != nullptr) {
        SSL_shutdown(ssl_);
    }
    shutdown(fd_, SHUT_WR);
}

bool Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ssl_ != nullptr
                              ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                              : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Client::fill() {
    char piece[16384];
    const auto got =
        ssl_ != nullptr ? SSL_read(ssl_, piece, sizeof piece) : recv(fd_, piece, sizeof piece, 0);
    if (got <= 0) {
        return false;
    }
    buffer_.append(piece, static_cast<std::size_t>(got));
    return true;
}

std::string Client::read_exactly(std::size_t size) {
    while (buffer_.size() < size && fill()) {
    }
    std::string taken = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return taken;
}

std::string Client::read_line() {
    std::size_t end = 0;
    while ((end = buffer_.find('\n')) == std::string::npos) {
        if (!fill()) {
            return {};
        }
    }
    return read_exactly(end + 1);
}

std::string Client::read_to_end() {
    while (fill()) {
    }
    return read_exactly(buffer_.size());
}

bool Client::ended_within(std::chrono::milliseconds most) {
    const timeval patience{most.count() / 1000, most.count() % 1000 * 1000};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const auto start = std::chrono::steady_clock::now();
    while (fill()) {
    }
    return std::chrono::steady_clock::now() - start < most;
}

Response Client::read_response(bool to_head) {
    Response response;
    std::string line = read_line();
    if (line.size() < 12) {
        return response;
    }
    response.status = static_cast<int>(*parse_uint(line.substr(9, 3)));
    while (line != "\r\n" && !line.empty()) {
        response.head += line;
        line = read_line();
    }
    if (to_head || response.status < 200) {
        return response;
    }
    if (response.field("Transfer-Encoding") == "chunked") {
        for (;;) {
            const std::size_t size = std::stoul(read_line(), nullptr, 16);
            response.body += read_exactly(size);
            read_line();
            if (size == 0) {
                return response;
            }
        }
    }
    const std::string length = response.field("Content-Length");
    response.body = length.empty() ? (response.status == 204 ? "" : read_to_end())
                                   : read_exactly(*parse_uint(length));
    return response;
}

Front::Front(ServerOptions options, std::size_t parked_most) : hub(parked_most) {
    server.emplace(options, ServerPorts{router, logins, hub, observer, log});
    http = *server->add_http("127.0.0.1:0");
    https = *server->add_https("127.0.0.1:0", tls);
    router.add({"/t", &handler});
    router.add({"/open", &handler, false});
    router.add({"/admin/", &handler, false, Audience::kAdmin});
}

Front::~Front() = default;

void Front::start() {
    server->start();
}

std::string basic(const std::string& login, const std::string& password) {
    return "Authorization: Basic " + base64_encode(login + ":" + password) + "\r\n";
}

std::string get(const std::string& path, const std::string& login, const std::string& more) {
    return "GET " + path + " HTTP/1.1\r\nHost: t\r\n" + (login.empty() ? "" : basic(login)) + more +
           "\r\n";
}

std::string post(const std::string& path, const std::string& body, const std::string& login,
                 const std::string& more) {
    return "POST " + path +
           " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           (login.empty() ? "" : basic(login)) + more + "\r\n" + body;
}

}  // namespace syncgate::http
