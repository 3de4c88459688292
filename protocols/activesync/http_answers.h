// The HTTP half of ActiveSync's answers: what is said without any command, and the headers of all.
// Source: MS-ASHTTP 2.2.1.1.2, 2.2.2, 2.2.4.
#pragma once

#include <optional>

#include "base/result.h"
#include "model/exchange.h"

namespace syncgate::activesync {

// With the headers that every answer has.
Reply finished(Reply reply);

// What needs neither command nor store: another path or method, OPTIONS, an account that another
// server has; nullopt for a POST to the endpoint.
std::optional<Reply> answer_at_the_door(const Request& request);

// For a request line that can't be taken (`code` as of parse_request_line()).
Reply refused_line(const Request& request, ErrorCode code);

// Asks the client to read OPTIONS anew.
void ask_for_options(Reply& reply);

}  // namespace syncgate::activesync
