// What the parts of `serve` count, for /metrics.
#pragma once

#include <atomic>
#include <cstdint>

#include "gateway/auth/password_authenticator.h"
#include "gateway/herald/herald.h"
#include "gateway/http/server.h"
#include "gateway/learning/teacher.h"
#include "gateway/metrics/metrics.h"
#include "gateway/outbox/postman.h"

namespace syncgate {

struct Gauged {
    const http::Server& server;
    const auth::PasswordAuthenticator& authenticator;
    const std::atomic<std::uint64_t>& delivered;       // by LMTP
    const outbox::PostCounters* post = nullptr;        // null: no relay
    const herald::Counters* push = nullptr;            // null: off
    const learning::TeachCounters* lessons = nullptr;  // null: nobody learns
};

// Before serving. The parts outlive `metrics`, or serve nobody who could ask.
void add_gauges(metrics::Metrics& metrics, const Gauged& parts);

}  // namespace syncgate
