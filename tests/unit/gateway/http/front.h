// A whole front over loopback for tests: real sockets, real TLS, handlers made of functions.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/server.h"

struct ssl_st;

namespace syncgate::http {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// A fresh self-signed P-256 certificate.
class TestTls final : public TlsSource {
  public:
    TestTls();
    ~TestTls() override;
    ssl_ctx_st* current() override { return context_; }

  private:
    ssl_ctx_st* context_;
};

// u1 to u9 with the password "secret"; "new" is known only to verify(), "off" is switched off,
// "busy" is throttled, "odd" makes verify() throw.
class TestLogins final : public Authenticator {
  public:
    std::optional<Identity> remembered(const Login& login) override;
    Result<Identity> verify(const Login& login) override;
    std::atomic<int> verified{0};
};

struct Seen {
    AccountId account = 0;
    std::string peer;
    std::string method;
    std::string path;
    int status = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
};

class TestObserver final : public RequestObserver {
  public:
    void finished(const RequestRecord& record) override;
    // Waits until so many requests have ended.
    std::vector<Seen> wait_for(std::size_t count);

  private:
    std::mutex mutex_;
    std::condition_variable more_;
    std::vector<Seen> seen_;
};

class TestLog final : public Log {
  public:
    void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override;
    int count(const std::string& event);

  private:
    std::mutex mutex_;
    std::map<std::string, int> events_;
};

class TestHandler final : public Handler {
  public:
    Terms admit(const Request&) const override { return terms; }
    std::optional<Outcome> immediate(Request& request) override {
        return on_immediate ? on_immediate(request) : std::nullopt;
    }
    Outcome handle(Request& request) override { return on_handle(request); }
    Outcome resume(Parked& parked, Wake why) override {
        return on_resume ? on_resume(parked, why) : Outcome(Reply::of(503));
    }

    Terms terms;
    std::function<std::optional<Outcome>(Request&)> on_immediate;
    std::function<Outcome(Request&)> on_handle = [](Request& request) {
        return Reply::of(200, request.method + " " + std::to_string(request.body.size()),
                         "text/plain");
    };
    std::function<Outcome(Parked&, Wake)> on_resume;
};

// An event that one thread waits for and another brings about.
class Signal {
  public:
    void raise();
    [[nodiscard]] bool wait(std::chrono::milliseconds most = 20s);

  private:
    std::mutex mutex_;
    std::condition_variable raised_;
    bool is_raised_ = false;
};

struct Response {
    int status = 0;  // 0: the connection ended instead
    std::string head;
    std::string body;
    [[nodiscard]] std::string field(std::string_view name) const;
};

// A blocking client; every wait ends after 20 s.
class Client {
  public:
    enum class Kind { kPlain, kTls };
    Client(const std::string& address, Kind kind);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool send(std::string_view bytes);
    Response read_response(bool to_head = false);
    std::string read_line();  // with its line end
    std::string read_exactly(std::size_t size);
    std::string read_to_end();
    bool ended_within(std::chrono::milliseconds most);  // EOF, or a reset
    void start_tls();
    void hang_up();
    void finish_sending();
    Response ask(const std::string& request) {
        send(request);
        return read_response();
    }
    [[nodiscard]] std::string_view buffered() const { return buffer_; }

  private:
    bool fill();

    int fd_ = -1;
    ssl_st* ssl_ = nullptr;
    std::string buffer_;
};

// Started by start(); /t and /open (no login) lead to `handler`.
class Front {
  public:
    explicit Front(ServerOptions options = {}, std::size_t parked_most = 100);
    ~Front();

    void start();
    Client::Kind kind = Client::Kind::kPlain;
    std::string http;
    std::string https;
    TestTls tls;
    TestLogins logins;
    TestObserver observer;
    TestLog log;
    push::Hub hub;
    TestHandler handler;
    Router router;
    std::optional<Server> server;
};

std::string basic(const std::string& login, const std::string& password = "secret");
std::string get(const std::string& path, const std::string& login = "u1",
                const std::string& more = "");
std::string post(const std::string& path, const std::string& body, const std::string& login = "u1",
                 const std::string& more = "");

}  // namespace syncgate::http
