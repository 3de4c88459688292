#include "gateway/net/event_loop.h"

#include <array>
#include <exception>
#include <system_error>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "gateway/net/connection.h"
#include "gateway/net/thread_signals.h"

namespace syncgate::net {
namespace {

thread_local const EventLoop* current_loop = nullptr;

std::uint64_t steady_millis() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

int checked(int result, const char* what) {
    if (result < 0) {
        throw std::system_error(errno, std::generic_category(), what);
    }
    return result;
}

}  // namespace

EventLoop::EventLoop(std::uint32_t index, Traffic& traffic)
    : index_(index),
      traffic_(traffic),
      epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      bell_(checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      now_(steady_millis()),
      wheel_(now_),
      scratch_(std::make_unique<char[]>(kScratch)) {
    epoll_event event{};
    event.events = EPOLLIN;
    checked(epoll_ctl(epoll_, EPOLL_CTL_ADD, bell_, &event), "epoll_ctl");
}

EventLoop::~EventLoop() {
    stop();
    close(bell_);
    close(epoll_);
}

void EventLoop::start() {
    thread_ = std::thread([this] { run(); });
}

void EventLoop::stop() {
    quit_ = true;
    ring();
    if (thread_.joinable()) {
        thread_.join();
    }
    Inbox left;
    {
        const std::lock_guard lock(mutex_);
        open_ = false;
        std::swap(left, inbox_);
    }
    for (auto& [exchange, payload] : left.payloads) {
        payload->dropped();
    }
    for (const Accepted& accepted : left.accepted) {
        turn_away(accepted);
    }
    cut_all();
}

template <class Add>
bool EventLoop::append(Add add) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        if (!open_) {
            return false;
        }
        first = inbox_.empty();
        add(inbox_);
    }
    if (current_loop == this) {
        own_post_ = true;
    } else if (first) {
        ring();
    }
    return true;
}

void EventLoop::deliver(const ExchangeHandle& exchange, std::unique_ptr<Payload> payload) {
    const bool taken =
        append([&](Inbox& inbox) { inbox.payloads.emplace_back(exchange, std::move(payload)); });
    if (!taken) {
        payload->dropped();
    }
}

void EventLoop::wake(const ExchangeHandle& exchange, Wake why) {
    append([&](Inbox& inbox) { inbox.wakes.emplace_back(exchange, why); });
}

void EventLoop::post(std::function<void()> task) {
    append([&](Inbox& inbox) { inbox.tasks.push_back(std::move(task)); });
}

void EventLoop::adopt(const Accepted& accepted) {
    if (!append([&](Inbox& inbox) { inbox.accepted.push_back(accepted); })) {
        turn_away(accepted);
    }
}

void EventLoop::turn_away(const Accepted& accepted) {
    close(accepted.fd);
    --traffic_.connections;
    traffic_.handshakes -= accepted.endpoint->tls != nullptr ? 1U : 0U;
}

void EventLoop::begin_stopping() {
    post([this] {
        stopping_ = true;
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            if (slots_[i] != nullptr && !slots_[i]->is_closed()) {
                slots_[i]->stop();
            }
        }
    });
}

bool EventLoop::watch(int fd, Pollable& pollable, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &pollable;
    return epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0;
}

void EventLoop::change(int fd, Pollable& pollable, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &pollable;
    epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event);  // of a socket that watch() took: cannot fail
}

void EventLoop::unwatch(int fd) {
    epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

void EventLoop::set_timer(Timer& timer, std::chrono::milliseconds wait) {
    wheel_.set(timer, now_, wait);
}

void EventLoop::retire(Connection& connection) {
    retired_.push_back(connection.slot());
}

void EventLoop::again(Connection& connection) {
    again_.push_back(connection.slot());
}

void EventLoop::run() {
    leave_signals_to_main();
    current_loop = this;
    while (!quit_) {
        round();
    }
    current_loop = nullptr;
}

void EventLoop::round() {
    std::array<epoll_event, 256> events{};
    const int wait = !again_.empty() || own_post_ ? 0 : wheel_.wait(now_);
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait);
    now_ = steady_millis();
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events.at(static_cast<std::size_t>(i));
        if (event.data.ptr != nullptr) {
            static_cast<Pollable*>(event.data.ptr)->ready(event.events);
        }
    }
    take_inbox();
    run_again();
    wheel_.advance(now_);
    bury();
}

void EventLoop::take_inbox() {
    Inbox inbox;
    {
        const std::lock_guard lock(mutex_);
        if (inbox_.empty()) {
            return;
        }
        std::swap(inbox, inbox_);
        own_post_ = false;
        std::uint64_t rung = 0;  // under the lock: a later first entry rings anew
        [[maybe_unused]] const ssize_t got = read(bell_, &rung, sizeof rung);
    }
    for (const Accepted& accepted : inbox.accepted) {
        admit(accepted);
    }
    for (auto& [exchange, payload] : inbox.payloads) {
        if (Connection* connection = find(exchange); connection != nullptr) {
            connection->deliver(std::move(payload));
        } else {
            payload->dropped();
        }
    }
    for (const auto& [exchange, why] : inbox.wakes) {
        if (Connection* connection = find(exchange); connection != nullptr) {
            connection->wake(why);
        }
    }
    for (const auto& task : inbox.tasks) {
        task();
    }
}

void EventLoop::run_again() {
    std::vector<std::uint32_t> slots;
    std::swap(slots, again_);
    for (const std::uint32_t slot : slots) {
        if (!slots_[slot]->is_closed()) {
            slots_[slot]->read_again();
        }
    }
}

void EventLoop::bury() {
    for (const std::uint32_t slot : retired_) {
        slots_[slot].reset();
        free_slots_.push_back(slot);
    }
    retired_.clear();
    std::erase_if(again_, [this](std::uint32_t slot) { return slots_[slot] == nullptr; });
}

void EventLoop::cut_all() {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        if (slots_[i] != nullptr) {
            slots_[i]->close();
        }
    }
    again_.clear();
    bury();
}

// Without memory for one more connection, those that are there go on.
void EventLoop::admit(const Accepted& accepted) noexcept {
    Connection* placed = nullptr;
    try {
        placed = &place(accepted);
    } catch (const std::exception& failure) {
        turn_away(accepted);
        traffic_.log.error("connection_failed", {{"what", failure.what()}});
        return;
    }
    placed->open(accepted.from);
}

Connection& EventLoop::place(const Accepted& accepted) {
    if (free_slots_.empty()) {
        slots_.emplace_back();
        free_slots_.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
    }
    const std::uint32_t slot = free_slots_.back();
    slots_[slot] = std::make_unique<Connection>(*this, slot, accepted);
    free_slots_.pop_back();
    return *slots_[slot];
}

Connection* EventLoop::find(const ExchangeHandle& exchange) {
    if (exchange.slot >= slots_.size() || slots_[exchange.slot] == nullptr) {
        return nullptr;
    }
    Connection& connection = *slots_[exchange.slot];
    return connection.is_closed() || connection.exchange() != exchange ? nullptr : &connection;
}

void EventLoop::ring() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t rung = write(bell_, &one, sizeof one);  // full is rung, too
}

}  // namespace syncgate::net
