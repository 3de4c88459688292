// The first Sync of an inbox: 2,000 messages of 2 to 50 KB, window 100, HTML bodies cut at 4 KB.
#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"

namespace syncgate::bench {

Figures initial_sync() {
    constexpr int kMessages = 2000;
    constexpr int kPhones = 5;
    const TempFolder data(false);
    make_accounts(data.path(), 1, kPhones);
    fill_inbox(data.path(), 0, kMessages, 2000, 50000);
    const Server server(data.path());
    double cpu = 0;
    double wall = 0;
    for (int i = 0; i < kPhones; ++i) {
        Phone phone(server.https(), account_name(0), device_name(0, i));
        phone.set_up();
        const double cpu_before = server.cpu_seconds();
        const double wall_before = now_seconds();
        phone.sync_all(phone.inbox(), 100);
        cpu += server.cpu_seconds() - cpu_before;
        wall += now_seconds() - wall_before;
    }
    const double messages = double{kMessages} * kPhones;
    return {{"initial_sync_cpu", cpu / messages * 1e6, "us/message", 150, Figure::Sense::kAtMost},
            {"initial_sync_rate", messages / wall, "messages/s"}};
}

}  // namespace syncgate::bench
