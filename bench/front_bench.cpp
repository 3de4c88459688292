// The front alone, in a process of its own: what a parked TLS 1.3 connection costs, what a request
// answered on the loop costs, how fast a wake reaches the client. One line a figure, as
// script/bench prints them: name, value, unit, must, met or short.
//
//     front_bench [parked] [options] [wake]     all without arguments
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/text.h"
#include "bench/load/figure.h"
#include "bench/load/server.h"
#include "bench/load/tls_client.h"
#include "gateway/http/server.h"
#include "gateway/net/file_limit.h"

namespace syncgate::bench {
namespace {

constexpr int kParked = 15'000;
constexpr int kParkedForWakes = 10'000;
constexpr int kAccounts = kParked / 100;  // limits::kParkedPerAccount
constexpr int kClientThreads = 4;
constexpr std::size_t kStateBytes = 120;  // what a Ping of five folders keeps

// ---- the server ---------------------------------------------------------------------------------

// A self-signed P-256 certificate.
class BenchTls final : public TlsSource {
  public:
    BenchTls() : context_(SSL_CTX_new(TLS_server_method())) {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        X509_set_version(certificate, 2);
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_sign(certificate, key, EVP_sha256());
        SSL_CTX_use_certificate(context_, certificate);
        SSL_CTX_use_PrivateKey(context_, key);
        SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
        SSL_CTX_set_num_tickets(context_, 1);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    ~BenchTls() override { SSL_CTX_free(context_); }
    BenchTls(const BenchTls&) = delete;
    BenchTls& operator=(const BenchTls&) = delete;
    ssl_ctx_st* current() override { return context_; }

  private:
    SSL_CTX* context_;
};

// Lets "uN" in as account N, by memory alone.
class Remembers final : public Authenticator {
  public:
    std::optional<Identity> remembered(const Login& login) override {
        const auto number = parse_uint(std::string_view(login.login).substr(1));
        return Identity{static_cast<AccountId>(number.value_or(0)) + 1, login.login + "@bench"};
    }
    Result<Identity> verify(const Login&) override {
        return Error{ErrorCode::kUnauthenticated, "nobody is unknown"};
    }
};

class NoObserver final : public http::RequestObserver {
  public:
    void finished(const http::RequestRecord&) override {}
};

class Options final : public Handler {
  public:
    std::optional<Outcome> immediate(Request&) override {
        Reply reply = Reply::of(200);
        reply.headers.add("MS-ASProtocolVersions", "12.1,14.0,14.1,16.0,16.1");
        reply.headers.add("MS-ASProtocolCommands", "Sync,SendMail,FolderSync,Ping,Provision");
        return reply;
    }
    Outcome handle(Request&) override { return Reply::of(500); }
};

long monotonic_nanos() {
    return static_cast<long>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                 std::chrono::steady_clock::now().time_since_epoch())
                                 .count());
}

// Parks a client that names its collection in the query; wakes it for a client that says "tell".
class Waits final : public Handler {
  public:
    explicit Waits(push::Hub& hub) : hub_(hub) {}

    Outcome handle(Request& request) override {
        const bool tell = request.query.starts_with("tell=");
        const auto number =
            static_cast<CollectionId>(parse_uint(request.query.substr(5)).value_or(0));
        if (tell) {
            told_ = monotonic_nanos();
            hub_.changed(number % kAccounts + 1, 10 + number, ++modseq_);
            return Reply::of(200);
        }
        request.waiting->watch({request.who.account, {1, 2, 3, 4, 10 + number}, request.query});
        return Park{std::chrono::milliseconds(3'540'000), std::string(kStateBytes, 's')};
    }
    Outcome resume(Parked&, Wake) override { return Reply::of(200, std::to_string(told_)); }

