// A session while its answer goes out: whole or piece by piece, and what follows the last byte.
#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/http/session.h"

namespace syncgate::http {
namespace {

constexpr std::size_t kDropMost = 256U << 10U;
constexpr std::size_t kStreamAhead = 64U << 10U;  // unsent bytes above it: no more is made
constexpr std::size_t kSmallAnswer = 64U << 10U;  // the number of connections bounds these
constexpr std::chrono::milliseconds kLingerAfter{1'000};

}  // namespace

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
    send(std::move(answer.bytes));
    if (state_ == State::kAnswer && !connection_.is_closed()) {
        await_progress(connection_.bytes_sent());
    }
}

void HttpSession::send(std::string bytes) {
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
    send(std::move(bytes));
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

}  // namespace syncgate::http
