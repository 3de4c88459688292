// Memory of a parked Ping over TLS 1.3 with five folders, kernel included.
#include "bench/load/accounts.h"
#include "bench/load/crowd.h"
#include "bench/load/figure.h"

namespace syncgate::bench {

Figures parked() {
    constexpr int kPhones = 15'000;
    const TempFolder data(false);
    make_accounts(data.path(), kPhones / kDevicesPerAccount, kDevicesPerAccount);
    // Every account's database is opened and its devices made before the count begins: what is
    // measured is a waiting phone, not an open account.
    const Server server(data.path());
    const auto crowd = make_crowd(server, kPhones);
    const auto empty = static_cast<double>(server.private_bytes());
    const double kernel_empty = socket_bytes();
    park(crowd);
    // The kernel holds both ends on this machine; one is the server's.
    const double kernel = (socket_bytes() - kernel_empty) / 2;
    const double user = static_cast<double>(server.private_bytes()) - empty;
    return {{"parked_ping", (user + kernel) / kPhones / 1024, "KiB", 20, Figure::Sense::kAtMost},
            {"parked_ping_process", user / kPhones / 1024, "KiB"},
            {"parked_ping_kernel", kernel / kPhones / 1024, "KiB"}};
}

}  // namespace syncgate::bench
