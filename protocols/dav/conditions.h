// Under which conditions a request is carried out: If-Match, If-None-Match, the dates, and If.
//
// Source: RFC 9110 13, RFC 4918 10.4. There are no locks: a state token is that of RFC 6578 5, a
// collection's sync-token, and any other matches nothing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/exchange.h"

namespace syncgate::dav {

// What conditions are asked about.
struct State {
    std::optional<std::string> etag;  // of what has one: with its quotes
    std::string token;                // of what has one
    bool exists = true;
    UnixSeconds changed = 0;  // 0: unknown
};

// The state of another resource that an If header names; nullopt where there is none.
using StateOf = std::function<std::optional<State>(std::string_view path)>;

// 0: it may go on; 304 for GET and HEAD; 412; 400 for an If header that can't be read.
int check_conditions(const Request& request, const State& state, const StateOf& other);

// Whether a list of entity tags, or "*", names this one; weakly, or as RFC 9110 8.8.3.2 compares
// strongly.
bool lists_etag(std::string_view list, std::string_view etag, bool weakly);

}  // namespace syncgate::dav
