#include "gateway/net/connection.h"

#include <exception>
#include <utility>

#include <sys/epoll.h>

#include "gateway/net/address.h"
#include "gateway/net/proxy_header.h"

namespace syncgate::net {
namespace {

constexpr std::size_t kShare = 128U << 10U;  // in one go; then others have their turn
constexpr std::size_t kCompact = 256U << 10U;

}  // namespace

Connection::Connection(EventLoop& loop, std::uint32_t slot, const Accepted& accepted) noexcept
    : loop_(loop), endpoint_(*accepted.endpoint), transport_(accepted.fd), slot_(slot) {
    shaking_ = endpoint_.tls != nullptr;
    peer_.tls = endpoint_.tls != nullptr;
    peer_.local = endpoint_.local;
    overloaded_ = loop_.traffic().overloaded(endpoint_);
    generation_ = ExchangeHandle::next_generation();
}

Connection::~Connection() {
    --loop_.traffic().connections;
}

template <class Step>
void Connection::guarded(Step step) noexcept {
    std::string what = "not a std::exception";
    try {
        step();
        return;
    } catch (const std::exception& failure) {
        what = failure.what();
    } catch (...) {  // said below
    }
    loop_.traffic().log.error("connection_failed", {{"peer", peer_.address}, {"what", what}});
    close();
}

void Connection::open(const sockaddr_storage& from) {
    guarded([&] { begin(from); });
}

void Connection::deliver(std::unique_ptr<Payload> payload) {
    guarded([&] { driver_->delivered(std::move(payload)); });
}

void Connection::wake(Wake why) {
    guarded([&] { driver_->woken(why); });
}

void Connection::read_again() {
    again_ = false;
    guarded([this] { read_more(); });
}

void Connection::begin(const sockaddr_storage& from) {
    peer_.address = endpoint_.local ? "local" : host_text(from);
    const bool proxied = endpoint_.proxies != nullptr && endpoint_.proxies->contains(from);
    interest_ = EPOLLIN | EPOLLRDHUP;
    driver_ = endpoint_.drivers->make(*this);
    if (!loop_.watch(transport_.fd(), *this, interest_) || loop_.stopping()) {
        close();
        return;
    }
    enter_stage(proxied                    ? Stage::kProxyHeader
                : endpoint_.tls != nullptr ? Stage::kHandshake
                                           : Stage::kOpen);
}

void Connection::stop() {
    guarded([this] {
        if (stage_ == Stage::kOpen) {
            driver_->stopping();
        } else {
            close();
        }
    });
}

void Connection::enter_stage(Stage stage) {
    stage_ = stage;
    if (stage == Stage::kOpen) {
        driver_->opened();
        return;
    }
    set_deadline(endpoint_.handshake_timeout);
    if (stage == Stage::kHandshake && !transport_.tls() &&
        !transport_.start_tls(endpoint_.tls->current())) {
        close();
    }
}

void Connection::ready(std::uint32_t events) {
    if (!closed_) {
        guarded([&] { handle_events(events); });
    }
}

void Connection::handle_events(std::uint32_t events) {
    if (stage_ == Stage::kHandshake) {
        advance_handshake();
        return;
    }
    if ((events & EPOLLERR) != 0) {
        close();
        return;
    }
    const bool hung_up = (events & (EPOLLRDHUP | EPOLLHUP)) != 0;
    if ((events & EPOLLIN) != 0 || hung_up || wants_write_) {
        wants_write_ = false;
        read_more();
    }
    if (!closed_ && (events & EPOLLHUP) != 0) {
        close();
    }
    if (!closed_ && (events & EPOLLOUT) != 0) {
        const bool had = unsent() != 0;
        flush();
        if (had && !closed_ && unsent() == 0) {
            driver_->drained();
        }
    }
}

void Connection::advance_handshake() {
    const Io io = transport_.handshake();
    if (io.status == Io::Status::kDone) {
        handshake_over();
        return;
    }
    if (io.status != Io::Status::kRetry) {
        close();
        return;
    }
    wants_write_ = io.wants_write;
    show_interest();
}

void Connection::handshake_over() {
    shaking_ = false;
    --loop_.traffic().handshakes;
    clear_deadline();
    wants_write_ = false;
    show_interest();
    enter_stage(Stage::kOpen);
    if (!closed_) {
        read_more();  // what came with the last flight
    }
}

void Connection::read_more() {
    std::size_t share = 0;
    while (!closed_ && !paused_ && !ended_ && stage_ != Stage::kHandshake) {
        const Io io = transport_.read(loop_.scratch(), little_ ? kRecord : EventLoop::kScratch);
        if (io.status == Io::Status::kEnded) {
            input_ended();
            return;
        }
        if (io.status == Io::Status::kFailed) {
            close();
            return;
        }
        if (io.status == Io::Status::kRetry) {
            wants_write_ = io.wants_write;
            show_interest();
            return;
        }
        take({loop_.scratch(), io.bytes});
        share += io.bytes;
        if (io.bytes < kRecord) {
            return;  // epoll tells of more
        }
        if (share >= kShare) {
            if (!std::exchange(again_, true)) {
                loop_.again(*this);
            }
            return;
        }
    }
}

void Connection::take(std::string_view bytes) {
    if (stage_ == Stage::kProxyHeader) {
        take_proxy_header(bytes);
    } else {
        driver_->received(bytes);
    }
}

void Connection::take_proxy_header(std::string_view bytes) {
    if (early_ == nullptr) {
        early_ = std::make_unique<std::string>();
    }
    early_->append(bytes);
    const auto header = read_proxy_header(*early_);
    if (!header) {
        close();
        return;
    }
    if (header->size == 0) {
        return;
    }
    if (!header->address.empty()) {
        peer_.address = header->address;
        peer_.tls = header->tls;
    }
    const std::string rest = early_->substr(header->size);
    early_.reset();
    clear_deadline();
    enter_stage(Stage::kOpen);
    if (!closed_ && !rest.empty()) {
        driver_->received(rest);
    }
}

void Connection::input_ended() {
    if (ended_) {
        return;
    }
    ended_ = true;
    if (stage_ != Stage::kOpen) {
        close();
        return;
    }
    show_interest();
    driver_->ended();
}

void Connection::send(std::string bytes) {
    if (closed_ || half_closed_) {
        return;
    }
    const bool idle = unsent() == 0;
    if (idle) {
        out_ = std::move(bytes);
        sent_ = 0;
        flush();
        return;
    }
    if (sent_ > kCompact) {
        out_.erase(0, sent_);
        sent_ = 0;
    }
    out_.append(bytes);
}

// A fast reader could keep us here for as long as its answer is: EPOLLOUT tells of it again.
void Connection::flush() {
    for (std::size_t share = 0; unsent() != 0 && share < kShare;) {
        const Io io = transport_.write(std::string_view(out_).substr(sent_, kShare));
        if (io.status == Io::Status::kRetry) {
            break;
        }
        if (io.status != Io::Status::kDone) {
            close();
            return;
        }
        sent_ += io.bytes;
        bytes_sent_ += io.bytes;
        share += io.bytes;
    }
    if (unsent() == 0) {
        std::string().swap(out_);
        sent_ = 0;
    }
    show_interest();
}

void Connection::show_interest() {
    if (closed_) {
        return;
    }
    std::uint32_t wanted = 0;
    if (!ended_ && !paused_) {  // the end comes behind the input that waits
        wanted |= static_cast<std::uint32_t>(EPOLLIN) | EPOLLRDHUP;
    }
    if (unsent() != 0 || wants_write_) {
        wanted |= EPOLLOUT;
    }
    if (wanted != interest_) {
        interest_ = wanted;
        loop_.change(transport_.fd(), *this, wanted);
    }
}

void Connection::pause_input(bool paused) {
    if (paused != paused_) {
        paused_ = paused;
        show_interest();
    }
}

void Connection::set_deadline(std::chrono::milliseconds wait) {
    loop_.set_timer(*this, wait);
}

bool Connection::start_tls(ssl_ctx_st* context) {
    if (closed_ || !transport_.start_tls(context)) {
        return false;
    }
    shaking_ = true;
    ++loop_.traffic().handshakes;
    peer_.tls = true;
    enter_stage(Stage::kHandshake);
    return true;
}

void Connection::half_close() {
    if (!half_closed_ && !closed_) {
        half_closed_ = true;
        transport_.half_close();
    }
}

void Connection::close() {
    if (closed_) {
        return;
    }
    if (shaking_) {
        shaking_ = false;
        --loop_.traffic().handshakes;
    }
    half_close();
    closed_ = true;
    clear_deadline();
    loop_.unwatch(transport_.fd());
    if (driver_ != nullptr) {
        driver_->closed();
    }
    loop_.retire(*this);
}

ExchangeHandle Connection::begin_exchange() {
    generation_ = ExchangeHandle::next_generation();
    return exchange();
}

void Connection::expired() {
    guarded([this] {
        if (stage_ == Stage::kOpen) {
            driver_->timed_out();
        } else {
            close();
        }
    });
}

}  // namespace syncgate::net
