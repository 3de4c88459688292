#include <thread>

#include <gtest/gtest.h>

#include "tests/unit/gateway/http/front.h"

namespace syncgate::http {
namespace {

const char* name_of(Wake why) {
    switch (why) {
        case Wake::kChange:
            return "change";
        case Wake::kDeadline:
            return "deadline";
        case Wake::kSuperseded:
            return "superseded";
        case Wake::kPolicy:
            return "policy";
        case Wake::kClosing:
            return "closing";
    }
    return "?";
}

// Watches collection 5 of the login's account, in the slot that the query names, and parks for as
// many milliseconds as the body says.
void make_ping(TestHandler& handler) {
    handler.on_handle = [](Request& request) -> Outcome {
        request.waiting->watch({request.who.account, {5, 7}, request.query});
        return Park{std::chrono::milliseconds(std::stol(std::string(request.body))), "state"};
    };
    handler.on_resume = [](Parked& parked, Wake why) -> Outcome {
        return Reply::of(200, parked.state + " " + name_of(why) + " " + parked.who.address,
                         "text/plain");
    };
}

bool wait_until_parked(Front& front, std::size_t count) {
    for (int i = 0; i < 4000 && front.server->counters().parked != count; ++i) {
        std::this_thread::sleep_for(5ms);
    }
    return front.server->counters().parked == count;
}

TEST(Parking, AChangeWakes) {
    Front front;
    make_ping(front.handler);
    front.start();
    for (const auto kind : {Client::Kind::kPlain, Client::Kind::kTls}) {
        Client client(kind == Client::Kind::kPlain ? front.http : front.https, kind);
        client.send(post("/t", "60000"));
        ASSERT_TRUE(wait_until_parked(front, 1));
        front.hub.changed(1, 6, 1);
        front.hub.changed(2, 5, 1);
        front.hub.changed(1, 5, 2);
        EXPECT_EQ(client.read_response().body, "state change u1@example.org");
        EXPECT_EQ(front.server->counters().parked, 0U);
    }
}

TEST(Parking, TheDeadlineWakes) {
    Front front;
    make_ping(front.handler);
    front.start();
    Client client(front.https, Client::Kind::kTls);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(client.ask(post("/t", "100")).body, "state deadline u1@example.org");
    EXPECT_GE(std::chrono::steady_clock::now() - start, 100ms);
}

TEST(Parking, ANewerExchangeOfTheSlotSupersedesTheOlder) {
    Front front;
    make_ping(front.handler);
    front.start();
    Client older(front.https, Client::Kind::kTls);
    Client other(front.https, Client::Kind::kTls);
    older.send(post("/t?a", "60000"));
    other.send(post("/t?b", "60000"));
    ASSERT_TRUE(wait_until_parked(front, 2));
    Client newer(front.https, Client::Kind::kTls);
    newer.send(post("/t?a", "60000"));
    EXPECT_EQ(older.read_response().body, "state superseded u1@example.org");
    ASSERT_TRUE(wait_until_parked(front, 2));
    front.hub.disturb(1, Wake::kPolicy);
    EXPECT_EQ(newer.read_response().body, "state policy u1@example.org");
    EXPECT_EQ(other.read_response().body, "state policy u1@example.org");
}

TEST(Parking, AHangUpIsNoticed) {
    Front front;
    make_ping(front.handler);
    front.start();
    for (const auto kind : {Client::Kind::kPlain, Client::Kind::kTls}) {
        Client client(kind == Client::Kind::kPlain ? front.http : front.https, kind);
        client.send(post("/t", "60000"));
        ASSERT_TRUE(wait_until_parked(front, 1));
        client.hang_up();
        EXPECT_TRUE(wait_until_parked(front, 0));
    }
    for (const Seen& seen : front.observer.wait_for(2)) {
        EXPECT_EQ(seen.status, 0);
    }
}

TEST(Parking, AnAccountHasSoManyPlaces) {
    Front front({}, 3);
    make_ping(front.handler);
    front.start();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<Client>(front.http, Client::Kind::kPlain));
        clients.back()->send(post("/t", "60000"));
    }
    ASSERT_TRUE(wait_until_parked(front, 3));
    Client fourth(front.http, Client::Kind::kPlain);
    const Response refused = fourth.ask(post("/t", "60000"));
    EXPECT_EQ(refused.status, 503);
    EXPECT_FALSE(refused.field("Retry-After").empty());
    Client elsewhere(front.http, Client::Kind::kPlain);
    EXPECT_EQ(elsewhere.ask(post("/t", "10", "u2")).status, 200);
    clients.clear();
    ASSERT_TRUE(wait_until_parked(front, 0));
    EXPECT_EQ(fourth.ask(post("/t", "10")).status, 200);
}

