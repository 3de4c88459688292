// OPTIONS over kept-alive TLS, answered on the loop.
#include <thread>
#include <vector>

#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"

namespace syncgate::bench {

Figures options() {
    constexpr int kConnections = 32;
    constexpr int kRequests = 1000;
    const TempFolder data(false);
    make_accounts(data.path(), 1, kConnections);
    const Server server(data.path());
    std::vector<std::unique_ptr<Phone>> phones;
    for (int i = 0; i < kConnections; ++i) {
        phones.push_back(
            std::make_unique<Phone>(server.https(), account_name(0), device_name(0, i)));
        phones.back()->connection().send(phones.back()->options_request());
        phones.back()->answer();
    }
    const double cpu = server.cpu_seconds();
    const double wall = now_seconds();
    for (int round = 0; round < kRequests; ++round) {
        for (auto& phone : phones) {
            phone->connection().send(phone->options_request());
        }
        for (auto& phone : phones) {
            phone->answer();
        }
    }
    const double requests = double{kConnections} * kRequests;
    return {{"options_cpu", (server.cpu_seconds() - cpu) / requests * 1e6, "us/request", 25,
             Figure::Sense::kAtMost},
            {"options_rate", requests / (now_seconds() - wall), "requests/s"}};
}

}  // namespace syncgate::bench
