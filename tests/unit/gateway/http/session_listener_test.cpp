#include <thread>

#include <gtest/gtest.h>

#include "tests/unit/gateway/http/front.h"

namespace syncgate::http {
namespace {

// Lines are given back; DATA takes dot-ended data, BYTES n so many bytes; both are measured.
class Echo final : public Session {
  public:
    explicit Echo(Peer peer) : peer_(std::move(peer)) {}

    SessionReply open() override { return {"hello " + peer_.address + "\r\n", line()}; }

    SessionReply run(const Unit& unit) override {
        if (data_) {
            data_ = false;
            return {unit.too_long ? "too long\r\n"
                                  : std::to_string(unit.bytes.size()) + " " + last(unit) + "\r\n",
                    line()};
        }
        if (unit.too_long) {
            return {"line too long\r\n", line()};
        }
        if (unit.bytes == "DATA") {
            data_ = true;
            return {"go\r\n", {Expect::Kind::kDotData, 30U << 20U, 1s}};
        }
        if (unit.bytes == "BYTES") {
            data_ = true;
            return {"go\r\n", {Expect::Kind::kBytes, 200'000, 1s}};
        }
        if (unit.bytes == "NONE") {
            data_ = true;
            return {"go\r\n", {Expect::Kind::kBytes, 0, 1s}};
        }
        if (unit.bytes == "QUIT") {
            return {"bye\r\n", line(), true};
        }
        if (unit.bytes == "STARTTLS") {
            return {"go\r\n", line(), false, true};
        }
        if (unit.bytes == "LARGE") {
            return {std::string(32U << 20U, 'x') + "\r\n", line()};
        }
        if (unit.bytes == "THROW") {
            throw std::runtime_error("broken");
        }
        return {"<" + std::string(unit.bytes) + ">\r\n", line()};
    }

    std::string farewell(Wake why) override {
        return why == Wake::kDeadline ? "too slow\r\n" : "closing\r\n";
    }

  private:
    static Expect line() { return {Expect::Kind::kLine, 100, 1s}; }
    static std::string last(const Unit& unit) {
        return std::string(
            unit.bytes.substr(unit.bytes.size() - std::min<std::size_t>(unit.bytes.size(), 8)));
    }
    Peer peer_;
    bool data_ = false;
};

class EchoFactory final : public SessionFactory {
  public:
    std::unique_ptr<Session> make(const Peer& peer) override {
        return std::make_unique<Echo>(peer);
    }
};

struct Lines {
    explicit Lines(ServerOptions options = {}) : front(std::move(options)) {
        address = *front.server->add_session("127.0.0.1:0", {factory, &front.tls});
        implicit = *front.server->add_session("127.0.0.1:0", {factory, &front.tls, true});
        front.start();
    }
    EchoFactory factory;
    Front front;
    std::string address;
    std::string implicit;
};

TEST(LineSessions, RunLineByLineAlsoWhenPipelined) {
    Lines lines;
    for (const auto kind : {Client::Kind::kPlain, Client::Kind::kTls}) {
        Client client(kind == Client::Kind::kPlain ? lines.address : lines.implicit, kind);
        EXPECT_EQ(client.read_line(), "hello 127.0.0.1\r\n");
        std::string all;
        for (int i = 0; i < 300; ++i) {
            all += "line " + std::to_string(i) + (i % 2 == 0 ? "\r\n" : "\n");
        }
        client.send(all + "QUIT\r\nafter\r\n");
        for (int i = 0; i < 300; ++i) {
            EXPECT_EQ(client.read_line(), "<line " + std::to_string(i) + ">\r\n");
        }
        EXPECT_EQ(client.read_to_end(), "bye\r\n");
    }
}

TEST(LineSessions, UndoDotStuffingAndEndAtCrlfDotCrlfAlone) {
    const std::pair<std::string, std::string> table[] = {
        {"a\r\n.\r\n", "3 a\r\n"},
        {".\r\n", "0 "},
        {"..\r\n.\r\n", "3 .\r\n"},
        {"...\r\n.\r\n", "4 ..\r\n"},
        {".a\r\n.\r\n", "3 a\r\n"},
        {"a\n.\nb\r\n.\r\n", "9 \r\n.\r\nb\r\n"},
        {"a\n.\r\nb\r\n.\r\n", "9 \r\n.\r\nb\r\n"},
        {"a\r.\r\nb\r\n.\r\n", "9 \r\n.\r\nb\r\n"},
        {"a\r\n.\rb\r\n.\r\n", "8 a\r\n\r\nb\r\n"},
        {"a\r\r\n.\r\n", "5 a\r\n\r\n"},
        {"\r\n\r\n.\r\n", "4 \r\n\r\n"},
    };
    Lines lines;
    for (const std::size_t piece : {1U, 1000U}) {
        Client client(lines.address, Client::Kind::kPlain);
        client.read_line();
        for (const auto& [sent, heard] : table) {
            SCOPED_TRACE(sent);
            client.send("DATA\r\n");
            EXPECT_EQ(client.read_line(), "go\r\n");
            for (std::size_t at = 0; at < sent.size(); at += piece) {
                client.send(std::string_view(sent).substr(at, piece));
            }
            EXPECT_EQ(client.read_exactly(heard.size() + 2), heard + "\r\n");
        }
    }
}

TEST(LineSessions, SpoolWhatIsLargeAndDropWhatIsTooLarge) {
    Lines lines;
    Client client(lines.implicit, Client::Kind::kTls);
    client.read_line();
    client.send("DATA\r\n");
    client.read_line();
    client.send(std::string(20U << 20U, 'x') + "last\r\n.\r\n");
    EXPECT_EQ(client.read_line(), std::to_string((20U << 20U) + 6) + " xxlast\r\n");
    client.read_line();
    client.send("DATA\r\n");
    EXPECT_EQ(client.read_line(), "go\r\n");
    client.send(std::string(31U << 20U, 'x') + "\r\n.\r\n");
    EXPECT_EQ(client.read_line(), "too long\r\n");
    client.send(std::string(101, 'y') + "\r\n" + std::string(100, 'z') + "\r\n");
    EXPECT_EQ(client.read_line(), "line too long\r\n");
    EXPECT_EQ(client.read_line(), "<" + std::string(100, 'z') + ">\r\n");
    client.send("BYTES\r\n" + std::string(199'992, 'b') + "12345678next\r\n");
    EXPECT_EQ(client.read_line(), "go\r\n");
    EXPECT_EQ(client.read_line(), "200000 12345678\r\n");
    EXPECT_EQ(client.read_line(), "<next>\r\n");
    client.send("NONE\r\n");
    EXPECT_EQ(client.read_line(), "go\r\n");
    EXPECT_EQ(client.read_line(), "0 \r\n");
    EXPECT_EQ(lines.front.server->counters().spool_bytes, 0U);
}

TEST(LineSessions, StartTlsDropsWhatWasSentBeforeIt) {
    Lines lines;
    Client client(lines.address, Client::Kind::kPlain);
    client.read_line();
    client.send("STARTTLS\r\nINJECTED\r\n");
    EXPECT_EQ(client.read_line(), "go\r\n");
    client.start_tls();
    client.send("secret\r\n");
    EXPECT_EQ(client.read_line(), "<secret>\r\n");
}

TEST(LineSessions, EndWithAFarewellWhenIdle) {
    Lines lines;
    Client client(lines.address, Client::Kind::kPlain);
    client.read_line();
    client.send("begun");
    EXPECT_EQ(client.read_to_end(), "too slow\r\n");
}

TEST(LineSessions, EndWithAFarewellWhenTheServerStopsOrTheyBreak) {
    Lines lines;
    Client broken(lines.address, Client::Kind::kPlain);
    broken.read_line();
    broken.send("THROW\r\n");
    EXPECT_EQ(broken.read_to_end(), "closing\r\n");
    EXPECT_EQ(lines.front.log.count("session_failed"), 1);
    broken.hang_up();
    Client client(lines.address, Client::Kind::kPlain);
    client.read_line();
    std::jthread stopper([&] { lines.front.server->stop(); });
    EXPECT_EQ(client.read_to_end(), "closing\r\n");
    client.hang_up();
}

TEST(LineSessions, WhatWasDoneBeforeAPipelinedUnitFailedIsStillSaid) {
    Lines lines;
    Client client(lines.address, Client::Kind::kPlain);
    client.read_line();
    client.send("one\r\ntwo\r\nTHROW\r\nthree\r\n");
    EXPECT_EQ(client.read_to_end(), "<one>\r\n<two>\r\nclosing\r\n");
}

TEST(LineSessions, EndWhenTheirPeerHasSentAllAndReadTheLastReply) {
    Lines lines;
    Client client(lines.address, Client::Kind::kPlain);
    client.read_line();
    client.send("LARGE\r\n");
    client.finish_sending();
    client.read_exactly(32U << 20U);
    EXPECT_EQ(client.read_to_end(), "\r\n");  // nobody waits for more until it is too late
}

TEST(LineSessions, AReservedListenerServesBeyondTheCap) {
    ServerOptions options;
    options.max_connections = 1;
    Front front(options);
    EchoFactory factory;
    const std::string address =
        *front.server->add_session("127.0.0.1:0", {.factory = factory, .reserved = true});
    front.start();
    std::vector<std::unique_ptr<Client>> strangers;
    for (int i = 0; i < 30; ++i) {
        strangers.push_back(std::make_unique<Client>(front.http, Client::Kind::kPlain));
    }
    EXPECT_EQ(strangers[16]->ask(get("/t")).status, 503);  // the last that is taken
    Client relay(address, Client::Kind::kPlain);
    EXPECT_EQ(relay.read_line(), "hello 127.0.0.1\r\n");
}

TEST(LineSessions, BeyondTheCapAreSentAway) {
    ServerOptions options;
    options.max_connections = 1;
    Lines lines(options);
    Client first(lines.address, Client::Kind::kPlain);
    EXPECT_EQ(first.read_line(), "hello 127.0.0.1\r\n");
    Client second(lines.address, Client::Kind::kPlain);
    EXPECT_EQ(second.read_to_end(), "closing\r\n");
}

}  // namespace
}  // namespace syncgate::http
