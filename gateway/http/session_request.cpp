// A session while its request comes in: head, login, body, and on to its handler.
#include <exception>
#include <optional>
#include <utility>

#include "base/hex.h"
#include "gateway/http/head_check.h"
#include "gateway/http/refusals.h"
#include "gateway/http/session.h"

namespace syncgate::http {
namespace {

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

}  // namespace

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

}  // namespace syncgate::http
