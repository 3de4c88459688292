// The sync engine on SQLite and on PostgreSQL: one change in a folder of 1,000, 100,000 and
// 1,000,000 messages, the windows of a first Sync of 100,000, and what is kept of a device.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/accounts.h"
#include "bench/load/cluster.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"
#include "bench/load/statistics.h"
#include "store/account.h"
#include "store/directory.h"

namespace syncgate::bench {
namespace {

constexpr std::array kSizes{1000, 100'000, 1'000'000};
constexpr int kWindow = 512;
constexpr int kRounds = 100;

// CPU of the server for each window of a first Sync, in milliseconds.
std::vector<double> first_sync(const Server& server, Phone& phone) {
    std::vector<double> windows;
    phone.sync(phone.inbox(), kWindow);
    for (bool more = true; more;) {
        const double start = server.cpu_seconds();
        more = phone.sync(phone.inbox(), kWindow).more;
        windows.push_back((server.cpu_seconds() - start) * 1e3);
    }
    return windows;
}

double one_change(const Server& server, LineClient& lmtp, Phone& phone, int account) {
    std::vector<double> spent;
    for (int round = 0; round < kRounds; ++round) {
        deliver(lmtp, account_name(account), make_message(round, 4000));
        const double start = server.cpu_seconds();
        phone.sync(phone.inbox(), kWindow);
        spent.push_back((server.cpu_seconds() - start) * 1e3);
    }
    return median(spent);
}

// Bytes of a device's line in its inbox, as the store keeps it.
double line_bytes(const std::filesystem::path& data, int account) {
    const SystemClock clock;
    NullLog log;
    const auto store = open_store(data, clock, log);
    const auto record = store->directory().find_login(account_name(account));
    const auto mailbox = store->account(record->id);
    const auto bytes = (*mailbox)->read([](const store::Snapshot& snapshot) -> Result<double> {
        const auto inbox = snapshot.by_role(ItemClass::kMail, Role::kInbox)->id;
        double most = 0;
        for (const auto& device : snapshot.devices()) {
            const auto line = snapshot.line(device.number, inbox);
            constexpr double kNumbers = 8 * 8;  // of a point; five of the line's own
            double size = kNumbers + static_cast<double>(line.options.size());
            for (const auto& point : line.points) {
                size += kNumbers + static_cast<double>(point.rest.size());
            }
            most = std::max(most, size);
        }
        return most;
    });
    return *bytes;
}

Figures measure(const std::string& engine, double must, Cluster* cluster) {
    const TempFolder data(false);
    make_accounts(data.path(), static_cast<int>(kSizes.size()), 1);
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
        fill_inbox_with_copies(data.path(), static_cast<int>(i), kSizes[i]);
    }
    if (cluster != nullptr) {
        move_into(data.path(), cluster->new_database());
    }
    Figures figures;
    std::array<double, kSizes.size()> changed{};
    {
        const Server server(data.path());
        LineClient lmtp(server.lmtp());
        lmtp.expect("220");
        lmtp.send("LHLO bench\r\n");
        lmtp.expect("250");
        for (std::size_t i = 0; i < kSizes.size(); ++i) {
            const int account = static_cast<int>(i);
            Phone phone(server.https(), account_name(account), device_name(account, 0));
            phone.set_up();
            const auto windows = first_sync(server, phone);
            if (kSizes[i] == 100'000) {
                const auto tenth = static_cast<std::ptrdiff_t>(windows.size() / 10);
                // The very last window is seldom full.
                const double first = median({windows.begin(), windows.begin() + tenth});
                const double last = median({windows.end() - tenth - 1, windows.end() - 1});
                figures.push_back({engine + "_first_sync_last_window", last / first, "ratio", 1.3,
                                   Figure::Sense::kAtMost});
            }
            changed[i] = one_change(server, lmtp, phone, account);
            figures.push_back({engine + "_one_change_" + std::to_string(kSizes[i]), changed[i],
                               "ms CPU", must, Figure::Sense::kAtMost});
        }
    }
    figures.push_back(
        {engine + "_one_change_spread", spread(changed), "ratio", 1.3, Figure::Sense::kAtMost});
    figures.push_back({engine + "_device_and_folder",
                       line_bytes(data.path(), static_cast<int>(kSizes.size()) - 1), "bytes", 1024,
                       Figure::Sense::kAtMost});
    return figures;
}

}  // namespace

Figures engine() {
    return measure("sqlite", 1.5, nullptr);
}

Figures engine_postgres() {
    Cluster cluster;
    return measure("postgres", 3, &cluster);
}

}  // namespace syncgate::bench
