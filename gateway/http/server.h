// The front: listeners, event loops and workers behind one face.
//
//     net::raise_file_limit();                                  // gateway/net/file_limit.h
//     push::Hub hub;                                            // the store's ChangeListener
//     http::Router router;
//     router.add({"/Microsoft-Server-ActiveSync", &activesync});
//     router.add({"/healthz", &health, /*needs_auth=*/false});
//     router.add({"/admin/", &admin, false, http::Audience::kAdmin});
//     http::Server server(options, {router, authenticator, hub, observer, log});
//     Result<std::string> https = server.add_https("0.0.0.0:443", tls);      // "0.0.0.0:443"
//     Result<std::string> plain = server.add_http("127.0.0.1:0");            // "127.0.0.1:40123"
//     Result<std::string> admin = server.add_admin(data_dir / "socket");     // the path
//     Result<std::string> lmtp = server.add_session("127.0.0.1:24", {lmtp_factory});
//     server.start();                                           // they answer from here on
//     ... wait for a signal ...
//     server.stop();                                            // graceful; also by the destructor
//
// What is handed in must outlive the server; the hub's watches end with it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "gateway/http/observer.h"
#include "gateway/http/router.h"
#include "gateway/http/server_options.h"
#include "gateway/push/hub.h"
#include "model/authenticator.h"
#include "model/session.h"
#include "model/tls_source.h"

namespace syncgate::http {

struct ServerPorts {
    const Router& router;
    Authenticator& authenticator;
    push::Hub& hub;
    RequestObserver& observer;
    Log& log;
};

struct SessionListener {
    SessionFactory& factory;
    TlsSource* tls = nullptr;   // for STARTTLS, or from the first byte
    bool implicit_tls = false;  // needs `tls`
    WorkClass work_class = WorkClass::kBulk;
    bool reserved = false;  // some are served beyond the connections' cap
};

struct ServerCounters {
    std::uint64_t accepted = 0;
    std::uint64_t connections = 0;   // now open
    std::uint64_t handshakes = 0;    // now in progress
    std::uint64_t parked = 0;        // now
    std::uint64_t requests = 0;      // answered
    std::uint64_t queued = 0;        // work that waits for a worker now
    std::uint64_t memory_bytes = 0;  // bodies in memory now
    std::uint64_t spool_bytes = 0;   // bodies spooled now
    std::uint64_t answer_bytes = 0;  // large answers that wait to be sent now
};

class Server {
  public:
    Server(const ServerOptions& options, const ServerPorts& ports);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Before start(). "ADDR:PORT", "[V6]:PORT"; port 0 takes a free one. They listen at once and
    // give the bound address. Errors: kMalformed (the address), kUnavailable (it cannot be bound).
    Result<std::string> add_https(const std::string& address, TlsSource& tls);
    Result<std::string> add_http(const std::string& address);
    Result<std::string> add_session(const std::string& address, const SessionListener& listener);

    // A Unix socket of mode 0600 for root and our own user; replaces a file left there. Paths over
    // 107 bytes work.
    Result<std::string> add_admin(const std::string& path);

    void start();

    // Listeners close first, parked exchanges are resumed with kClosing, others finish; after
    // Timeouts::stop the rest is cut. Returns when every thread of the server has ended.
    void stop();

    // Thread-safe.
    [[nodiscard]] ServerCounters counters() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace syncgate::http
