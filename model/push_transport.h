// Port: messages to push services.
#pragma once

#include <string>

#include "base/result.h"

namespace syncgate {

struct PushMessage {
    std::string resource;       // the URL that it goes to
    std::string authorization;  // who sends it
    std::string topic;          // a later message of the same takes its place
    std::string body;           // encrypted
};

// Thread-safe.
class PushTransport {
  public:
    virtual ~PushTransport() = default;
    // The status of the answer. Errors: kMalformed (no URL of a push service), kForbidden (it leads
    // where nothing is sent to), kUnavailable.
    virtual Result<int> send(const PushMessage& message) = 0;
};

}  // namespace syncgate