  private:
    push::Hub& hub_;
    std::atomic<long> told_{0};
    std::atomic<Modseq> modseq_{0};
};

// In the child: says its ports, serves until its standard input ends.
[[noreturn]] void serve(int say, int until) {
    net::raise_file_limit();
    BenchTls tls;
    Remembers remembers;
    NoObserver observer;
    NullLog log;
    push::Hub hub;
    Options options_handler;
    Waits waits(hub);
    http::Router router;
    router.add({"/options", &options_handler});
    router.add({"/wait", &waits});
    http::ServerOptions options;
    options.max_connections = 19'000;
    http::Server server(options, {router, remembers, hub, observer, log});
    const auto bound = server.add_https("127.0.0.1:0", tls);
    if (!bound) {
        std::fprintf(stderr, "%s\n", bound.error().detail.c_str());
        _exit(1);
    }
    server.start();
    const std::string port = bound->substr(bound->rfind(':') + 1) + "\n";
    [[maybe_unused]] const ssize_t said = write(say, port.data(), port.size());
    char byte = 0;
    while (read(until, &byte, 1) > 0) {
    }
    server.stop();
    _exit(0);
}

class Front {
  public:
    Front() {
        int from[2] = {-1, -1};
        int to[2] = {-1, -1};
        if (pipe(from) != 0 || pipe(to) != 0) {
            throw std::runtime_error("no pipe");
        }
        pid_ = fork();
        if (pid_ == 0) {
            close(to[1]);
            serve(from[1], to[0]);
        }
        close(from[1]);
        close(to[0]);
        hold_ = to[1];
        char text[16] = {};
        if (read(from[0], text, sizeof text - 1) <= 0) {
            throw std::runtime_error("the front does not start");
        }
        close(from[0]);
        port_ = static_cast<std::uint16_t>(parse_uint(trim(text)).value_or(0));
    }
    ~Front() {
        close(hold_);
        waitpid(pid_, nullptr, 0);
    }
    Front(const Front&) = delete;
    Front& operator=(const Front&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] double cpu_seconds() const {
        clockid_t clock = 0;
        timespec spent{};
        clock_getcpuclockid(pid_, &clock);
        clock_gettime(clock, &spent);
        return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
    }
    [[nodiscard]] double anonymous_bytes() const {
        std::ifstream in("/proc/" + std::to_string(pid_) + "/smaps_rollup");
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("Anonymous:")) {
                return std::stod(line.substr(10)) * 1024;
            }
        }
        throw std::runtime_error("smaps_rollup has no Anonymous");
    }

  private:
    pid_t pid_ = -1;
    int hold_ = -1;
    std::uint16_t port_ = 0;
};

// ---- the clients --------------------------------------------------------------------------------

std::string request(const std::string& method, const std::string& target, int account) {
    return method + " " + target + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Basic " +
           base64_encode("u" + std::to_string(account) + ":secret") +
           "\r\nUser-Agent: Android-Mail/2024\r\nMS-ASProtocolVersion: 16.1\r\n"
           "X-MS-PolicyKey: 1307199584\r\nAccept: */*\r\n\r\n";
}

using Crowd = std::vector<std::unique_ptr<TlsClient>>;

void in_parallel(int count, const std::function<void(int)>& one) {
    std::atomic<int> next{0};
    std::vector<std::jthread> threads;
    for (int t = 0; t < kClientThreads; ++t) {
        threads.emplace_back([&] {
            for (int i = next++; i < count; i = next++) {
                one(i);
            }
        });
    }
}

void park_one(TlsClient& client, int number) {
    client.send(request("POST", "/wait?wait=" + std::to_string(number), number % kAccounts));
}

Crowd connect_and_park(const Front& front, int count) {
    Crowd crowd(static_cast<std::size_t>(count));
    in_parallel(count, [&](int i) {
        auto client =
            std::make_unique<TlsClient>(front.port(), "127.0.0." + std::to_string(2 + i % 200));
        park_one(*client, i);
        crowd[static_cast<std::size_t>(i)] = std::move(client);
    });
    return crowd;
}

bool answered(const TlsClient& client, int millis) {
    pollfd waiting{client.fd(), POLLIN, 0};
    return poll(&waiting, 1, millis) != 0;
}

// All are parked when the front has been idle for a while.
void settle(const Front& front) {
    for (double before = -1, now = front.cpu_seconds(); now - before > 0.002;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        before = now;
        now = front.cpu_seconds();
    }
}

// Nobody has read the session ticket yet, which is of one size: an answer comes on top of it.
void must_all_be_parked(const Crowd& crowd) {
    constexpr int kLessThanAnAnswer = 64;
    std::vector<int> unread(crowd.size());
    for (std::size_t i = 0; i < crowd.size(); ++i) {
        ioctl(crowd[i]->fd(), FIONREAD, &unread[i]);
    }
    const auto [least, most] = std::minmax_element(unread.begin(), unread.end());
    if (*most > *least + kLessThanAnAnswer) {
        throw std::runtime_error("answered instead of parked");
    }
}

// ---- the figures --------------------------------------------------------------------------------

Figures parked_figures() {
    const Front front;
    { TlsClient warm(front.port()); }
    settle(front);
    const double user_before = front.anonymous_bytes();
    const double kernel_before = socket_bytes();
    const double cpu_before = front.cpu_seconds();
    const Crowd crowd = connect_and_park(front, kParked);
    settle(front);
    must_all_be_parked(crowd);
    const double cpu = front.cpu_seconds() - cpu_before;
    const double user = front.anonymous_bytes() - user_before;
    // Both ends of each connection are on this machine; one is the front's.
    const double kernel = (socket_bytes() - kernel_before) / 2;
    const double idle_before = front.cpu_seconds();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    const double idle = (front.cpu_seconds() - idle_before) / 2;
    return {{"front_parked", (user + kernel) / kParked / 1024, "KiB", 20, Figure::Sense::kAtMost},
            {"front_parked_process", user / kParked / 1024, "KiB"},
            {"front_parked_kernel", kernel / kParked / 1024, "KiB"},
            {"front_connect_and_park_cpu", cpu / kParked * 1e6, "us"},
            {"front_parked_idle_cpu", idle * 100, "%"}};
}

