// Port: mail that leaves the house.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace syncgate {

struct MailEnvelope {
    std::string sender;                   // address; "" for a bounce
    std::vector<std::string> recipients;  // addresses, at least one
};

// A message as it leaves, with CRLF line ends; read in pieces, since it may be large.
struct MailText {
    std::uint64_t size = 0;
    std::function<Result<std::string>(std::uint64_t begin, std::uint64_t end)> read;
};

// What the other side said of a recipient.
struct Handed {
    enum class Answer {
        kTaken,    // it is theirs now
        kLater,    // not now, or nobody knows: it may be tried again
        kRefused,  // never
    };
    Answer answer = Answer::kLater;
    std::string reply;  // of one line, printable: "550 5.1.1 nobody here"
};

class MailTransport {
  public:
    virtual ~MailTransport() = default;
    // Hands the message over; an answer for each recipient, in their order. Thread-safe; waits for
    // the network, with deadlines of its own.
    // Errors: kUnavailable (nobody to speak to, or not with us: nothing was handed over, and that
    // says nothing of this message).
    virtual Result<std::vector<Handed>> send(const MailEnvelope& envelope,
                                             const MailText& message) = 0;
};

}  // namespace syncgate
