#include "gateway/http/server.h"

#include <algorithm>
#include <deque>
#include <future>
#include <thread>
#include <vector>

#include "gateway/http/services.h"
#include "gateway/http/session.h"
#include "gateway/net/file_limit.h"
#include "gateway/net/line_session.h"
#include "gateway/net/listener.h"

namespace syncgate::http {
namespace {

constexpr std::chrono::milliseconds kStopStep{5};

// What is left for databases, spools and the front's own files.
std::size_t affordable_connections() {
    const std::size_t limit = net::file_limit();
    return std::max<std::size_t>(limit - limit / 8, 64) - 32;
}

net::WorkerOptions worker_options(const ServerOptions& options) {
    return {{options.interactive_workers, options.bulk_workers, options.slow_workers,
             options.login_workers},
            options.max_queued,
            options.logins_queued,
            options.account_in_work,
            options.account_queued};
}

}  // namespace

struct Server::Parts final : push::WakeTarget {
    Parts(const ServerOptions& given, const ServerPorts& ports)
        : options(given),
          traffic{ports.log},
          memory(options.memory_budget),
          files(options.spool_budget),
          spools{memory, files, options.spool_dir},
          answers(options.answer_budget, options.account_answers),
          workers(worker_options(options)),
          services{options,   ports.router,   ports.authenticator,
                   ports.hub, ports.observer, ports.log,
                   workers,   spools,         answers,
                   loops,     requests},
          public_drivers(services, Audience::kPublic),
          admin_drivers(services, Audience::kAdmin) {
        traffic.max_connections =
            options.max_connections != 0 ? options.max_connections : affordable_connections();
        traffic.max_handshakes = options.max_handshakes;
        for (std::uint32_t i = 0; i < std::max(options.loops, 1U); ++i) {
            loops.push_back(std::make_unique<net::EventLoop>(i, traffic));
        }
        services.hub.connect(this);
    }

    void wake(const net::ExchangeHandle& exchange, Wake why) override {
        loops.at(exchange.loop)->wake(exchange, why);
    }

    void listen(int fd, net::Endpoint endpoint) {
        endpoint.handshake_timeout = options.timeouts.handshake;
        std::vector<net::EventLoop*> all;
        for (const auto& loop : loops) {
            all.push_back(loop.get());
        }
        listeners.push_back(
            std::make_unique<net::Listener>(fd, endpoints.emplace_back(endpoint), std::move(all)));
    }

    Result<std::string> listen_tcp(const std::string& text, const net::Endpoint& endpoint) {
        const auto address = net::parse_address(text);
        if (!address) {
            return address.error();
        }
        const auto fd = net::listen_tcp(*address);
        if (!fd) {
            return fd.error();
        }
        listen(*fd, endpoint);
        const auto bound = net::bound_address(*fd);
        if (!bound) {
            return bound.error();
        }
        return net::to_text(*bound);
    }

    void close_listeners() {
        if (!started) {
            listeners.clear();
            return;
        }
        std::promise<void> closed;  // they live on the first loop's thread
        loops.front()->post([&] {
            listeners.clear();
            closed.set_value();
        });
        closed.get_future().wait();
    }

    // Until nobody is connected, or the time is over.
    void drain() {
        const auto deadline = std::chrono::steady_clock::now() + options.timeouts.stop;
        while (traffic.connections != 0 && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(kStopStep);
        }
    }

    const ServerOptions options;
    net::Traffic traffic;
    std::atomic<std::uint64_t> requests{0};
    net::Budget memory;
    net::Budget files;
    net::SpoolPlace spools;
    AnswerRoom answers;
    net::WorkerPool workers;
    std::deque<net::Endpoint> endpoints;
    net::AddressList proxies;
    std::deque<net::LineDrivers> line_drivers;
    std::vector<std::unique_ptr<net::EventLoop>> loops;
    std::vector<std::unique_ptr<net::Listener>> listeners;
    Services services;
    HttpDrivers public_drivers;
    HttpDrivers admin_drivers;
    bool started = false;
    bool stopped = false;
};

Server::Server(const ServerOptions& options, const ServerPorts& ports)
    : parts_(std::make_unique<Parts>(options, ports)) {}

Server::~Server() {
    stop();
}

Result<std::string> Server::add_https(const std::string& address, TlsSource& tls) {
    net::Endpoint endpoint;
    endpoint.drivers = &parts_->public_drivers;
    endpoint.tls = &tls;
    return parts_->listen_tcp(address, endpoint);
}

Result<std::string> Server::add_http(const std::string& address) {
    auto proxies = net::AddressList::parse(parts_->options.proxies);
    if (!proxies) {
        return proxies.error();
    }
    parts_->proxies = *std::move(proxies);
    net::Endpoint endpoint;
    endpoint.drivers = &parts_->public_drivers;
    endpoint.proxies = &parts_->proxies;
    return parts_->listen_tcp(address, endpoint);
}

Result<std::string> Server::add_admin(const std::string& path) {
    const auto fd = net::listen_unix(path);
    if (!fd) {
        return fd.error();
    }
    net::Endpoint endpoint;
    endpoint.drivers = &parts_->admin_drivers;
    endpoint.local = true;
    parts_->listen(*fd, endpoint);
    return path;
}

Result<std::string> Server::add_session(const std::string& address,
                                        const SessionListener& listener) {
    const ServerOptions& options = parts_->options;
    net::Endpoint endpoint;
    endpoint.drivers = &parts_->line_drivers.emplace_back(net::LineServices{
        listener.factory, listener.tls, listener.work_class, parts_->workers, parts_->spools,
        parts_->loops, parts_->services.log, options.timeouts.rate_window, options.rate_floor});
    endpoint.tls = listener.implicit_tls ? listener.tls : nullptr;
    endpoint.reserved = listener.reserved;
    return parts_->listen_tcp(address, endpoint);
}

void Server::start() {
    parts_->started = true;
    for (const auto& listener : parts_->listeners) {
        listener->open();
    }
    parts_->workers.start();
    for (const auto& loop : parts_->loops) {
        loop->start();
    }
}

void Server::stop() {
    if (parts_->stopped) {
        return;
    }
    parts_->stopped = true;
    parts_->close_listeners();
    if (parts_->started) {
        for (const auto& loop : parts_->loops) {
            loop->begin_stopping();
        }
        parts_->drain();
    }
    for (const auto& loop : parts_->loops) {
        loop->stop();
    }
    parts_->workers.stop();
    parts_->services.hub.connect(nullptr);
}

ServerCounters Server::counters() const {
    return {parts_->traffic.accepted,   parts_->traffic.connections,
            parts_->traffic.handshakes, parts_->services.hub.parked(),
            parts_->requests,           parts_->workers.queued(),
            parts_->memory.used(),      parts_->files.used(),
            parts_->answers.used()};
}

}  // namespace syncgate::http
