// Mail handed to a relay. Source: RFC 5321, RFC 3207 STARTTLS, RFC 4954 AUTH.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "model/mail_transport.h"

namespace syncgate::adapters {

struct RelayOptions {
    std::string host;
    std::uint16_t port = 25;
    enum class Tls { kNever, kWhenOffered, kStartTls, kFromStart } tls = Tls::kWhenOffered;
    std::filesystem::path authority;     // verify against this instead of the system's
    std::string user, password;          // "" : no AUTH
    std::string hostname = "localhost";  // what we call ourselves
    std::chrono::seconds timeout{60};    // for each reply, but the last:
    // The relay may deliver before it answers; whoever gives up then sends the message twice.
    // Source: RFC 5321 4.5.3.2.6, DATA termination.
    std::chrono::seconds final_timeout{600};
    std::chrono::seconds most{1500};  // for all of a message
};

// A connection for each message. What is refused before MAIL (no login, no TLS) is about the relay,
// and so kUnavailable. Thread-safe. kWhenOffered encrypts without verifying: it protects
// against those who listen only; with a user or one of the strict modes the certificate must be
// right.
class SmtpClient final : public MailTransport {
  public:
    explicit SmtpClient(RelayOptions options) : options_(std::move(options)) {}
    Result<std::vector<Handed>> send(const MailEnvelope& envelope,
                                     const MailText& message) override;

  private:
    RelayOptions options_;
};

}  // namespace syncgate::adapters
