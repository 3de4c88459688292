#include "gateway/net/line_session.h"

#include <exception>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "gateway/net/held_input.h"

namespace syncgate::net {
namespace {

// Units have run; an absent reply says that the last one could not.
class Ran final : public Payload {
  public:
    Ran(std::unique_ptr<Session> lent, std::unique_ptr<UnitReader> its_reader,
        std::optional<SessionReply> last, std::string all_said, std::string left)
        : session(std::move(lent)),
          reader(std::move(its_reader)),
          reply(std::move(last)),
          said(std::move(all_said)),
          rest(std::move(left)) {}

    std::unique_ptr<Session> session;
    std::unique_ptr<UnitReader> reader;
    std::optional<SessionReply> reply;  // without its bytes
    std::string said;  // by all that ran: the client must hear what was done before one failed
    std::string rest;  // input that belongs to no unit yet
};

// Whether the next unit may run before what was said is sent.
bool may_go_on(const SessionReply& last, const std::string& said) {
    return !last.close && !last.start_tls && said.size() < limits::kPipelined;
}

// Runs a unit, and those that the client has sent behind it already: a pipelined message costs one
// hop to a worker instead of one for each of its commands.
class RunJob final : public Job {
  public:
    RunJob(const LineServices& services, const ExchangeHandle& exchange,
           std::unique_ptr<Session> session, std::unique_ptr<UnitReader> reader,
           std::string_view behind, std::string said)
        : services_(services),
          exchange_(exchange),
          session_(std::move(session)),
          reader_(std::move(reader)),
          input_(behind),
          said_(std::move(said)) {}

    void run() noexcept override {
        std::string_view rest = input_;
        std::optional<SessionReply> reply;
        do {
            reply = run_unit();
            reader_->expect(reply ? reply->next : Expect{});  // the unit's bytes are freed here
            if (reply) {
                said_ += std::exchange(reply->bytes, {});
            }
        } while (reply && may_go_on(*reply, said_) && take_next(rest, reply));
        services_.loops.at(exchange_.loop)
            ->deliver(exchange_,
                      std::make_unique<Ran>(std::move(session_), std::move(reader_),
                                            std::move(reply), std::move(said_), std::string(rest)));
    }

  private:
    // Whether the next unit is complete; `reply` is taken back when it never can be.
    bool take_next(std::string_view& rest, std::optional<SessionReply>& reply) {
        if (rest.empty() && !reader_->wants_nothing()) {
            return false;
        }
        auto complete = reader_->take(rest);
        if (!complete) {
            services_.log.warning("unit_lost", {{"why", complete.error().detail}});
            reply.reset();
            return false;
        }
        return *complete;
    }

    std::optional<SessionReply> run_unit() {
        try {
            const auto unit = reader_->unit();
            if (unit) {
                return session_->run(*unit);
            }
            services_.log.warning("unit_lost", {{"why", unit.error().detail}});
        } catch (const std::exception& failure) {
            services_.log.error("session_failed", {{"what", failure.what()}});
        } catch (...) {
            services_.log.error("session_failed", {{"what", "not a std::exception"}});
        }
        return std::nullopt;
    }

