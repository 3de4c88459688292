// From LMTP's 250 to the decrypted answer of the phone's Ping, 10,000 parked, light load.
#include <algorithm>
#include <vector>

#include <poll.h>

#include "bench/load/accounts.h"
#include "bench/load/crowd.h"
#include "bench/load/figure.h"

namespace syncgate::bench {

Figures push() {
    constexpr int kPhones = 10'000;
    constexpr int kDeliveries = 200;
    constexpr int kAccounts = kPhones / kDevicesPerAccount;
    const TempFolder data(false);
    // One account more, of one phone: the one whose answer is timed, so that 49 others of the same
    // account do not stand before it.
    make_accounts(data.path(), kAccounts + 1, kDevicesPerAccount);
    const Server server(data.path());
    const auto crowd = make_crowd(server, kPhones);
    Phone phone(server.https(), account_name(kAccounts), device_name(kAccounts, 0));
    phone.set_up();
    for (const auto& folder : phone.folders(5)) {
        phone.sync_all(folder, 100);
    }
    park(crowd);
    LineClient lmtp(server.lmtp());
    lmtp.expect("220");
    lmtp.send("LHLO bench\r\n");
    lmtp.expect("250");
    std::vector<double> latency;
    for (int i = 0; i < kDeliveries; ++i) {
        phone.ping(phone.folders(5), 3540);
        pollfd waiting{phone.connection().fd(), POLLIN, 0};
        poll(&waiting, 1, 20);  // until it is parked
        deliver(lmtp, account_name(kAccounts), make_message(i, 4000));
        const double told = now_seconds();
        phone.answer();
        latency.push_back((now_seconds() - told) * 1e3);
        phone.sync_all(phone.inbox(), 100);
    }
    std::sort(latency.begin(), latency.end());
    return {{"push_p50", latency[kDeliveries / 2], "ms", 5, Figure::Sense::kAtMost},
            {"push_p99", latency[kDeliveries * 99 / 100], "ms", 50, Figure::Sense::kAtMost}};
}

}  // namespace syncgate::bench
