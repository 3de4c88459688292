// Port: the TLS context that new connections are made from; certs/ holds it and changes it when a
// certificate is renewed.
#pragma once

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace syncgate {

// Thread-safe.
class TlsSource {
  public:
    virtual ~TlsSource() = default;
    // Never null. Borrowed: an earlier context stays valid as long as the source lives (OpenSSL
    // itself keeps those that connections use).
    virtual ssl_ctx_st* current() = 0;
};

}  // namespace syncgate