TEST(Parking, OneThatParksAgainIsWokenAgain) {
    Front front;
    make_ping(front.handler);
    std::atomic<int> looks{0};
    front.handler.on_resume = [&](Parked& parked, Wake why) -> Outcome {
        EXPECT_GT(parked.left, 0ms);
        if (++looks < 50) {
            front.hub.changed(1, 7, looks);  // between the look and the park
            return Park{parked.left, parked.state};
        }
        return Reply::of(200, name_of(why), "text/plain");
    };
    front.start();
    Client client(front.https, Client::Kind::kTls);
    client.send(post("/t", "60000"));
    ASSERT_TRUE(wait_until_parked(front, 1));
    front.hub.changed(1, 5, 1);
    EXPECT_EQ(client.read_response().body, "change");
    EXPECT_EQ(looks, 50);
}

TEST(Parking, MayComeFromTheLoopItself) {
    Front front;
    make_ping(front.handler);
    front.handler.on_immediate = [&](Request& request) -> std::optional<Outcome> {
        return front.handler.on_handle(request);
    };
    front.start();
    Client client(front.https, Client::Kind::kTls);
    client.send(post("/t", "60000"));
    ASSERT_TRUE(wait_until_parked(front, 1));
    front.hub.changed(1, 5, 1);
    EXPECT_EQ(client.read_response().body, "state change u1@example.org");
}

