// What strangers do at the door must not keep others out.
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/gateway/http/front.h"

namespace syncgate::http {
namespace {

using Clock = std::chrono::steady_clock;

// Half a ClientHello, byte by byte if need be, is no reason to let nobody else in.
TEST(Door, SilentAndSlowHandshakesKeepNobodyOut) {
    for (const std::string_view begun : {"", "\x16\x03\x01\x02"}) {
        ServerOptions options;
        options.max_handshakes = 4;
        options.timeouts.handshake = 60s;
        Front front(options);
        front.start();
        std::vector<std::unique_ptr<Client>> strangers;
        for (int i = 0; i < 40; ++i) {
            strangers.push_back(std::make_unique<Client>(front.https, Client::Kind::kPlain));
            strangers.back()->send(begun);
        }
        const auto start = Clock::now();
        Client client(front.https, Client::Kind::kTls);
        EXPECT_EQ(client.ask(get("/open", "")).status, 200) << begun.size();
        EXPECT_LT(Clock::now() - start, 15s) << begun.size();
    }
}

TEST(Door, WhatIsNoHandshakeEndsWithoutHarm) {
    Front front;
    front.start();
    for (const std::string& bytes :
         {std::string("GET / HTTP/1.1\r\n\r\n"), std::string(300, '\x80'),
          std::string("\x15\x03\x01\x00\x02\x02\x28", 7), std::string(20'000, '\x16')}) {
        SCOPED_TRACE(bytes.substr(0, 20));
        Client stranger(front.https, Client::Kind::kPlain);
        stranger.send(bytes);
        EXPECT_TRUE(stranger.ended_within(5s));
    }
    Client client(front.https, Client::Kind::kTls);
    EXPECT_EQ(client.ask(get("/open", "")).status, 200);
}

TEST(Door, AHandlerMayLetARequestInWithoutALogin) {
    Front front;
    front.start();
    Client client(front.https, Client::Kind::kTls);
    EXPECT_EQ(client.ask(get("/t", "")).status, 401);
    front.handler.terms.open = true;
    EXPECT_EQ(client.ask(get("/t", "")).status, 200);
}

// It can only be told once that the server stops.
TEST(Door, AHandlerThatParksAgainAtTheStopIs503) {
    Front front;
    std::atomic<int> resumed{0};
    front.handler.on_handle = [](Request& request) -> Outcome {
        request.waiting->watch({request.who.account, {5}, ""});
        return Park{60s, "state"};
    };
    front.handler.on_resume = [&](Parked&, Wake) -> Outcome {
        ++resumed;
        return Park{60s, "state"};
    };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    client.send(get("/t"));
    while (front.server->counters().parked != 1) {
        std::this_thread::yield();
    }
    const auto start = Clock::now();
    std::jthread stopper([&] { front.server->stop(); });
    EXPECT_EQ(client.read_response().status, 503);
    client.hang_up();
    stopper.join();
    EXPECT_EQ(resumed, 1);
    EXPECT_LT(Clock::now() - start, 8s);
}

// The answer of a refused body may itself have to wait for a slow reader; what may be dropped of
// the body is then still what it was.
TEST(Door, ARefusalThatWaitsForItsReaderDropsTheRightBytes) {
    Front front;
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    const std::string refused = post("/nowhere", std::string(1000, 'b'));
    constexpr int kRounds = 3000;  // their answers fill both sockets' buffers
    std::jthread sender([&] {
        for (int i = 0; i < kRounds; ++i) {
            client.send(refused);
        }
    });
    std::this_thread::yield();
    int answered = 0;
    for (; answered < kRounds; ++answered) {
        if (client.read_response().status != 404) {
            break;
        }
    }
    EXPECT_EQ(answered, kRounds);
}

// Large uploads are spooled on the loop, in shares: others are served meanwhile.
TEST(Door, UploadsDoNotHoldUpOthers) {
    ServerOptions options;
    options.loops = 1;
    Front front(options);
    front.handler.terms.max_body = 200U << 20U;
    front.start();
    std::atomic<bool> uploaded{false};
    std::vector<std::jthread> uploads;
    for (int i = 0; i < 2; ++i) {
        uploads.emplace_back([&, i] {
            Client client(front.https, Client::Kind::kTls);
            const std::string body(30U << 20U, 'x');
            const Response response = client.ask(post("/t", body, "u" + std::to_string(1 + i)));
            EXPECT_EQ(response.body, "POST " + std::to_string(body.size()));
            uploaded = true;
        });
    }
    Client client(front.https, Client::Kind::kTls);
    int served = 0;
    std::chrono::nanoseconds slowest{};
    while (!uploaded) {
        const auto start = Clock::now();
        ASSERT_EQ(client.ask(get("/open", "")).status, 200);
        slowest = std::max<std::chrono::nanoseconds>(slowest, Clock::now() - start);
        ++served;
    }
    EXPECT_GT(served, 10);
    EXPECT_LT(slowest, 1s);
}

}  // namespace
}  // namespace syncgate::http
