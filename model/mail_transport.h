// Port: mail that leaves the house.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace syncgate {

struct MailEnvelope {
    std::string sender;                   // address; "" for a bounce
    std::vector<std::string> recipients;  // addresses, at least one
};

class MailTransport {
  public:
    virtual ~MailTransport() = default;
    // Hands the message over for every recipient, or for none that counts as success. Thread-safe;
    // waits for the network, with deadlines of its own.
    // Errors: kUnavailable (no connection, 4xx), kForbidden (5xx), kUnsupported (none is
    // configured), kTooLarge (SIZE).
    virtual Result<void> send(const MailEnvelope& envelope, std::string_view message) = 0;
};

}  // namespace syncgate
