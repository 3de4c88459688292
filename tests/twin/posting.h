// A message that a device sends by SendMail, SmartReply or SmartForward, the same at each try.
#pragma once

#include <string>

#include "tests/twin/phone.h"

namespace syncgate::twin {

struct Posting {
    std::size_t writer = 0;
    std::string command = "SendMail";
    std::string source;  // ServerId of what is answered or forwarded
    std::string client_id, mime;
    std::string to;
    bool save = true;
};

// Sends it. An answer that refuses is a Violation.
void send(const Server& server, const Phone& phone, const Posting& posting);

}  // namespace syncgate::twin
