// A blocking connection to another server, plain or TLS, with a deadline for every wait.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "certs/server_tls.h"

struct sockaddr;
struct ssl_st;

namespace syncgate::adapters {

class Stream {
  public:
    struct Patience {
        std::chrono::seconds each;  // wait
        std::chrono::seconds all;   // of them, from connect() on
    };
    // Of the host's addresses those alone that `admits`, where it is given. Errors: kUnavailable,
    // kForbidden (it has others alone).
    using Admits = std::function<bool(const sockaddr&)>;
    static Result<std::unique_ptr<Stream>> connect(const std::string& host, std::uint16_t port,
                                                   Patience patience, const Admits& admits = {});
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // For each wait from here on.
    void set_timeout(std::chrono::seconds timeout);

    // From here on TLS. `verify_name` is what the certificate must name; "" verifies nothing.
    // Errors: kUnavailable.
    Result<void> start_tls(const certs::ClientTls& tls, const std::string& host,
                           const std::string& verify_name);

    Result<void> write(std::string_view bytes);
    // Up to LF, without the line end. Errors: kUnavailable (end, time), kMalformed (over 4 KiB).
    Result<std::string> read_line();

  private:
    using Clock = std::chrono::steady_clock;

    Stream(int fd, std::chrono::seconds timeout, Clock::time_point end)
        : fd_(fd), timeout_(timeout), end_(end) {}
    Result<void> fill();
    template <class Call>
    int patiently(Call call);
    // Before a wait. Errors: kUnavailable (all the time is over).
    Result<void> limit_wait();

    int fd_;
    std::chrono::seconds timeout_;
    Clock::time_point end_;
    ssl_st* ssl_ = nullptr;
    std::string input_;
};

}  // namespace syncgate::adapters
