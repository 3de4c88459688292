// The server's TLS: certificates, protocol versions, session tickets; reloadable while it serves.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "certs/ticket_keys.h"
#include "model/tls_source.h"

namespace syncgate::certs {

// PEM files: a certificate with its chain, and its key.
struct CertificateFiles {
    std::filesystem::path certificate, key;
};

// TLS 1.2 and later; tickets with rotating keys and no session cache; buffers given back while
// a connection is idle; ALPN http/1.1. One certificate of each key type may be given.
class ServerTls final : public TlsSource {
  public:
    // Errors: kNotFound, kMalformed (a file that is none, a key that does not match).
    static Result<std::unique_ptr<ServerTls>> load(std::vector<CertificateFiles> files,
                                                   const Clock& clock);
    ~ServerTls() override;

    // New connections get what the files hold now; on an error the old ones stay.
    Result<void> reload();

    ssl_ctx_st* current() override;

  private:
    ServerTls(std::vector<CertificateFiles> files, const Clock& clock)
        : files_(std::move(files)), ticket_keys_(clock) {}

    std::vector<CertificateFiles> files_;
    TicketKeys ticket_keys_;
    std::mutex mutex_;                   // guards contexts_
    std::vector<ssl_ctx_st*> contexts_;  // owned; the last one is current
};

// A context for our own connections to others, which verifies against the system's authorities, or
// against `authority` when it is given. Null when that can't be read.
using ClientTls = std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)>;
ClientTls make_client_tls(const std::filesystem::path& authority = {});

}  // namespace syncgate::certs
