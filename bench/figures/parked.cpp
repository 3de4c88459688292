// Memory of a parked request over TLS 1.3 with five folders, kernel included: of Pings alone, and
// of as many Syncs that hang.
#include <string>

#include "bench/load/accounts.h"
#include "bench/load/crowd.h"
#include "bench/load/figure.h"

namespace syncgate::bench {

namespace {

constexpr int kPhones = 15'000;

Figures measure(const std::string& name, Waiting waiting) {
    const TempFolder data(false);
    make_accounts(data.path(), kPhones / kDevicesPerAccount, kDevicesPerAccount);
    // Every account's database is opened and its devices made before the count begins: what is
    // measured is a waiting phone, not an open account.
    const Server server(data.path());
    const auto crowd = make_crowd(server, kPhones);
    const auto empty = static_cast<double>(server.private_bytes());
    const double kernel_empty = socket_bytes();
    park(crowd, waiting);
    // The kernel holds both ends on this machine; one is the server's.
    const double kernel = (socket_bytes() - kernel_empty) / 2;
    const double user = static_cast<double>(server.private_bytes()) - empty;
    return {{name, (user + kernel) / kPhones / 1024, "KiB", 20, Figure::Sense::kAtMost},
            {name + "_process", user / kPhones / 1024, "KiB"},
            {name + "_kernel", kernel / kPhones / 1024, "KiB"}};
}

}  // namespace

Figures parked() {
    return measure("parked_ping", Waiting::kPing);
}

Figures parked_mixed() {
    return measure("parked_mixed", Waiting::kPingAndSync);
}

}  // namespace syncgate::bench
