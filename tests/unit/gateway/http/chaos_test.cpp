// Clients of every temper at once, drawn by chance; whatever they do, nothing is left behind.
#include <atomic>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "tests/unit/gateway/http/front.h"

namespace syncgate::http {
namespace {

constexpr int kThreads = 6;
constexpr int kTurns = 120;  // of a thread

// Ends after some pieces, or breaks off when it was told to.
class Pieces final : public BodySource {
  public:
    explicit Pieces(bool breaks) : breaks_(breaks) {}
    Result<void> read(std::string& out) override {
        if (++count_ > 8) {
            return breaks_ ? Result<void>(Error{ErrorCode::kUnavailable, "broken"})
                           : Result<void>();
        }
        out.append(40'000, 'x');
        return {};
    }

  private:
    bool breaks_;
    int count_ = 0;
};

Outcome park_on(Request& request) {
    request.waiting->watch({request.who.account, {5}, request.query});
    return Park{std::chrono::milliseconds(request.query.size() % 2 == 0 ? 40 : 60'000), "state"};
}

Outcome streamed(bool breaks) {
    Reply reply = Reply::of(200, "", "text/plain");
    reply.body = std::make_unique<Pieces>(breaks);
    return reply;
}

void make_moody(TestHandler& handler) {
    handler.terms.max_body = 1U << 20U;
    handler.on_immediate = [](Request& request) -> std::optional<Outcome> {
        if (request.path == "/t/loop") {
            return Reply::of(200, "loop");
        }
        if (request.path == "/t/loop-park") {
            return park_on(request);
        }
        return std::nullopt;
    };
    handler.on_handle = [](Request& request) -> Outcome {
        if (request.path == "/t/park") {
            return park_on(request);
        }
        if (request.path == "/t/stream" || request.path == "/t/broken") {
            return streamed(request.path == "/t/broken");
        }
        if (request.path == "/t/throw") {
            throw std::runtime_error("a fault");
        }
        return Reply::of(200, std::string(request.body.size() % 300'000, 'x'), "text/plain");
    };
    handler.on_resume = [](Parked& parked, Wake why) -> Outcome {
        if (why == Wake::kChange && parked.left > 50'000ms && parked.state.size() < 8) {
            parked.waiting->watch({parked.who.account, {5}, ""});
            return Park{30ms, parked.state + "."};
        }
        return Reply::of(200, "woken");
    };
}

std::string some_request(std::mt19937& random) {
    const std::string login = "u" + std::to_string(1 + random() % 3);
    switch (random() % 13) {
        case 0:
            return get("/t/loop", login);
        case 1:
            return get("/t/loop-park?slot" + std::to_string(random() % 20), login);
        case 2:
        case 3:
            return get("/t/park?" + std::string(random() % 6, 's'), login);
        case 4:
            return get("/t/stream", login, "Accept-Encoding: gzip\r\n");
        case 5:
            return get("/t/broken", login);
        case 6:
            return get("/t/throw", login);
        case 7:
            return post("/t/body", std::string(random() % 200'000, 'b'), login);
        case 8:
            return post("/t/body", std::string(2U << 20U, 'b'), login);  // 413
        case 9:
            return get("/t/loop", random() % 2 == 0 ? "new" : "off");
        case 10:
            return "POST /t/body HTTP/1.1\r\nHost: t\r\n" + basic(login) +
                   "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n" +
                   (random() % 3 == 0 ? "x" : "0\r\n\r\n");
        case 11:  // whose peer may be gone when it is told to go on
            return get("/t/loop", login) + "POST /t/body HTTP/1.1\r\nHost: t\r\n" + basic(login) +
                   "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n" +
                   (random() % 2 == 0 ? "" : "abcde");
        default:
            return get("/nowhere", login) + get("/t/loop", login);
    }
}

void misbehave(Front& front, unsigned seed, const std::atomic<bool>& stop) {
    std::mt19937 random(seed);
    for (int turn = 0; turn < kTurns && !stop; ++turn) {
        const bool tls = random() % 2 == 0;
        Client client(tls ? front.https : front.http,
                      tls ? Client::Kind::kTls : Client::Kind::kPlain);
        for (unsigned n = random() % 4; n > 0; --n) {
            std::string bytes = some_request(random);
            const bool whole = random() % 4 != 0;
            client.send(whole ? bytes : bytes.substr(0, random() % bytes.size()));
            if (!whole || random() % 5 == 0) {
                break;  // hangs up in the middle, or without its answer
            }
            if (random() % 8 == 0) {
                client.finish_sending();
            }
            if (client.ended_within(std::chrono::milliseconds(1 + random() % 30))) {
                break;
            }
        }
    }
}

bool wait_until_empty(Front& front) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < deadline) {
        const ServerCounters now = front.server->counters();
        if (now.connections + now.handshakes + now.parked + now.queued + now.memory_bytes +
                now.spool_bytes + now.answer_bytes ==
            0) {
            return true;
        }
        std::this_thread::yield();
    }
    return false;
}

class Chaos : public testing::TestWithParam<bool> {};

TEST_P(Chaos, LeavesNothingBehind) {
    const bool stopped_in_the_midst = GetParam();
    const unsigned seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    ServerOptions options;
    options.timeouts.linger = 100ms;
    options.timeouts.stop = 2s;
    Front front(options);
    make_moody(front.handler);
    front.start();
    std::atomic<bool> stop{false};
    {
        std::jthread writer([&](const std::stop_token& token) {
            for (Modseq modseq = 1; !token.stop_requested(); ++modseq) {
                front.hub.changed(1 + modseq % 3, 5, modseq);
                if (modseq % 50 == 0) {
                    front.hub.disturb(1 + modseq % 3, Wake::kPolicy);
                }
                std::this_thread::yield();
            }
        });
        std::vector<std::jthread> clients;
        for (unsigned t = 0; t < kThreads; ++t) {
            clients.emplace_back([&, t] { misbehave(front, seed + t, stop); });
        }
        if (stopped_in_the_midst) {
            front.observer.wait_for(100);
            front.server->stop();
            stop = true;
        }
    }
    EXPECT_TRUE(wait_until_empty(front));
    EXPECT_GT(front.server->counters().requests, 50U);
}

INSTANTIATE_TEST_SUITE_P(Ends, Chaos, testing::Bool(), [](const auto& end) {
    return end.param ? "StoppedInTheMidst" : "ByThemselves";
});

}  // namespace
}  // namespace syncgate::http
