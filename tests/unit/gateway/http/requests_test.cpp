#include <gtest/gtest.h>

#include "tests/unit/gateway/http/front.h"

namespace syncgate::http {
namespace {

using std::string_view_literals::operator""sv;

TEST(Front, AnswersOverPlainAndTls) {
    Front front;
    front.start();
    for (const auto kind : {Client::Kind::kPlain, Client::Kind::kTls}) {
        Client client(kind == Client::Kind::kPlain ? front.http : front.https, kind);
        for (int i = 0; i < 3; ++i) {
            const Response response = client.ask(post("/t/x?a=b", "12345"));
            EXPECT_EQ(response.status, 200);
            EXPECT_EQ(response.body, "POST 5");
            EXPECT_FALSE(response.field("Date").empty());
        }
    }
    const auto seen = front.observer.wait_for(6);
    ASSERT_EQ(seen.size(), 6U);
    EXPECT_EQ(seen[0].account, 1);
    EXPECT_EQ(seen[0].path, "/t/x");
    EXPECT_EQ(seen[0].bytes_in, 5U);
    EXPECT_EQ(seen[0].peer, "127.0.0.1");
}

TEST(Front, RefusesWhatTwoParsersCouldReadInTwoWays) {
    const std::pair<std::string, int> table[] = {
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"GET /open HTTP/1.1\nHost: a\n\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400},
        {std::string("GET /open HTTP/1.1\r\nHost: a\r\nX: b\0\r\n\r\n"sv), 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Length: 5x\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 400},
        {"POST /open HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400},
        {"GET  /open HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /open\r\nHost: a\r\n\r\n", 400},
        {"GET /open HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"G(T /open HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET open HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /open/../t HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /open/%2e%2e/t HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /open/%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /open/%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /open HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\n\r\n", 417},
        {"GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"GET /open HTTP/1.1\r\nHost: a\r\nX: " + std::string(70'000, 'a') + "\r\n\r\n", 431},
        {"GET /open HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\n\r\n", 415},
        {"GET http://a/open HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        {"GET /OPEN/x HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        {"GET /opener HTTP/1.1\r\nHost: a\r\n\r\n", 404},
        {"GET /admin/x HTTP/1.1\r\nHost: a\r\n\r\n", 404},
        {"\r\nGET /open HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        {"GET /open HTTP/1.0\r\n\r\n", 200},
    };
    Front front;
    front.start();
    for (const auto& [request, status] : table) {
        SCOPED_TRACE(request.substr(0, 120));
        Client client(front.http, Client::Kind::kPlain);
        EXPECT_EQ(client.ask(request).status, status);
    }
}

TEST(Front, RefusesMoreThanAHundredFields) {
    Front front;
    front.start();
    for (const auto& [fields, status] : {std::pair{99, 200}, std::pair{100, 431}}) {
        std::string more;
        for (int i = 0; i < fields; ++i) {
            more += "X: y\r\n";
        }
        Client client(front.http, Client::Kind::kPlain);
        EXPECT_EQ(client.ask(get("/open", "", more)).status, status);
    }
}

TEST(Front, AnswersPipelinedRequestsInOrder) {
    Front front;
    front.handler.on_handle = [](Request& request) {
        return Reply::of(200, request.path, "text/plain");
    };
    front.handler.on_immediate = [](Request& request) -> std::optional<Outcome> {
        if (request.path.back() % 2 == 0) {
            return Reply::of(200, request.path, "text/plain");
        }
        return std::nullopt;
    };
    front.start();
    Client client(front.https, Client::Kind::kTls);
    std::string all;
    for (int i = 0; i < 200; ++i) {
        all +=
            i % 3 == 0 ? post("/t/" + std::to_string(i), "body") : get("/t/" + std::to_string(i));
    }
    client.send(all);
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(client.read_response().body, "/t/" + std::to_string(i));
    }
}

TEST(Front, HoldsBackPipelinedInputWithoutLosingIt) {
    Signal go;
    Front front;
    front.handler.on_handle = [&](Request& request) {
        EXPECT_TRUE(go.wait());
        return Reply::of(200, std::to_string(request.body.size()), "text/plain");
    };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    std::string all;
    for (int i = 0; i < 10; ++i) {
        all += post("/t", std::string(30'000, 'x'));
    }
    client.send(all);
    client.finish_sending();
    go.raise();
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(client.read_response().body, "30000");
    }
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(Front, EndsAConnectionAsItsHeadAsks) {
    Front front;
    front.start();
    for (const std::string& request :
         {get("/t", "u1", "Connection: close\r\n"), std::string("GET /open HTTP/1.0\r\n\r\n")}) {
        Client client(front.http, Client::Kind::kPlain);
        const Response response = client.ask(request);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.field("Connection"), "close");
        EXPECT_TRUE(client.ended_within(5s));
    }
}

TEST(Front, AnswersHeadWithoutABody) {
    Front front;
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    client.send("HEAD /open HTTP/1.1\r\nHost: a\r\n\r\n" + get("/open", ""));
    const Response head = client.read_response(true);
    EXPECT_EQ(head.field("Content-Length"), "6");
    EXPECT_EQ(client.read_response().body, "GET 0");
}

TEST(Front, TurnsAnExceptionIntoA500AndALogLine) {
    Front front;
    front.handler.on_handle = [](Request&) -> Outcome { throw std::runtime_error("broken"); };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    EXPECT_EQ(client.ask(get("/t")).status, 500);
    EXPECT_EQ(client.ask(get("/t")).status, 500);
    EXPECT_EQ(front.log.count("handler_failed"), 2);
}

TEST(Front, OutlivesWhatAHandlerThrowsOnTheLoop) {
    Front front;
    front.handler.on_immediate = [](Request& request) -> std::optional<Outcome> {
        if (request.path == "/t/odd") {
            throw 5;
        }
        throw std::runtime_error("broken");
    };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    EXPECT_EQ(client.ask(get("/t")).status, 500);
    EXPECT_EQ(client.ask(get("/t/odd")).status, 0);
    EXPECT_EQ(front.log.count("connection_failed"), 1);
    Client other(front.http, Client::Kind::kPlain);
    EXPECT_EQ(other.ask(get("/t")).status, 500);
}

class ThrowingSource final : public BodySource {
  public:
    Result<void> read(std::string&) override { throw 5; }
};

TEST(Front, OutlivesWhatALoginOrASourceThrows) {
    Front front;
    front.handler.on_handle = [](Request&) {
        Reply reply = Reply::of(200);
        reply.body = std::make_unique<ThrowingSource>();
        return reply;
    };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    EXPECT_EQ(client.ask(get("/t", "odd")).status, 500);
    EXPECT_EQ(front.log.count("login_failed_inside"), 1);
    client.send(get("/t"));
    EXPECT_EQ(client.read_response(true).status, 200);
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_EQ(front.log.count("answer_broken_off"), 1);
}

TEST(Front, NeverSplitsAFieldThatAHandlerMade) {
    Front front;
    front.handler.on_handle = [](Request&) {
        Reply reply = Reply::of(302);
        reply.headers.add("Location", "/a\r\nSet-Cookie: b");
        return reply;
    };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    const Response response = client.ask(get("/t"));
    EXPECT_TRUE(response.field("Set-Cookie").empty());
}

TEST(Front, HoldsAnAccountToFourInWorkAndSixteenQueued) {
    Signal go;
    Signal four;
    std::atomic<int> most{0};
    std::atomic<int> now{0};
    Front front;
    front.handler.on_handle = [&](Request&) {
        const int mine = ++now;
        for (int seen = most; mine > seen && !most.compare_exchange_weak(seen, mine);) {
        }
        if (mine == 4) {
            four.raise();
        }
        EXPECT_TRUE(go.wait());
        --now;
        return Reply::of(200);
    };
    front.start();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 25; ++i) {
        clients.push_back(std::make_unique<Client>(front.http, Client::Kind::kPlain));
        clients.back()->send(get("/t"));
    }
    EXPECT_TRUE(four.wait());
    const auto refused = front.observer.wait_for(5);
    EXPECT_EQ(refused.size(), 5U);
    for (const Seen& seen : refused) {
        EXPECT_EQ(seen.status, 503);
    }
    go.raise();
    int good = 0;
    for (auto& client : clients) {
        const Response response = client->read_response();
        good += response.status == 200 ? 1 : 0;
        EXPECT_TRUE(response.status == 200 || !response.field("Retry-After").empty());
    }
    EXPECT_EQ(good, 20);
    EXPECT_EQ(most, 4);
}

TEST(Front, TellsThoseBeyondTheCapToComeBack) {
    ServerOptions options;
    options.max_connections = 3;
    Front front(options);
    front.start();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<Client>(front.https, Client::Kind::kTls));
        const Response response = clients.back()->ask(get("/t"));
        EXPECT_EQ(response.status, i < 3 ? 200 : 503);
        EXPECT_EQ(response.field("Retry-After").empty(), i < 3);
    }
}

}  // namespace
}  // namespace syncgate::http
