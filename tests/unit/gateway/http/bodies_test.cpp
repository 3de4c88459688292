#include <filesystem>

#include <gtest/gtest.h>

#include "gateway/http/gzip.h"
#include "tests/unit/gateway/http/front.h"

namespace syncgate::http {
namespace {

std::string announce(const std::string& path, std::size_t size, const std::string& login,
                     const std::string& more = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(size) +
           "\r\n" + (login.empty() ? "" : basic(login)) + more + "\r\n";
}

TEST(Bodies, ArriveChunkedInPiecesOfAnySize) {
    Front front;
    front.handler.on_handle = [](Request& request) {
        return Reply::of(200, std::string(request.body), "text/plain");
    };
    front.start();
    const std::string wire =
        "POST /t HTTP/1.1\r\nHost: t\r\n" + basic("u1") +
        "Transfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5;x=y\r\npedia\r\nE\r\n in\r\n\r\nchunks."
        "\r\n0\r\nTrailer: x\r\n\r\n";
    Client client(front.http, Client::Kind::kPlain);
    for (const std::size_t piece : {1U, 7U, 1000U}) {
        for (std::size_t at = 0; at < wire.size(); at += piece) {
            client.send(std::string_view(wire).substr(at, piece));
        }
        EXPECT_EQ(client.read_response().body, "Wikipedia in\r\n\r\nchunks.");
    }
}

TEST(Bodies, AreSpooledWhenLargeAndLeaveNothingBehind) {
    ServerOptions options;
    options.spool_dir = testing::TempDir();
    Front front(options);
    front.handler.terms.max_body = 50U << 20U;
    std::string sent(50U << 20U, '\0');
    for (std::size_t i = 0; i < sent.size(); ++i) {
        sent[i] = static_cast<char>(i * 31 + i / 4096);
    }
    front.handler.on_handle = [&](Request& request) {
        return Reply::of(200, request.body == sent ? "same" : "other", "text/plain");
    };
    front.start();
    Client client(front.https, Client::Kind::kTls);
    EXPECT_EQ(client.ask(post("/t", sent)).body, "same");
    EXPECT_EQ(client.ask(get("/t")).body, "other");
    EXPECT_EQ(front.server->counters().spool_bytes, 0U);
    EXPECT_EQ(front.server->counters().memory_bytes, 0U);
}

TEST(Bodies, BeyondTheBudgetsAre503) {
    ServerOptions options;
    options.memory_budget = 100'000;
    options.spool_budget = 1'000'000;
    Front front(options);
    front.handler.terms.max_body = 10U << 20U;
    front.start();
    for (const auto& [size, status] :
         {std::pair{50'000U, 200}, {900'000U, 200}, {1'100'000U, 503}, {50'000U, 200}}) {
        Client client(front.http, Client::Kind::kPlain);
        client.send(announce("/t", size, "u1"));
        client.send(std::string(size, 'x'));
        EXPECT_EQ(client.read_response().status, status) << size;
    }
}

TEST(Bodies, MayBeGzipButNotBombs) {
    Front front;
    front.handler.terms.max_body = 1U << 20U;
    front.handler.on_handle = [](Request& request) {
        return Reply::of(200, std::to_string(request.body.size()), "text/plain");
    };
    front.start();
    const auto packed = [](std::size_t size) {
        std::string out;
        Gzip().write(std::string(size, 'x'), true, out);
        return out;
    };
    const std::string coding = "Content-Encoding: gzip\r\n";
    Client client(front.http, Client::Kind::kPlain);
    EXPECT_EQ(client.ask(post("/t", packed(500'000), "u1", coding)).body, "500000");
    EXPECT_EQ(client.ask(post("/t", packed(100U << 20U), "u1", coding)).status, 413);
    EXPECT_EQ(client.ask(post("/t", "not gzip", "u1", coding)).status, 400);
    EXPECT_EQ(client.ask(post("/t", packed(10).substr(0, 12), "u1", coding)).status, 400);
}

TEST(Bodies, AreAskedForOnlyAfterTheHeadHasPassed) {
    Front front;
    front.start();
    const std::string expect = "Expect: 100-continue\r\n";
    Client client(front.https, Client::Kind::kTls);
    EXPECT_EQ(client.ask(announce("/t", 5, "u1", expect)).status, 100);
    EXPECT_EQ(client.ask("12345").body, "POST 5");

    EXPECT_EQ(client.ask(announce("/t", 5, "new", expect)).status, 100);
    EXPECT_EQ(client.ask("12345").body, "POST 5");
    EXPECT_EQ(front.logins.verified, 1);

    const Response refused = client.ask(announce("/t", 5, "bad", expect));
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.field("Connection"), "close");  // whether the body comes is not known
}

// The second request's client is found to be gone when it is told to go on.
TEST(Bodies, AreNotAskedForFromAClientThatHasGone) {
    Front front;
    Signal entered;
    Signal gone;
    front.handler.on_handle = [&](Request&) {
        entered.raise();
        EXPECT_TRUE(gone.wait());
        return Reply::of(200);
    };
    front.start();
    {
        Client client(front.http, Client::Kind::kPlain);
        client.send(get("/t") + announce("/t", 5, "u1", "Expect: 100-continue\r\n"));
        ASSERT_TRUE(entered.wait());
    }
    gone.raise();
    const auto seen = front.observer.wait_for(2);
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[1].status, 0);
}

TEST(Bodies, ARefusalIsSeenByAClientThatIsStillSending) {
    ServerOptions options;
    options.timeouts.linger = 300ms;
    struct Case {
        const char* login;
        std::size_t size;
        int status;
    };
    for (const Case& row :
         {Case{"", 200'000, 401}, Case{"bad", 200'000, 401}, Case{"off", 200'000, 403},
          Case{"busy", 200'000, 503}, Case{"", 50U << 20U, 401}, Case{"u1", 60U << 20U, 413}}) {
        SCOPED_TRACE(row.status);
        Front front(options);
        front.start();
        Client client(front.https, Client::Kind::kTls);
        client.send(announce("/t", row.size, row.login));
        client.send(std::string(200'000, 'x'));
        const Response response = client.read_response();
        EXPECT_EQ(response.status, row.status);
        if (row.size == 200'000) {  // dropped whole: the connection goes on
            EXPECT_EQ(client.ask(get("/t")).status, 200);
        } else {
            EXPECT_EQ(response.field("Connection"), "close");
            EXPECT_TRUE(client.ended_within(10s));
        }
    }
}

TEST(Bodies, ChunkedOnesAreCountedAfterDecoding) {
    Front front;
    front.handler.terms.max_body = 1000;
    front.start();
    const std::string head =
        "POST /t HTTP/1.1\r\nHost: t\r\n" + basic("u1") + "Transfer-Encoding: chunked\r\n\r\n";
    const auto chunks = [](int count) {
        std::string all;
        for (int i = 0; i < count; ++i) {
            all += "1\r\nx\r\n";
        }
        return all + "0\r\n\r\n";
    };
    Client good(front.http, Client::Kind::kPlain);
    EXPECT_EQ(good.ask(head + chunks(1000)).body, "POST 1000");
    EXPECT_EQ(good.ask(head + chunks(1001)).status, 413);
    Client bad(front.http, Client::Kind::kPlain);
    EXPECT_EQ(bad.ask(head + "5\nhello").status, 400);
}

TEST(Bodies, LoginsAreAskedForByBasic) {
    Front front;
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    for (const std::string& login : {std::string(), std::string("bad")}) {
        const Response response = client.ask(get("/t", login));
        EXPECT_EQ(response.status, 401);
        EXPECT_EQ(response.field("WWW-Authenticate"),
                  "Basic realm=\"Syncgate\", charset=\"UTF-8\"");
    }
    EXPECT_EQ(client.ask(get("/t", "off")).status, 403);
    const Response busy = client.ask(get("/t", "busy"));
    EXPECT_EQ(busy.status, 503);
    EXPECT_FALSE(busy.field("Retry-After").empty());
    EXPECT_EQ(client.ask(get("/open", "")).status, 200);
}

// Gives `count` pieces of 50,000 bytes; then the end, or an error.
class Pieces final : public BodySource {
  public:
    Pieces(int count, bool fails) : count_(count), fails_(fails) {}
    Result<void> read(std::string& out) override {
        if (count_ == 0) {
            return fails_ ? Result<void>(Error{ErrorCode::kInternal, "broken"}) : Result<void>();
        }
        out.append(50'000, static_cast<char>('a' + count_-- % 26));
        return {};
    }

  private:
    int count_;
    bool fails_;
};

Reply streamed(int count, bool fails = false) {
    Reply reply = Reply::of(200, "", "text/plain");
    reply.body = std::make_unique<Pieces>(count, fails);
    return reply;
}

TEST(Bodies, OfAnswersAreStreamed) {
    Front front;
    front.handler.on_handle = [](Request&) { return streamed(100); };
    front.start();
    for (const auto kind : {Client::Kind::kPlain, Client::Kind::kTls}) {
        Client client(kind == Client::Kind::kPlain ? front.http : front.https, kind);
        EXPECT_EQ(client.ask(get("/t")).body.size(), 5'000'000U);
        EXPECT_LT(client.ask(get("/t", "u1", "Accept-Encoding: gzip\r\n")).body.size(), 100'000U);
        const Response old = client.ask("GET /open HTTP/1.0\r\n\r\n");
        EXPECT_EQ(old.body.size(), 5'000'000U);
        EXPECT_TRUE(old.field("Transfer-Encoding").empty());
    }
}

TEST(Bodies, AnAnswerThatBreaksOffDoesNotLookWhole) {
    Front front;
    front.handler.on_handle = [](Request&) { return streamed(3, true); };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    client.send(get("/t"));
    const std::string all = client.read_to_end();
    EXPECT_GT(all.size(), 150'000U);
    EXPECT_FALSE(all.ends_with("0\r\n\r\n"));
    EXPECT_EQ(front.log.count("answer_broken_off"), 1);
}

TEST(Bodies, OfAnswersAreGzippedWhenItIsWorthIt) {
    Front front;
    front.handler.on_handle = [](Request& request) {
        return Reply::of(200, std::string(100'000, 'x'),
                         request.path == "/t/jpeg" ? "image/jpeg" : "text/html");
    };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    const std::string gzip = "Accept-Encoding: deflate, gzip;q=0.8\r\n";
    EXPECT_EQ(client.ask(get("/t", "u1", gzip)).field("Content-Encoding"), "gzip");
    EXPECT_EQ(client.ask(get("/t")).body.size(), 100'000U);
    EXPECT_EQ(client.ask(get("/t/jpeg", "u1", gzip)).body.size(), 100'000U);
    EXPECT_EQ(client.ask(get("/t", "u1", "Accept-Encoding: gzip;q=0\r\n")).body.size(), 100'000U);
}

}  // namespace
}  // namespace syncgate::http
