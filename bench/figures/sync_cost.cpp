// One Sync with nothing new, and with one new message, at three sizes of the inbox.
#include <array>
#include <string>
#include <vector>

#include "bench/load/accounts.h"
#include "bench/load/cost.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"

namespace syncgate::bench {

Figures sync_cost() {
    constexpr std::array kSizes{1000, 10'000, 100'000};
    const TempFolder data(false);
    make_accounts(data.path(), static_cast<int>(kSizes.size()), 1);
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
        fill_inbox(data.path(), static_cast<int>(i), kSizes[i], 1900, 2100);
    }
    const Server server(data.path());
    LineClient lmtp(server.lmtp());
    lmtp.expect("220");
    lmtp.send("LHLO bench\r\n");
    lmtp.expect("250");

    Figures figures;
    std::array<double, 3> idle{};
    std::array<double, 3> fresh{};
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
        const int account = static_cast<int>(i);
        Phone phone(server.https(), account_name(account), device_name(account, 0));
        phone.set_up();
        phone.sync_all(phone.inbox(), 512);
        idle[i] = median_cpu(server, 200, [&](int) { phone.sync(phone.inbox(), 512); });
        std::vector<double> spent;
        for (int round = 0; round < 100; ++round) {
            deliver(lmtp, account_name(account), make_message(round, 4000));
            phone.sync(phone.inbox(), 512);  // warms nothing but what the delivery changed
            deliver(lmtp, account_name(account), make_message(round, 4000));
            spent.push_back(cpu_of(server, [&] { phone.sync(phone.inbox(), 512); }));
        }
        fresh[i] = median(std::move(spent));
        const std::string size = std::to_string(kSizes[i]);
        figures.push_back(
            {"sync_nothing_new_" + size, idle[i], "ms CPU", 1, Figure::Sense::kAtMost});
        figures.push_back({"sync_one_new_" + size, fresh[i], "ms CPU", 2, Figure::Sense::kAtMost});
    }
    figures.push_back(
        {"sync_nothing_new_spread", spread(idle), "ratio", 1.3, Figure::Sense::kAtMost});
    figures.push_back({"sync_one_new_spread", spread(fresh), "ratio", 1.3, Figure::Sense::kAtMost});
    return figures;
}

}  // namespace syncgate::bench
