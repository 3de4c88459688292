#include "gateway/http/jobs.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "gateway/http/gzip.h"
#include "gateway/http/session.h"

namespace syncgate::http {
namespace {

void log_failure(const Services& services, const Trail& trail, std::string_view what) {
    services.log.error("handler_failed",
                       {{"method", trail.method}, {"path", trail.path}, {"what", what}});
}

// Runs a handler's step; what it throws is a 500.
template <class Run>
Outcome guarded(const Services& services, const Trail& trail, Run run) {
    try {
        return run();
    } catch (const std::exception& failure) {
        log_failure(services, trail, failure.what());
    } catch (...) {
        log_failure(services, trail, "not a std::exception");
    }
    return Reply::of(500);
}

// Packing a large answer can fail for want of memory: a small one still goes.
Answer rendered(Reply& reply, Trail& trail, const Services& services) {
    trail.notes = std::move(reply.notes);
    try {
        return render(reply, trail.form);
    } catch (const std::exception& failure) {
        log_failure(services, trail, failure.what());
    } catch (...) {
        log_failure(services, trail, "not a std::exception");
    }
    Reply failed = Reply::of(500);
    return render(failed, trail.form);
}

class LoggedIn final : public SessionPayload {
  public:
    explicit LoggedIn(Result<Identity> who) : who_(std::move(who)) {}
    void apply(HttpSession& session) override { session.logged_in(std::move(who_)); }

  private:
    Result<Identity> who_;
};

class Stepped final : public SessionPayload {
  public:
    Stepped(Step step, const Services& services) : step_(std::move(step)), services_(services) {}
    void apply(HttpSession& session) override { session.stepped(std::move(step_)); }
    void dropped() noexcept override {
        step_.trail->status = 0;  // nobody saw an answer
        finish(*step_.trail, 0, services_);
    }

  private:
    Step step_;
    const Services& services_;
};

class Pulled final : public SessionPayload {
  public:
    Pulled(std::unique_ptr<AnswerStream> stream, std::string bytes, bool sound)
        : stream_(std::move(stream)), bytes_(std::move(bytes)), sound_(sound) {}
    void apply(HttpSession& session) override {
        session.pulled(std::move(stream_), std::move(bytes_), sound_);
    }

  private:
    std::unique_ptr<AnswerStream> stream_;
    std::string bytes_;
    bool sound_;
};

class LoginJob final : public net::Job {
  public:
    LoginJob(const Services& services, const net::ExchangeHandle& handle, Login login)
        : services_(services), handle_(handle), login_(std::move(login)) {}

    void run() noexcept override {
        services_.deliver(handle_, std::make_unique<LoggedIn>(verify()));
    }

  private:
    Result<Identity> verify() {
        try {
            return services_.authenticator.verify(login_);
        } catch (const std::exception& failure) {
            return broken(failure.what());
        } catch (...) {
            return broken("not a std::exception");
        }
    }

    Error broken(std::string_view what) const {
        services_.log.error("login_failed_inside", {{"what", what}});
        return Error{ErrorCode::kInternal, std::string(what)};
    }

    const Services& services_;
    net::ExchangeHandle handle_;
    Login login_;
};

class HandleJob final : public net::Job {
  public:
    HandleJob(const Services& services, std::unique_ptr<Exchange> exchange)
        : services_(services), exchange_(std::move(exchange)) {}
    ~HandleJob() override {
        if (exchange_ != nullptr) {  // the pool has stopped
            finish(exchange_->trail, 0, services_);
        }
    }
    HandleJob(const HandleJob&) = delete;
    HandleJob& operator=(const HandleJob&) = delete;

    std::unique_ptr<Exchange> take_back() { return std::move(exchange_); }

    void run() noexcept override {
        Trail& trail = exchange_->trail;
        const net::ExchangeHandle handle = trail.handle;
        push::HubWaiting waiting(services_.hub, handle);
        Outcome outcome = guarded(services_, trail, [&] { return look(waiting); });
        trail.watched = trail.watched || waiting.used();
        // The body's budget is free before the answer can be seen.
        Trail rest = std::move(trail);
        exchange_.reset();
        services_.deliver(handle,
                          std::make_unique<Stepped>(
                              step_of(std::move(outcome), std::move(rest), services_), services_));
    }

  private:
    Outcome look(push::HubWaiting& waiting) {
        Request& request = exchange_->head.request;
        request.waiting = &waiting;
        net::Spool content(services_.spools);
        if (exchange_->body != nullptr) {
            auto bytes = exchange_->body->spool().bytes();
            if (bytes && exchange_->head.gzip_body) {
                bytes = unpacked(*bytes, content);
            }
            if (!bytes) {
                return refusal(bytes.error());
            }
            request.body = *bytes;
        }
        return exchange_->trail.handler->handle(request);
    }

