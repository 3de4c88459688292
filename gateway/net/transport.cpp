#include "gateway/net/transport.h"

#include <algorithm>
#include <cerrno>
#include <climits>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace syncgate::net {
namespace {

Io socket_result(ssize_t result) {
    if (result > 0) {
        return {Io::Status::kDone, static_cast<std::size_t>(result)};
    }
    if (result == 0) {
        return {Io::Status::kEnded};
    }
    const bool again = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return {again ? Io::Status::kRetry : Io::Status::kFailed};
}

int int_size(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

}  // namespace

Transport::~Transport() {
    if (ssl_ != nullptr) {
        SSL_free(ssl_);
        ERR_clear_error();
    }
    close(fd_);
}

bool Transport::start_tls(ssl_ctx_st* context) {
    ssl_ = SSL_new(context);
    if (ssl_ == nullptr || SSL_set_fd(ssl_, fd_) != 1) {
        ERR_clear_error();
        return false;
    }
    // Buffers go back to the heap whenever they are empty: half of what a waiting phone costs.
    SSL_set_mode(ssl_, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                           SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_set_accept_state(ssl_);
    return true;
}

Io Transport::handshake() {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_);
    sound_ = result == 1;
    return tls_result(result);
}

Io Transport::read(char* to, std::size_t size) {
    if (ssl_ == nullptr) {
        return socket_result(recv(fd_, to, size, 0));
    }
    ERR_clear_error();
    const Io io = tls_result(SSL_read(ssl_, to, int_size(size)));
    sound_ = sound_ && io.status != Io::Status::kFailed;
    return io;
}

Io Transport::write(std::string_view bytes) {
    if (ssl_ == nullptr) {
        return socket_result(send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }
    ERR_clear_error();
    const Io io = tls_result(SSL_write(ssl_, bytes.data(), int_size(bytes.size())));
    sound_ = sound_ && io.status != Io::Status::kFailed;
    return io;
}

void Transport::half_close() {
    if (ssl_ != nullptr && sound_) {
        SSL_shutdown(ssl_);  // best effort: a full socket loses only the close_notify
        ERR_clear_error();
    }
    shutdown(fd_, SHUT_WR);
}

Io Transport::tls_result(int result) const {
    if (result > 0) {
        return {Io::Status::kDone, static_cast<std::size_t>(result)};
    }
    switch (SSL_get_error(ssl_, result)) {
        case SSL_ERROR_WANT_READ:
            return {Io::Status::kRetry};
        case SSL_ERROR_WANT_WRITE:
            return {Io::Status::kRetry, 0, true};
        case SSL_ERROR_ZERO_RETURN:
            return {Io::Status::kEnded};
        default:
            return {Io::Status::kFailed};
    }
}

}  // namespace syncgate::net
