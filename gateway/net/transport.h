// The bytes of one connection: plain, or TLS by OpenSSL, never blocking.
#pragma once

#include <cstddef>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace syncgate::net {

struct Io {
    enum class Status { kDone, kRetry, kEnded, kFailed };
    Status status = Status::kFailed;
    std::size_t bytes = 0;     // when done
    bool wants_write = false;  // on retry: when the socket can be written, not read
};

// Owns the socket. One thread.
class Transport {
  public:
    explicit Transport(int fd) : fd_(fd) {}
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    // The server's side; handshake() follows. False: OpenSSL has no memory for it.
    [[nodiscard]] bool start_tls(ssl_ctx_st* context);
    [[nodiscard]] bool tls() const { return ssl_ != nullptr; }

    Io handshake();
    Io read(char* to, std::size_t size);
    // A retry must come with the same bytes first; they may have moved.
    Io write(std::string_view bytes);

    // No more will be written: close_notify, then FIN.
    void half_close();

    [[nodiscard]] int fd() const { return fd_; }

  private:
    Io tls_result(int result) const;

    int fd_;
    ssl_st* ssl_ = nullptr;
    bool sound_ = false;  // the handshake is done and no fatal error was met
};

}  // namespace syncgate::net
