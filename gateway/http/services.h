// What every HTTP connection of a server uses.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/log.h"
#include "gateway/http/answer_room.h"
#include "gateway/http/observer.h"
#include "gateway/http/router.h"
#include "gateway/http/server_options.h"
#include "gateway/net/event_loop.h"
#include "gateway/net/spool.h"
#include "gateway/net/worker_pool.h"
#include "gateway/push/hub.h"
#include "model/authenticator.h"

namespace syncgate::http {

struct Services {
    const ServerOptions& options;
    const Router& router;
    Authenticator& authenticator;
    push::Hub& hub;
    RequestObserver& observer;
    Log& log;
    net::WorkerPool& workers;
    net::SpoolPlace& spools;
    AnswerRoom& answers;
    std::vector<std::unique_ptr<net::EventLoop>>& loops;
    std::atomic<std::uint64_t>& requests;

    void deliver(const net::ExchangeHandle& to, std::unique_ptr<net::Payload> payload) const {
        loops.at(to.loop)->deliver(to, std::move(payload));
    }
};

}  // namespace syncgate::http