    const LineServices& services_;
    ExchangeHandle exchange_;
    std::unique_ptr<Session> session_;
    std::unique_ptr<UnitReader> reader_;
    std::string input_;
    std::string said_;  // before it, and by it
};

}  // namespace

void LineSession::opened() {
    if (state_ == State::kTls) {
        await_unit();
        return;
    }
    session_ = services_.factory.make(connection_.peer());
    reader_ = std::make_unique<UnitReader>(services_.spools);
    if (connection_.overloaded()) {
        leave(Wake::kClosing);
        return;
    }
    const SessionReply greeting = session_->open();
    reader_->expect(greeting.next);
    reply(greeting);
}

void LineSession::received(std::string_view bytes) {
    feed_held(held_, bytes, connection_, [this](std::string_view input) { return feed(input); });
    bound_input();
}

void LineSession::bound_input() {
    const bool reading = state_ == State::kReading;
    connection_.read_little(!reading);
    connection_.pause_input(!reading &&
                            held_.size() + lent_ + Connection::kRecord > limits::kPipelined);
}

// Returns what it leaves: input that comes while no unit can be read.
std::string_view LineSession::feed(std::string_view input) {
    while (state_ == State::kReading && (!input.empty() || reader_->wants_nothing())) {
        run_units(input);
    }
    return state_ == State::kLeaving || state_ == State::kLingering ? std::string_view() : input;
}

// Units that memory alone answers run here; the first that does not goes to a worker, with all the
// input behind it.
void LineSession::run_units(std::string_view& input) {
    std::optional<SessionReply> last;
    std::string said;
    while (!last || (may_go_on(*last, said) && (!input.empty() || reader_->wants_nothing()))) {
        const auto complete = reader_->take(input);
        if (!complete) {
            services_.log.warning("unit_lost", {{"why", complete.error().detail}});
            leave(Wake::kClosing, std::move(said));
            return;
        }
        if (!*complete) {
            break;
        }
        auto reply = run_at_once();
        if (!reply) {
            run_on_worker(std::exchange(input, {}), std::move(said));
            return;
        }
        reader_->expect(reply->next);
        said += std::exchange(reply->bytes, {});
        last = std::move(reply);
    }
    if (last) {
        input = last->start_tls ? std::string_view() : input;  // sent in the clear
        last->bytes = std::move(said);
        reply(*last);
    }
}

// Of lines alone: others may be spooled in a file.
std::optional<SessionReply> LineSession::run_at_once() {
    if (reader_->expected().kind != Expect::Kind::kLine) {
        return std::nullopt;
    }
    const auto unit = reader_->unit();
    return unit ? session_->run_at_once(*unit) : std::nullopt;
}

void LineSession::run_on_worker(std::string_view behind, std::string said) {
    state_ = State::kRunning;
    lent_ = behind.size();
    connection_.clear_deadline();
    auto refused = services_.workers.submit(
        queue_of(services_.work_class), 0,
        std::make_unique<RunJob>(services_, connection_.begin_exchange(), std::move(session_),
                                 std::move(reader_), behind, std::move(said)),
        WorkerPool::Claim::kStarted);  // one unit a connection: the connections' cap bounds it
    if (refused != nullptr) {
        connection_.close();  // the pool has stopped
    }
}

void LineSession::delivered(std::unique_ptr<Payload> payload) {
    auto& ran = static_cast<Ran&>(*payload);  // nothing else is sent to our exchanges
    session_ = std::move(ran.session);
    reader_ = std::move(ran.reader);
    held_.insert(0, ran.rest);  // before what came meanwhile
    lent_ = 0;
    if (!ran.reply) {
        leave(Wake::kClosing, std::move(ran.said));
    } else {
        ran.reply->bytes = std::move(ran.said);
        reply(*ran.reply);
    }
    go_on();
}

void LineSession::go_on() {
    if (!connection_.is_closed()) {
        received({});
    }
    if (ended_ && state_ == State::kReading && !connection_.is_closed()) {
        connection_.close();  // what is held cannot become a unit any more
    }
}

void LineSession::reply(const SessionReply& reply) {
    close_ = reply.close;
    start_tls_ = reply.start_tls && services_.tls != nullptr;
    if (start_tls_) {
        std::string().swap(held_);  // sent in the clear by whoever sits in the middle
    }
    state_ = State::kSending;
    connection_.send(reply.bytes);
    if (connection_.is_closed()) {
        return;
    }
    if (connection_.unsent() == 0) {
        sent();
    } else {
        await_progress(connection_.bytes_sent(), services_.rate_window);
    }
}

void LineSession::drained() {
    if (state_ == State::kLeaving) {
        half_close();
    } else if (state_ == State::kSending) {
        sent();
        go_on();
    }
}

void LineSession::sent() {
    const bool between = reader_->expected().kind == Expect::Kind::kLine;
    if (close_) {
        half_close();
    } else if (start_tls_) {
        start_tls_ = false;
        std::string().swap(held_);
        state_ = State::kTls;
        if (!connection_.start_tls(services_.tls->current())) {
            connection_.close();
        }
    } else if (connection_.loop().stopping() && between) {
        leave(Wake::kClosing);
    } else {
        await_unit();
    }
}

void LineSession::await_unit() {
    state_ = State::kReading;
    await_progress(0, reader_->expected().idle);
}

void LineSession::timed_out() {
    const std::uint64_t at =
        state_ == State::kReading ? reader_->received() : connection_.bytes_sent();
    const std::chrono::milliseconds window =
        state_ == State::kReading ? reader_->expected().idle : services_.rate_window;
    const bool fast = !progress_.is_slow(at, services_.rate_floor, window);
    const bool reading = state_ == State::kReading;
    const bool bulk =
        reading ? reader_->expected().kind != Expect::Kind::kLine : state_ == State::kSending;
    if (bulk && fast) {
        await_progress(at, window);  // large, not slow
    } else if (reading) {
        leave(Wake::kDeadline);
    } else {
        connection_.close();
    }
}

void LineSession::ended() {
    ended_ = true;
    if (state_ != State::kRunning && state_ != State::kSending) {
        connection_.close();
    }
}

void LineSession::stopping() {
    const bool between =
        state_ == State::kReading && reader_->expected().kind == Expect::Kind::kLine;
    if (between) {
        leave(Wake::kClosing);
    }
}

void LineSession::leave(Wake why, std::string last) {
    state_ = State::kLeaving;
    std::string().swap(held_);
    connection_.set_deadline(services_.linger);
    connection_.send(std::move(last) + session_->farewell(why));
    if (!connection_.is_closed() && connection_.unsent() == 0) {
        half_close();
    }
}

void LineSession::half_close() {
    if (ended_) {
        connection_.close();
        return;
    }
    state_ = State::kLingering;
    std::string().swap(held_);
    connection_.half_close();
    connection_.set_deadline(services_.linger);
}

void LineSession::await_progress(std::uint64_t at, std::chrono::milliseconds window) {
    progress_.begin(at);
    connection_.set_deadline(window);
}

}  // namespace syncgate::net
