// What is remembered of a request until it has been answered: all that a parked one keeps but for
// its handler's state.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/http/answer.h"
#include "gateway/http/services.h"
#include "gateway/net/exchange_handle.h"
#include "model/exchange.h"

namespace syncgate::http {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Trail {
    net::ExchangeHandle handle;
    Identity who;
    Peer peer;
    std::string method;
    std::string path;
    Handler* handler = nullptr;
    WorkClass work_class = WorkClass::kInteractive;
    AnswerForm form;
    bool watched = false;  // the hub knows the exchange
    bool parked = false;   // the hub counts it
    bool told_closing = false;
    int status = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t sent_before = 0;  // by the connection, when the request began
    SteadyTime began;
    SteadyTime parked_at;
    std::chrono::microseconds parked_time{};
    std::vector<std::pair<std::string_view, std::string>> notes;
};

// The hub forgets the exchange: its place is free before the client can see the answer.
void release(Trail& trail, const Services& services);

// The end of an exchange: it is released, and the observer hears of it.
void finish(Trail& trail, std::uint64_t bytes_out, const Services& services);

}  // namespace syncgate::http