Figures options_figures() {
    constexpr int kConnections = 32;
    constexpr int kRounds = 3000;
    const Front front;
    Crowd crowd;
    const std::string bytes = request("OPTIONS", "/options", 1);
    for (int i = 0; i < kConnections; ++i) {
        crowd.push_back(std::make_unique<TlsClient>(front.port()));
        crowd.back()->send(bytes);
        crowd.back()->receive();
    }
    const double cpu = front.cpu_seconds();
    const double wall = now_seconds();
    for (int round = 0; round < kRounds; ++round) {
        for (auto& client : crowd) {
            client->send(bytes);
        }
        for (auto& client : crowd) {
            if (client->receive().status != 200) {
                throw std::runtime_error("OPTIONS failed");
            }
        }
    }
    const double requests = double{kConnections} * kRounds;
    return {{"front_options_cpu", (front.cpu_seconds() - cpu) / requests * 1e6, "us", 25,
             Figure::Sense::kAtMost},
            {"front_options_rate", requests / (now_seconds() - wall), "1/s"}};
}

double percentile(std::vector<double>& sorted, double part) {
    return sorted.at(static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1)));
}

Figures wake_figures() {
    constexpr int kWakes = 2000;
    const Front front;
    const Crowd crowd = connect_and_park(front, kParkedForWakes);
    settle(front);
    must_all_be_parked(crowd);
    TlsClient teller(front.port());
    std::vector<double> latency;
    const double cpu = front.cpu_seconds();
    for (int i = 0; i < kWakes; ++i) {
        const int number = static_cast<int>((i * 7919LL) % kParkedForWakes);
        TlsClient& client = *crowd[static_cast<std::size_t>(number)];
        teller.send(request("POST", "/wait?tell=" + std::to_string(number), 0));
        const Response answer = client.receive();
        latency.push_back(static_cast<double>(monotonic_nanos() - std::stol(answer.body)) / 1e6);
        teller.receive();
        park_one(client, number);
        if (answered(client, 2)) {
            throw std::runtime_error("answered instead of parked");
        }
    }
    const double spent = front.cpu_seconds() - cpu;
    std::sort(latency.begin(), latency.end());
    const double all = now_seconds();
    for (int number = 0; number < kParkedForWakes; ++number) {
        teller.send(request("POST", "/wait?tell=" + std::to_string(number), 0));
        teller.receive();
    }
    in_parallel(kParkedForWakes, [&](int i) { crowd[static_cast<std::size_t>(i)]->receive(); });
    return {{"front_wake_p50", percentile(latency, 0.5), "ms", 5, Figure::Sense::kAtMost},
            {"front_wake_p99", percentile(latency, 0.99), "ms", 50, Figure::Sense::kAtMost},
            {"front_wake_max", latency.back(), "ms"},
            {"front_wake_and_park_cpu", spent / kWakes * 1e6, "us"},
            {"front_wake_10000", now_seconds() - all, "s"}};
}

bool print(const Figures& figures) {
    bool met = true;
    for (const Figure& figure : figures) {
        const bool judged = figure.sense != Figure::Sense::kReport;
        std::printf("%s\t%.3f\t%s\t%s\t%s\n", figure.name.c_str(), figure.value,
                    figure.unit.c_str(), judged ? std::to_string(figure.must).c_str() : "-",
                    figure.met() ? "met" : "short");
        std::fflush(stdout);
        met = met && figure.met();
    }
    return met;
}

}  // namespace
}  // namespace syncgate::bench

int main(int argc, char** argv) {
    using namespace syncgate::bench;
    std::signal(SIGPIPE, SIG_IGN);
    syncgate::net::raise_file_limit();
    const std::map<std::string, Figures (*)()> all{
        {"parked", parked_figures}, {"options", options_figures}, {"wake", wake_figures}};
    bool met = true;
    try {
        for (const auto& [name, figures] : all) {
            const bool wanted = argc < 2 || std::find(argv + 1, argv + argc, name) != argv + argc;
            met = (!wanted || print(figures())) && met;
        }
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "front_bench: %s\n", failure.what());
        return 2;
    }
    return met ? 0 : 1;
}
