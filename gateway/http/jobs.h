// The steps of an exchange that run on a worker. Each sends what came of it back to the session
// that the exchange belongs to; when that is gone, the exchange ends here.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/http/answer.h"
#include "gateway/http/body.h"
#include "gateway/http/head.h"
#include "gateway/http/services.h"
#include "gateway/http/trail.h"

namespace syncgate::http {

class HttpSession;

// A request on its way to its handler.
struct Exchange {
    Trail trail;
    Head head;
    Handler::Terms terms;
    std::unique_ptr<Body> body;  // null: none
};

// A payload of ours, which knows what it means.
class SessionPayload : public net::Payload {
  public:
    virtual void apply(HttpSession& session) = 0;
};

// The password's check; then HttpSession::logged_in().
std::unique_ptr<net::Job> login_job(const Services& services, const net::ExchangeHandle& handle,
                                    Login login);

// The handler's first look; then HttpSession::answered() or parked().
std::unique_ptr<net::Job> handle_job(const Services& services, std::unique_ptr<Exchange> exchange);
// From a job of handle_job() that the pool refused.
std::unique_ptr<Exchange> take_back(std::unique_ptr<net::Job> refused);

struct ParkedExchange {
    Trail trail;
    std::string state;
    SteadyTime deadline;
};

// Its next look; the same.
std::unique_ptr<net::Job> resume_job(const Services& services,
                                     std::unique_ptr<ParkedExchange> parked, Wake why);

// The next piece of an answer; then HttpSession::pulled().
std::unique_ptr<net::Job> pull_job(const Services& services, const net::ExchangeHandle& handle,
                                   std::unique_ptr<AnswerStream> stream);

// What a handler said, ready for the session: also for the loop itself.
struct Step {
    std::unique_ptr<Trail> trail;
    std::optional<Answer> answer;  // or
    std::optional<Park> park;
};
Step step_of(Outcome outcome, Trail trail, const Services& services);

// The server's own 503.
Reply unavailable(const Services& services);

}  // namespace syncgate::http
