#include "gateway/http/session.h"

#include <algorithm>
#include <utility>

#include "gateway/net/held_input.h"

namespace syncgate::http {
namespace {

int strength(Wake why) {
    return static_cast<int>(why);
}

}  // namespace

void HttpSession::opened() {
    await_request();
}

void HttpSession::received(std::string_view bytes) {
    net::feed_held(held_, bytes, connection_,
                   [this](std::string_view input) { return feed(input); });
    bound_input();
}

void HttpSession::proceed() {
    received({});
    if (ended_ && state_ == State::kHead && !connection_.is_closed()) {
        connection_.close();  // what is held cannot become a request any more
    }
}

void HttpSession::bound_input() {
    const bool taking = state_ == State::kHead || state_ == State::kBody ||
                        state_ == State::kDrop || state_ == State::kLinger;
    connection_.read_little(!taking);
    connection_.pause_input(!taking &&
                            held_.size() + net::Connection::kRecord > limits::kPipelined);
}

std::string_view HttpSession::feed(std::string_view input) {
    while (!connection_.is_closed()) {
        bool more = false;
        switch (state_) {
            case State::kHead:
                more = take_head(input);
                break;
            case State::kBody:
                more = take_body(input);
                break;
            case State::kDrop:
            case State::kLinger:
                more = drop(input);
                break;
            case State::kLogin:
            case State::kWork:
            case State::kParked:
            case State::kAnswer:
                break;
        }
        if (!more) {
            return input;
        }
    }
    return {};
}

void HttpSession::park(std::unique_ptr<Trail> trail, Park park) {
    if (ended_) {  // its client has gone
        finish(*trail, 0, services_);
        connection_.close();
        return;
    }
    const bool insists = trail->told_closing;  // parks although the server stops
    if (insists || !services_.hub.park(trail->handle, trail->who.account)) {
        exchange_ = std::make_unique<Exchange>();
        exchange_->trail = std::move(*trail);
        respond(unavailable(services_));
        return;
    }
    trail->parked = true;
    trail->parked_at = std::chrono::steady_clock::now();
    const SteadyTime deadline = trail->parked_at + park.wait;
    parked_ = std::make_unique<ParkedExchange>(
        ParkedExchange{std::move(*trail), std::move(park.state), deadline});
    state_ = State::kParked;
    connection_.set_deadline(park.wait);
    if (connection_.loop().stopping()) {
        resume(Wake::kClosing);
    } else if (pending_) {
        resume(*pending_);
    }
}

void HttpSession::resume(Wake why) {
    pending_.reset();
    connection_.clear_deadline();
    Trail& trail = parked_->trail;
    services_.hub.rearm(trail.handle);
    trail.told_closing = why == Wake::kClosing;
    trail.parked_time += std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - trail.parked_at);
    state_ = State::kWork;
    const net::WorkQueue queue = net::queue_of(trail.work_class);
    const AccountId account = trail.who.account;
    auto refused =
        services_.workers.submit(queue, account, resume_job(services_, std::move(parked_), why),
                                 net::WorkerPool::Claim::kStarted);
    if (refused != nullptr) {
        connection_.close();  // the pool has stopped
    }
}

void HttpSession::woken(Wake why) {
    if (state_ == State::kParked) {
        resume(why);
    } else if (!pending_ || strength(*pending_) < strength(why)) {
        pending_ = why;
    }
}

void HttpSession::delivered(std::unique_ptr<net::Payload> payload) {
    // Only the jobs of this session know its exchanges.
    static_cast<SessionPayload&>(*payload).apply(*this);
    if (!connection_.is_closed() && state_ != State::kWork && state_ != State::kParked) {
        proceed();
    }
}

void HttpSession::ended() {
    ended_ = true;
    switch (state_) {
        case State::kLogin:
        case State::kWork:
        case State::kAnswer:
            return;  // it may have closed only its own half
        case State::kHead:
        case State::kBody:
        case State::kParked:
        case State::kDrop:
        case State::kLinger:
            connection_.close();
    }
}

void HttpSession::stopping() {
    switch (state_) {
        case State::kParked:
            resume(Wake::kClosing);
            return;
        case State::kHead:
            half_close();
            return;
        case State::kLogin:
        case State::kBody:
        case State::kWork:
        case State::kAnswer:
        case State::kDrop:
        case State::kLinger:
            return;
    }
}

void HttpSession::closed() {
    give_back_charge();
    Trail* trail = trail_ != nullptr      ? trail_.get()
                   : parked_ != nullptr   ? &parked_->trail
                   : exchange_ != nullptr ? &exchange_->trail
                                          : nullptr;
    if (trail != nullptr) {
        trail->status = state_ == State::kAnswer ? trail->status : 0;
        finish(*trail, connection_.bytes_sent() - trail->sent_before, services_);
    }  // in kWork a worker has it: its step will be dropped, and that finishes it
    trail_.reset();
    parked_.reset();
    exchange_.reset();
}

void HttpSession::timed_out() {
    switch (state_) {
        case State::kParked:
            resume(Wake::kDeadline);
            return;
        case State::kHead:
            if (scanned_ == 0) {
                connection_.close();
                return;
            }
            exchange_ = std::make_unique<Exchange>();
            exchange_->trail = new_trail();
            held_.clear();
            refuse_and_close(408);
            return;
        case State::kBody:
            if (too_slow(exchange_->body->received())) {
                refuse(408);
            } else {
                await_progress(exchange_->body->received());
            }
            return;
        case State::kAnswer:
            if (connection_.unsent() != 0 && too_slow(connection_.bytes_sent())) {
                connection_.close();
            } else {
                await_progress(connection_.bytes_sent());
            }
            return;
        case State::kDrop:
            half_close();
            return;
        case State::kLinger:
            connection_.close();
            return;
        case State::kLogin:
        case State::kWork:
            return;
    }
}

void HttpSession::await_request() {
    state_ = State::kHead;
    scanned_ = 0;
    connection_.set_deadline(patience(services_.options.timeouts.keep_alive));
}

// One beyond the cap is there to be told so: it must not hold a place for others that are.
std::chrono::milliseconds HttpSession::patience(std::chrono::milliseconds usual) const {
    return connection_.overloaded() ? std::min(usual, services_.options.timeouts.linger) : usual;
}

void HttpSession::await_progress(std::uint64_t mark) {
    progress_.begin(mark);
    connection_.set_deadline(services_.options.timeouts.rate_window);
}

bool HttpSession::too_slow(std::uint64_t now_at) const {
    return progress_.is_slow(now_at, services_.options.rate_floor,
                             services_.options.timeouts.rate_window);
}

}  // namespace syncgate::http
