// A bounce: what a sender is told of recipients who do not get a message.
// Source: RFC 3464, RFC 6522 multipart/report, RFC 3463 for the codes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace syncgate::mime {

struct FailedRecipient {
    std::string address;
    std::string reply;      // what was last said of it: "550 5.1.1 nobody here"; printable
    bool given_up = false;  // after its time; false: it was refused
};

struct DeliveryReport {
    std::string host;        // that tells it
    std::string sender;      // whom it tells; an address
    UnixSeconds queued = 0;  // when the message was handed over
    UnixSeconds now = 0;
    std::vector<FailedRecipient> failed;
    std::string_view original;  // the message, or its header where it is too large to be returned
    bool is_whole = true;       // which of both
};

// From nobody who could be answered: Return-Path is empty.
std::string delivery_report(const DeliveryReport& report);

}  // namespace syncgate::mime
