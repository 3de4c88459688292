#include "gateway/http/session.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/hex.h"
#include "gateway/http/head_check.h"

namespace syncgate::http {
namespace {

constexpr std::size_t kDropMost = 256U << 10U;
constexpr std::size_t kStreamAhead = 64U << 10U;  // unsent bytes above it: no more is made
constexpr std::size_t kSmallAnswer = 64U << 10U;  // the number of connections bounds these
constexpr std::chrono::milliseconds kLingerAfter{1'000};

std::string client_of(const Request& request) {
    const std::string* agent = request.headers.find("User-Agent");
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a: a short name, not a secret
    for (const char c : agent == nullptr ? std::string() : *agent) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    std::string bytes;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        bytes.push_back(static_cast<char>(hash >> shift & 0xffU));
    }
    return "http " + hex_encode(bytes);
}

Reply unauthorized() {
    Reply reply = Reply::of(401);
    reply.headers.add("WWW-Authenticate", "Basic realm=\"Syncgate\", charset=\"UTF-8\"");
    return reply;
}

Reply login_refusal(ErrorCode code, const Handler::Terms& terms, const Services& services) {
    switch (code) {
        case ErrorCode::kUnauthenticated:
            return unauthorized();
        case ErrorCode::kForbidden:
            return Reply::of(terms.switched_off);
        case ErrorCode::kUnavailable:
            return unavailable(services);
        case ErrorCode::kMalformed:
        case ErrorCode::kTooLarge:
        case ErrorCode::kNotFound:
        case ErrorCode::kConflict:
        case ErrorCode::kUnsupported:
        case ErrorCode::kOverQuota:
        case ErrorCode::kInternal:
            break;
    }
    return Reply::of(500);
}

int body_refusal(ErrorCode code) {
    switch (code) {
        case ErrorCode::kMalformed:
            return 400;
        case ErrorCode::kTooLarge:
            return 413;
        default:
            return 503;
    }
}

int strength(Wake why) {
    return static_cast<int>(why);
}

}  // namespace

void HttpSession::opened() {
    await_request();
}

void HttpSession::received(std::string_view bytes) {
    std::string held;
    std::swap(held, held_);
    if (!held.empty()) {
        held.append(bytes);
        bytes = held;
    }
    const std::string_view rest = feed(bytes);
    if (!rest.empty() && !connection_.is_closed()) {
        if (rest.size() == held.size()) {
            held_ = std::move(held);
        } else {
            held_.assign(rest);
        }
    }
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

bool HttpSession::take_head(std::string_view& input) {
    if (scanned_ <= 1 && input.starts_with("\r\n")) {
        input.remove_prefix(2);  // some clients end a body with one too many
        scanned_ = 0;
    }
    if (scanned_ == 0) {
        if (input.empty()) {
            return false;
        }
        connection_.set_deadline(patience(services_.options.timeouts.head));
    }
    const HeadScan scan = scan_head(input, scanned_);
    if (scan.status == 0 && scan.size == 0) {
        scanned_ = static_cast<std::uint32_t>(input.size());
        return false;
    }
    scanned_ = 0;
    const std::string_view head = input.substr(0, scan.size);
    const int status = scan.status != 0 ? scan.status : check_head(head);
    exchange_ = std::make_unique<Exchange>();
    exchange_->trail = new_trail();
    if (status != 0) {
        input = {};  // where the next request begins is not known
        refuse_and_close(status);
        return true;
    }
    input.remove_prefix(scan.size);
    begin(head);
    return true;
}

Trail HttpSession::new_trail() {
    Trail trail;
    trail.handle = connection_.begin_exchange();
    pending_.reset();
    trail.peer = connection_.peer();
    trail.began = std::chrono::steady_clock::now();
    trail.sent_before = connection_.bytes_sent() + connection_.unsent();
    return trail;
}

void HttpSession::begin(std::string_view raw_head) {
    connection_.clear_deadline();
    Exchange& exchange = *exchange_;
    const int status = read_head(raw_head, exchange.head);
    const Head& head = exchange.head;
    Trail& trail = exchange.trail;
    trail.method = head.request.method;
    trail.path = head.request.path;
    trail.form = {head.http10, trail.method == "HEAD", head.keep_alive, head.accepts_gzip};
    exchange.head.request.peer = trail.peer;
    body_left_ = head.chunked || head.content_length != 0;
    if (status != 0) {
        refuse(status);
    } else if (connection_.overloaded()) {
        trail.form.keep_alive = false;
        refuse(unavailable(services_));
    } else {
        route();
    }
}

void HttpSession::route() {
    Exchange& exchange = *exchange_;
    Request& request = exchange.head.request;
    const Route* route = services_.router.find(request.path, audience_);
    if (route == nullptr) {
        refuse(404);
        return;
    }
    exchange.trail.handler = route->handler;
    push::HubWaiting waiting(services_.hub, exchange.trail.handle);
    request.waiting = &waiting;
    try {
        exchange.terms = route->handler->admit(request);
    } catch (const std::exception& failure) {
        services_.log.error("handler_failed", {{"path", request.path}, {"what", failure.what()}});
        refuse(500);
        return;
    }
    request.waiting = nullptr;
    exchange.trail.work_class = exchange.terms.work_class;
    if (route->needs_auth && !exchange.terms.open) {
        check_login();
    } else {
        admitted();
    }
}

void HttpSession::check_login() {
    Exchange& exchange = *exchange_;
    if (!exchange.head.basic) {
        refuse(unauthorized());
        return;
    }
    exchange.head.request.client = std::move(exchange.terms.client);
    const std::string& client = exchange.head.request.client;
    Login login{std::move(exchange.head.basic->login), std::move(exchange.head.basic->password),
                client.empty() ? client_of(exchange.head.request) : client,
                exchange.trail.peer.address};
    if (auto known = services_.authenticator.remembered(login)) {
        exchange.trail.who = *known;
        exchange.head.request.who = std::move(*known);
        admitted();
        return;
    }
    state_ = State::kLogin;
    auto refused = services_.workers.submit(
        net::WorkQueue::kLogin, 0, login_job(services_, exchange.trail.handle, std::move(login)));
    if (refused != nullptr) {
        refuse(unavailable(services_));
    }
}

void HttpSession::logged_in(Result<Identity> who) {
    if (!who) {
        refuse(login_refusal(who.error().code, exchange_->terms, services_));
    } else {
        exchange_->trail.who = *who;
        exchange_->head.request.who = *std::move(who);
        admitted();
    }
}

void HttpSession::admitted() {
    Exchange& exchange = *exchange_;
    const Head& head = exchange.head;
    if (head.content_length > exchange.terms.max_body) {
        refuse(413);
        return;
    }
    if (!body_left_) {
        dispatch();
        return;
    }
    if (std::exchange(exchange.head.expects_continue, false)) {
        connection_.send(std::string(kContinue));
        if (connection_.is_closed()) {
            return;  // the peer is gone, and the exchange with it
        }
    }
    exchange.body = std::make_unique<Body>(
        services_.spools, head.chunked ? std::nullopt : std::optional(head.content_length),
        exchange.terms.max_body);
    state_ = State::kBody;
    await_progress(0);
}

bool HttpSession::take_body(std::string_view& input) {
    Body& body = *exchange_->body;
    auto taken = body.take(input);
    exchange_->trail.bytes_in = body.received();
    if (!taken) {
        if (taken.error().code == ErrorCode::kUnavailable) {
            services_.log.warning("body_refused", {{"why", taken.error().detail}});
            refuse(unavailable(services_));
        } else {
            refuse(body_refusal(taken.error().code));
        }
        return true;
    }
    if (!body.complete()) {
        return false;
    }
    body_left_ = false;
    connection_.clear_deadline();
    dispatch();
    return true;
}

void HttpSession::dispatch() {
    Exchange& exchange = *exchange_;
    const bool in_memory = exchange.body == nullptr || exchange.body->spool().in_memory();
    if (!in_memory || exchange.head.gzip_body) {
        submit();
        return;
    }
    push::HubWaiting waiting(services_.hub, exchange.trail.handle);
    if (!answer_at_once(waiting)) {
        exchange.trail.watched = waiting.used();
        submit();
    }
}

bool HttpSession::answer_at_once(push::HubWaiting& waiting) {
    Exchange& exchange = *exchange_;
    Request& request = exchange.head.request;
    request.waiting = &waiting;
    if (exchange.body != nullptr) {
        request.body = *exchange.body->spool().bytes();
    }
    std::optional<Outcome> outcome;
    try {
        outcome = exchange.trail.handler->immediate(request);
    } catch (const std::exception& failure) {
        services_.log.error("handler_failed", {{"path", request.path}, {"what", failure.what()}});
        outcome = Reply::of(500);
    }
    request.waiting = nullptr;
    if (!outcome) {
        return false;
    }
    exchange.trail.watched = waiting.used();
    exchange.trail.form.gzip = false;  // not on the loop
    Trail trail = std::move(exchange.trail);
    exchange_.reset();
    state_ = State::kWork;
    stepped(step_of(std::move(*outcome), std::move(trail), services_));
    return true;
}

void HttpSession::submit() {
    state_ = State::kWork;
    const net::WorkQueue queue = net::queue_of(exchange_->terms.work_class);
    const AccountId account = exchange_->trail.who.account;
    auto refused =
        services_.workers.submit(queue, account, handle_job(services_, std::move(exchange_)));
    if (refused != nullptr) {
        exchange_ = take_back(std::move(refused));
        refuse(unavailable(services_));
    }
}

void HttpSession::refuse(int status) {
    refuse(Reply::of(status));
}

// On the loop, before the exchange went to a worker. What is left of the body will be dropped: with
// a known and small rest the connection goes on, otherwise it ends.
void HttpSession::refuse(Reply reply) {
    Trail& trail = exchange_->trail;
    if (body_left_) {
        const Head& head = exchange_->head;
        const auto left = exchange_->body != nullptr ? exchange_->body->left()
                          : head.chunked             ? std::nullopt
                                                     : std::optional(head.content_length);
        const bool known = left && *left <= kDropMost;
        drop_to_the_end_ = known && !head.expects_continue && trail.form.keep_alive;
        trail.form.keep_alive = drop_to_the_end_;
        drop_left_ = known ? *left : kDropMost;
    }
    respond(std::move(reply));
}

void HttpSession::refuse_and_close(int status) {
    body_left_ = false;
    exchange_->trail.form.keep_alive = false;
    respond(Reply::of(status));
}

void HttpSession::respond(Reply reply) {
    exchange_->trail.form.gzip = false;
    Trail trail = std::move(exchange_->trail);
    exchange_.reset();
    Step step = step_of(std::move(reply), std::move(trail), services_);
    answered(std::move(step.trail), std::move(*step.answer));
}

void HttpSession::stepped(Step step) {
    if (step.park) {
        park(std::move(step.trail), std::move(*step.park));
    } else {
        answered(std::move(step.trail), std::move(*step.answer));
    }
}

void HttpSession::answered(std::unique_ptr<Trail> trail, Answer answer) {
    state_ = State::kAnswer;
    trail_ = std::move(trail);
    release(*trail_, services_);
    if (!charge(answer.bytes.size())) {
        // Nothing is lost: a request that is sent again gets the same answer.
        Step refused = step_of(unavailable(services_), std::move(*trail_), services_);
        trail_ = std::move(refused.trail);
        answer = std::move(*refused.answer);
    }
    keep_alive_ = answer.keep_alive && !connection_.loop().stopping();
    streaming_ = answer.stream != nullptr;
    stream_ = std::move(answer.stream);
    connection_.send(std::move(answer.bytes));
    if (connection_.is_closed()) {
        return;
    }
    if (streaming_) {
        pull_more();
    } else if (connection_.unsent() == 0) {
        answer_sent();
    }
    if (state_ == State::kAnswer && !connection_.is_closed()) {
        await_progress(connection_.bytes_sent());
    }
}

bool HttpSession::charge(std::size_t bytes) {
    if (bytes <= kSmallAnswer) {
        return true;
    }
    const bool taken = services_.answers.take(trail_->who.account, bytes);
    charged_ = taken ? bytes : 0;
    return taken;
}

void HttpSession::give_back_charge() {
    if (const std::size_t bytes = std::exchange(charged_, 0); bytes != 0) {
        services_.answers.give_back(trail_->who.account, bytes);
    }
}

void HttpSession::pull_more() {
    if (stream_ == nullptr || connection_.unsent() > kStreamAhead) {
        return;
    }
    auto refused = services_.workers.submit(net::queue_of(trail_->work_class), trail_->who.account,
                                            pull_job(services_, trail_->handle, std::move(stream_)),
                                            net::WorkerPool::Claim::kStarted);
    if (refused != nullptr) {
        connection_.close();  // the pool has stopped
    }
}

void HttpSession::pulled(std::unique_ptr<AnswerStream> stream, std::string bytes, bool sound) {
    if (!sound) {
        connection_.close();  // the only way to say that the answer is not whole
        return;
    }
    streaming_ = !stream->done();
    if (streaming_) {
        stream_ = std::move(stream);
    }
    connection_.send(std::move(bytes));
    if (connection_.is_closed()) {
        return;
    }
    if (streaming_) {
        pull_more();
    } else if (connection_.unsent() == 0) {
        answer_sent();
    }
}

void HttpSession::drained() {
    if (state_ != State::kAnswer) {
        return;
    }
    if (streaming_) {
        pull_more();
    } else {
        answer_sent();
        proceed();
    }
}

void HttpSession::answer_sent() {
    give_back_charge();
    finish(*trail_, connection_.bytes_sent() - trail_->sent_before, services_);
    trail_.reset();
    if (body_left_) {
        begin_drop();
    } else if (keep_alive_ && !connection_.loop().stopping()) {
        await_request();
    } else {
        half_close();
    }
}

void HttpSession::begin_drop() {
    body_left_ = false;
    state_ = State::kDrop;
    connection_.set_deadline(services_.options.timeouts.linger);
}

bool HttpSession::drop(std::string_view& input) {
    if (state_ == State::kLinger) {
        input = {};
        return false;
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(drop_left_, input.size()));
    input.remove_prefix(size);
    drop_left_ -= size;
    if (drop_left_ != 0) {
        return false;
    }
    if (drop_to_the_end_ && !connection_.loop().stopping()) {
        await_request();
    } else {
        half_close();
    }
    return true;
}

void HttpSession::half_close() {
    if (ended_) {
        connection_.close();
        return;
    }
    // Closing while input is unread would reset the connection, and with it the answer on its way.
    state_ = State::kLinger;
    connection_.half_close();
    connection_.set_deadline(std::min(kLingerAfter, services_.options.timeouts.linger));
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
    mark_ = mark;
    connection_.set_deadline(services_.options.timeouts.rate_window);
}

bool HttpSession::too_slow(std::uint64_t now_at) const {
    const auto window = static_cast<std::uint64_t>(services_.options.timeouts.rate_window.count());
    return (now_at - mark_) * 1000 < services_.options.rate_floor * window;
}

}  // namespace syncgate::http