    Result<PagedText> unpacked(const PagedText& packed, net::Spool& content) const {
        if (auto done = gunzip(packed, exchange_->terms.max_body, content); !done) {
            return done.error();
        }
        return content.bytes();
    }

    Reply refusal(const Error& error) const {
        switch (error.code) {
            case ErrorCode::kMalformed:
                return Reply::of(400);
            case ErrorCode::kTooLarge:
                return Reply::of(413);
            default:
                return unavailable(services_);
        }
    }

    const Services& services_;
    std::unique_ptr<Exchange> exchange_;
};

class ResumeJob final : public net::Job {
  public:
    ResumeJob(const Services& services, std::unique_ptr<ParkedExchange> parked, Wake why)
        : services_(services), parked_(std::move(parked)), why_(why) {}
    ~ResumeJob() override {
        if (parked_ != nullptr) {  // the pool has stopped
            finish(parked_->trail, 0, services_);
        }
    }
    ResumeJob(const ResumeJob&) = delete;
    ResumeJob& operator=(const ResumeJob&) = delete;

    void run() noexcept override {
        Trail trail = std::move(parked_->trail);
        push::HubWaiting waiting(services_.hub, trail.handle);
        Outcome outcome = guarded(services_, trail, [&] { return look(trail, waiting); });
        parked_.reset();
        trail.watched = trail.watched || waiting.used();
        const net::ExchangeHandle handle = trail.handle;
        services_.deliver(handle,
                          std::make_unique<Stepped>(
                              step_of(std::move(outcome), std::move(trail), services_), services_));
    }

  private:
    Outcome look(const Trail& trail, push::HubWaiting& waiting) {
        Parked parked{trail.who, trail.peer, std::move(parked_->state), &waiting,
                      std::max(std::chrono::milliseconds{0},
                               std::chrono::duration_cast<std::chrono::milliseconds>(
                                   parked_->deadline - std::chrono::steady_clock::now()))};
        return trail.handler->resume(parked, why_);
    }

    const Services& services_;
    std::unique_ptr<ParkedExchange> parked_;
    Wake why_;
};

class PullJob final : public net::Job {
  public:
    PullJob(const Services& services, const net::ExchangeHandle& handle,
            std::unique_ptr<AnswerStream> stream)
        : services_(services), handle_(handle), stream_(std::move(stream)) {}

    void run() noexcept override {
        std::string bytes;
        const bool sound = pull(bytes);
        services_.deliver(handle_,
                          std::make_unique<Pulled>(std::move(stream_), std::move(bytes), sound));
    }

  private:
    bool pull(std::string& bytes) {
        try {
            auto pulled = stream_->pull(bytes);
            return pulled || broken(pulled.error().detail);
        } catch (const std::exception& failure) {
            return broken(failure.what());
        } catch (...) {
            return broken("not a std::exception");
        }
    }

    bool broken(std::string_view what) const {
        services_.log.error("answer_broken_off", {{"what", what}});
        return false;
    }

    const Services& services_;
    net::ExchangeHandle handle_;
    std::unique_ptr<AnswerStream> stream_;
};

}  // namespace

std::unique_ptr<net::Job> login_job(const Services& services, const net::ExchangeHandle& handle,
                                    Login login) {
    return std::make_unique<LoginJob>(services, handle, std::move(login));
}

std::unique_ptr<net::Job> handle_job(const Services& services, std::unique_ptr<Exchange> exchange) {
    return std::make_unique<HandleJob>(services, std::move(exchange));
}

std::unique_ptr<Exchange> take_back(std::unique_ptr<net::Job> refused) {
    return static_cast<HandleJob&>(*refused).take_back();
}

std::unique_ptr<net::Job> resume_job(const Services& services,
                                     std::unique_ptr<ParkedExchange> parked, Wake why) {
    return std::make_unique<ResumeJob>(services, std::move(parked), why);
}

std::unique_ptr<net::Job> pull_job(const Services& services, const net::ExchangeHandle& handle,
                                   std::unique_ptr<AnswerStream> stream) {
    return std::make_unique<PullJob>(services, handle, std::move(stream));
}

Step step_of(Outcome outcome, Trail trail, const Services& services) {
    Step step;
    step.trail = std::make_unique<Trail>(std::move(trail));
    if (auto* park = std::get_if<Park>(&outcome); park != nullptr) {
        if (park->state.size() <= limits::kParkState) {
            step.park = std::move(*park);
            return step;
        }
        log_failure(services, *step.trail, "the parked state is over its limit");
        outcome = Reply::of(500);
    }
    step.answer = rendered(std::get<Reply>(outcome), *step.trail, services);
    step.trail->status = step.answer->status;
    return step;
}

Reply unavailable(const Services& services) {
    Reply reply = Reply::of(503);
    reply.headers.add("Retry-After", std::to_string(services.options.retry_after));
    return reply;
}

}  // namespace syncgate::http