// A change that comes after watch() but before the loop has parked must neither be lost nor reach
// the next request of the connection.
TEST(Parking, NoWakeIsLostBetweenWatchAndPark) {
    constexpr int kRounds = 2000;
    constexpr int kClients = 4;
    Front front;
    make_ping(front.handler);
    front.handler.on_handle = [&](Request& request) -> Outcome {
        const AccountId account = request.who.account;
        request.waiting->watch({account, {5}, "slot"});
        front.hub.changed(account, 5, 1);
        return Park{60'000ms, "state"};
    };
    front.start();
    std::vector<std::jthread> threads;
    std::atomic<int> answered{0};
    for (int n = 1; n <= kClients; ++n) {
        threads.emplace_back([&, n] {
            Client client(n % 2 == 0 ? front.http : front.https,
                          n % 2 == 0 ? Client::Kind::kPlain : Client::Kind::kTls);
            const std::string login = "u" + std::to_string(n);
            for (int i = 0; i < kRounds; ++i) {
                const Response response = client.ask(post("/t", "x", login));
                if (response.body != "state change " + login + "@example.org") {
                    return;
                }
                ++answered;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(answered, kRounds * kClients);
    EXPECT_EQ(front.server->counters().parked, 0U);
}

// The same with changes from another thread, at any moment.
TEST(Parking, ChangesFromAnotherThreadReachEveryRound) {
    constexpr int kRounds = 1500;
    Front front;
    make_ping(front.handler);
    std::atomic<Modseq> store{0};
    std::atomic<Modseq> seen{0};
    front.handler.on_handle = [&](Request& request) -> Outcome {
        request.waiting->watch({request.who.account, {5}, ""});
        if (const Modseq now = store; now > seen) {
            seen = now;
            return Reply::of(200, "found", "text/plain");
        }
        return Park{60'000ms, ""};
    };
    front.handler.on_resume = [&](Parked&, Wake) -> Outcome {
        seen = store.load();
        return Reply::of(200, "woken", "text/plain");
    };
    front.start();
    Client client(front.https, Client::Kind::kTls);
    std::atomic<int> round{0};
    std::jthread writer([&](const std::stop_token& stop) {
        for (int written = 0; written < kRounds && !stop.stop_requested(); ++written) {
            round.wait(written);
            front.hub.changed(1, 5, ++store);
        }
    });
    int answered = 0;
    for (; answered < kRounds; ++answered) {
        client.send(post("/t", "x"));
        ++round;
        round.notify_all();
        if (client.read_response().status != 200) {
            break;
        }
    }
    EXPECT_EQ(answered, kRounds);
    round = kRounds + 1;
    round.notify_all();
}

TEST(Parking, AStateOverItsLimitIsAFault) {
    Front front;
    front.handler.on_handle = [](Request&) -> Outcome {
        return Park{1000ms, std::string(limits::kParkState + 1, 'x')};
    };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    EXPECT_EQ(client.ask(get("/t")).status, 500);
}

TEST(Parking, PipelinedRequestsWaitBehindAParkedOne) {
    Front front;
    make_ping(front.handler);
    front.start();
    Client client(front.https, Client::Kind::kTls);
    client.send(post("/t", "60000") + post("/t", "1"));
    ASSERT_TRUE(wait_until_parked(front, 1));
    front.hub.changed(1, 5, 1);
    EXPECT_EQ(client.read_response().body, "state change u1@example.org");
    EXPECT_EQ(client.read_response().body, "state deadline u1@example.org");
}

TEST(Stopping, AnswersParkedOnesAndFinishesOthers) {
    Front front;
    make_ping(front.handler);
    Signal begun;
    Signal go;
    front.start();
    Client parked(front.https, Client::Kind::kTls);
    parked.send(post("/t", "60000"));
    ASSERT_TRUE(wait_until_parked(front, 1));
    front.handler.on_handle = [&](Request&) -> Outcome {
        begun.raise();
        EXPECT_TRUE(go.wait());
        return Reply::of(200, "finished", "text/plain");
    };
    Client working(front.http, Client::Kind::kPlain);
    working.send(get("/t", "u2"));
    ASSERT_TRUE(begun.wait());
    Client idle(front.http, Client::Kind::kPlain);
    EXPECT_EQ(idle.ask("GET /none HTTP/1.1\r\nHost: a\r\n\r\n").status, 404);
    const auto start = std::chrono::steady_clock::now();
    std::jthread stopper([&] { front.server->stop(); });
    EXPECT_EQ(parked.read_response().body, "state closing u1@example.org");
    EXPECT_TRUE(parked.ended_within(8s));
    EXPECT_TRUE(idle.ended_within(8s));
    idle.hang_up();
    parked.hang_up();
    go.raise();
    EXPECT_EQ(working.read_response().body, "finished");
    working.hang_up();
    stopper.join();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 8s);
}

TEST(Stopping, CutsWhoDoesNotComeToAnEnd) {
    ServerOptions options;
    options.timeouts.stop = 200ms;
    Front front(options);
    make_ping(front.handler);
    front.handler.on_resume = [](Parked&, Wake) -> Outcome { return Park{60'000ms, "again"}; };
    front.start();
    Client stubborn(front.http, Client::Kind::kPlain);
    stubborn.send(post("/t", "60000"));
    Client half(front.http, Client::Kind::kPlain);
    half.send("POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx");
    ASSERT_TRUE(wait_until_parked(front, 1));
    const auto start = std::chrono::steady_clock::now();
    front.server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
    EXPECT_EQ(stubborn.read_response().status, 503);
    EXPECT_TRUE(half.ended_within(1s));
}

}  // namespace
}  // namespace syncgate::http
