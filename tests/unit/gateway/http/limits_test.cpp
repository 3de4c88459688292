#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/gateway/http/front.h"

namespace syncgate::http {
namespace {

using std::string_view_literals::operator""sv;

ServerOptions hasty() {
    ServerOptions options;
    options.timeouts.handshake = 100ms;
    options.timeouts.head = 100ms;
    options.timeouts.keep_alive = 200ms;
    options.timeouts.rate_window = 100ms;
    options.timeouts.linger = 100ms;
    options.rate_floor = 100'000;
    return options;
}

TEST(Limits, ASlowHeadIs408) {
    Front front(hasty());
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    client.send("GET /open HT");
    EXPECT_EQ(client.read_response().status, 408);
    EXPECT_TRUE(client.ended_within(5s));
}

TEST(Limits, AnIdleConnectionIsClosedWithoutAWord) {
    Front front(hasty());
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    EXPECT_EQ(client.ask(get("/t")).status, 200);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(Limits, ASlowBodyIs408) {
    Front front(hasty());
    front.start();
    Client client(front.https, Client::Kind::kTls);
    client.send("POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\nslow");
    EXPECT_EQ(client.read_response().status, 408);
}

TEST(Limits, AHandshakeThatNeverComesIsCut) {
    Front front(hasty());
    front.start();
    Client client(front.https, Client::Kind::kPlain);
    EXPECT_TRUE(client.ended_within(5s));
    EXPECT_EQ(front.server->counters().handshakes, 0U);
}

TEST(Limits, AReaderThatTakesNothingIsCut) {
    Front front(hasty());
    front.handler.on_handle = [](Request&) {
        return Reply::of(200, std::string(64U << 20U, 'x'), "text/plain");
    };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    client.send(get("/t"));
    const auto seen = front.observer.wait_for(1);  // the client reads nothing until then
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_LT(seen[0].bytes_out, 64U << 20U);
}

TEST(Limits, AnAccountThatReadsNothingHoldsNoMoreAnswers) {
    ServerOptions options;
    options.account_answers = 24U << 20U;
    Front front(options);
    front.handler.on_handle = [](Request& request) {
        return Reply::of(200, std::string(request.query == "large" ? 16U << 20U : 1, 'x'));
    };
    front.start();
    Client first(front.http, Client::Kind::kPlain);
    first.send(get("/t?large"));
    EXPECT_EQ(first.read_response(true).status, 200);  // its body stays where it is
    Client second(front.http, Client::Kind::kPlain);
    const Response refused = second.ask(get("/t?large"));
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.field("Retry-After"), "");
    EXPECT_EQ(second.ask(get("/t?small")).status, 200);
    EXPECT_EQ(second.ask(get("/t?large", "u2")).status, 200);
    first.read_exactly(16U << 20U);
    EXPECT_EQ(first.ask(get("/t?large")).status, 200);
    front.observer.wait_for(5);
    EXPECT_EQ(front.server->counters().answer_bytes, 0U);
}

TEST(Limits, AParkedRequestIsNotIdle) {
    Front front(hasty());
    front.handler.on_handle = [](Request&) -> Outcome { return Park{600ms, ""}; };
    front.handler.on_resume = [](Parked&, Wake) -> Outcome { return Reply::of(204); };
    front.start();
    Client client(front.https, Client::Kind::kTls);
    EXPECT_EQ(client.ask(get("/t")).status, 204);
}

TEST(Admin, IsReachedByItsSocketOnly) {
    // Over the 107 bytes that an address holds.
    const auto folder = std::filesystem::path(testing::TempDir()) / std::string(120, 'd');
    std::filesystem::create_directories(folder);
    const std::string path = folder / "socket";
    for (int i = 0; i < 2; ++i) {  // the second server finds the socket of the first
        Front front;
        front.handler.on_handle = [](Request& request) {
            return Reply::of(200, request.peer.local ? "local" : "remote", "text/plain");
        };
        ASSERT_EQ(*front.server->add_admin(path), path);
        front.start();
        struct stat file {};
        ASSERT_EQ(stat(path.c_str(), &file), 0);
        EXPECT_EQ(file.st_mode & 0777U, 0600U);
        Client client(path, Client::Kind::kPlain);
        EXPECT_EQ(client.ask(get("/admin/x", "")).body, "local");
        EXPECT_EQ(client.ask(get("/t")).status, 404);
    }
    std::filesystem::remove_all(folder);
}

TEST(Admin, IsServedWhenStrangersFillTheServer) {
    const std::string path = std::filesystem::path(testing::TempDir()) / "full.socket";
    ServerOptions options;
    options.max_connections = 1;
    Front front(options);
    ASSERT_TRUE(front.server->add_admin(path));
    front.start();
    std::vector<std::unique_ptr<Client>> strangers;
    for (int i = 0; i < 30; ++i) {
        strangers.push_back(std::make_unique<Client>(front.http, Client::Kind::kPlain));
    }
    EXPECT_EQ(strangers[16]->ask(get("/t")).status, 503);  // the last that is taken
    Client administrator(path, Client::Kind::kPlain);
    EXPECT_EQ(administrator.ask(get("/admin/x", "")).status, 200);
}

TEST(Limits, OneBeyondTheCapWhoSaysNothingIsSoonClosed) {
    ServerOptions options;
    options.max_connections = 1;
    options.timeouts.linger = 100ms;
    Front front(options);
    front.start();
    Client first(front.http, Client::Kind::kPlain);
    EXPECT_EQ(first.ask(get("/t")).status, 200);
    Client second(front.http, Client::Kind::kPlain);
    EXPECT_TRUE(second.ended_within(15s));  // the first may stay for minutes
    EXPECT_EQ(first.ask(get("/t")).status, 200);
}

TEST(Admin, AnAddressThatIsTakenIsAnError) {
    Front front;
    EXPECT_EQ(front.server->add_http(front.http).error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(front.server->add_http("nowhere").error().code, ErrorCode::kMalformed);
}

std::string proxy_header(char command) {
    std::string header("\r\n\r\n\0\r\nQUIT\n"sv);
    header += static_cast<char>(0x20 | command);
    header += "\x11"sv;
    header += "\0\x0c"sv;
    return header + std::string("\xcb\0\x71\x07\x7f\0\0\x01\x12\x34\0\x50"sv);  // 203.0.113.7
}

TEST(Proxy, NamesItsClientFromListedAddresses) {
    ServerOptions options;
    options.proxies = {"127.0.0.0/8"};
    Front front(options);
    front.handler.on_handle = [](Request& request) {
        return Reply::of(200, request.peer.address, "text/plain");
    };
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    EXPECT_EQ(client.ask(proxy_header(1) + get("/t")).body, "203.0.113.7");
    EXPECT_EQ(client.ask(get("/t")).body, "203.0.113.7");
    Client pieces(front.http, Client::Kind::kPlain);
    for (const char c : proxy_header(1) + get("/t")) {
        pieces.send({&c, 1});
    }
    EXPECT_EQ(pieces.read_response().body, "203.0.113.7");
    Client itself(front.http, Client::Kind::kPlain);
    EXPECT_EQ(itself.ask(proxy_header(0) + get("/t")).body, "127.0.0.1");
    Client without(front.http, Client::Kind::kPlain);
    EXPECT_EQ(without.ask(get("/t")).status, 0);
}

TEST(Proxy, IsNotBelievedFromOthers) {
    ServerOptions options;
    options.proxies = {"10.0.0.0/8"};
    Front front(options);
    front.start();
    Client client(front.http, Client::Kind::kPlain);
    EXPECT_EQ(client.ask(proxy_header(1) + get("/t")).status, 400);
}

}  // namespace
}  // namespace syncgate::http
