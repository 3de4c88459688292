// One TLS connection to the server, blocking: enough HTTP to measure with.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace syncgate::bench {

struct Response {
    int status = 0;
    std::string body;
    bool has_retry_after = false;

    // "Not now": the server says when to come again.
    [[nodiscard]] bool is_paced() const { return status == 503 && has_retry_after; }
};

// Verifies nothing: the certificate is the development authority's.
class TlsClient {
  public:
    // `source` is a loopback address to come from (127.0.0.x), so that one host has ports enough.
    TlsClient(std::uint16_t port, const std::string& source = "127.0.0.1");
    ~TlsClient();
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    void send(std::string_view bytes);
    Response receive();  // Content-Length or chunked
    // Whether something of an answer has come, or the end; session tickets are neither. At once.
    bool has_answer();
    [[nodiscard]] int fd() const { return fd_; }

  private:
    std::string& fill();

    int fd_ = -1;
    ssl_st* ssl_ = nullptr;
    std::string input_;
};

// A plain connection, for LMTP: send a text, read a reply line.
class LineClient {
  public:
    explicit LineClient(std::uint16_t port);
    ~LineClient();
    LineClient(const LineClient&) = delete;
    LineClient& operator=(const LineClient&) = delete;

    void send(std::string_view bytes);
    // The last line of a reply; throws unless it starts with `code`.
    std::string expect(std::string_view code);

  private:
    int fd_ = -1;
    std::string input_;
};

// LHLO on an open connection, then one message to one recipient, up to its 250.
void deliver(LineClient& lmtp, const std::string& recipient, std::string_view message);

}  // namespace syncgate::bench
