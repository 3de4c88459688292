// Durable deliveries of 10 KB by 10 connections to 10 accounts, against what the disk itself does:
// ten writers that each append 10 KB to a file of their own and fsync it, in the same run. No
// message is the same as another.
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/server.h"
#include "bench/load/tls_client.h"

namespace syncgate::bench {
namespace {

constexpr double kSeconds = 5;

// Runs `once(i)` in `threads` threads for a while; how often a second.
template <class F>
double rate(int threads, F once) {
    std::atomic<long> count{0};
    const double start = now_seconds();
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) {
        running.emplace_back([&, i] {
            auto step = once(i);
            while (now_seconds() - start < kSeconds) {
                step();
                ++count;
            }
        });
    }
    for (auto& thread : running) {
        thread.join();
    }
    return static_cast<double>(count) / (now_seconds() - start);
}

struct File {
    int fd;
    explicit File(const std::string& path)
        : fd(open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600)) {}
    ~File() { close(fd); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
};

double disk_rate(const TempFolder& folder) {
    const std::string block(10'240, 'x');
    return rate(10, [&](int i) {
        auto file = std::make_shared<File>((folder.path() / ("raw" + std::to_string(i))).string());
        return [file, &block] {
            if (write(file->fd, block.data(), block.size()) < 0 || fsync(file->fd) != 0) {
                throw std::runtime_error("the disk does not write");
            }
        };
    });
}

double delivery_rate(const Server& server, int connections, int accounts) {
    return rate(connections, [&](int i) {
        auto client = std::make_shared<LineClient>(server.lmtp());
        client->expect("220");
        client->send("LHLO bench\r\n");
        client->expect("250");
        const auto message = std::make_shared<std::string>(make_message(i, 10'000));
        return [client, message, name = account_name(i % accounts)] {
            static std::atomic<std::uint64_t> number{0};
            make_another(*message, ++number);
            deliver(*client, name, *message);
        };
    });
}

}  // namespace

Figures lmtp() {
    const TempFolder data(true);
    make_accounts(data.path(), 10, 0);
    const Server server(data.path());
    // In turns, since the disk is shared with others.
    double disk = 0;
    double ten = 0;
    double cpu = 0;
    constexpr int kRounds = 3;
    for (int round = 0; round < kRounds; ++round) {
        disk += disk_rate(data) / kRounds;
        const double before = server.cpu_seconds();
        const double rate = delivery_rate(server, 10, 10);
        cpu += (server.cpu_seconds() - before) / (rate * kSeconds) / kRounds;
        ten += rate / kRounds;
    }
    return {{"lmtp_to_disk", ten / disk, "ratio", 0.7, Figure::Sense::kAtLeast},
            {"lmtp_10_accounts", ten, "messages/s"},
            {"lmtp_cpu", cpu * 1e6, "us/message"},
            {"disk_10_writers", disk, "fsyncs/s"},
            {"lmtp_one_account_10_connections", delivery_rate(server, 10, 1), "messages/s"},
            {"lmtp_one_account_1_connection", delivery_rate(server, 1, 1), "messages/s"}};
}

}  // namespace syncgate::bench
