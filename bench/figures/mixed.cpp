// 1,000 accounts of three devices each on PostgreSQL, behind two gateways, for a minute: Syncs with
// and without news, mail that comes in, folders looked at. Connections are kept, and now and then a
// device comes to the other gateway.
#include <algorithm>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/load/accounts.h"
#include "bench/load/cluster.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"

namespace syncgate::bench {
namespace {

constexpr int kAccounts = 1000;
constexpr int kDevices = 3;
constexpr int kClients = 16;  // requests at once
constexpr double kSeconds = 60;

struct Device {
    int account = 0;
    std::unique_ptr<Phone> phone;
};

class Client {
  public:
    Client(const std::vector<const Server*>& gateways, int number)
        : gateways_(gateways), random_(static_cast<unsigned>(number)) {
        for (int account = number; account < kAccounts; account += kClients) {
            for (int device = 0; device < kDevices; ++device) {
                auto phone = std::make_unique<Phone>(gateway().https(), account_name(account),
                                                     device_name(account, device));
                phone->set_up();
                phone->sync_all(phone->inbox(), 100);
                devices_.push_back({account, std::move(phone)});
            }
        }
        for (const auto* each : gateways_) {
            lmtp_.push_back(std::make_unique<LineClient>(each->lmtp()));
            lmtp_.back()->expect("220");
            lmtp_.back()->send("LHLO bench\r\n");
            lmtp_.back()->expect("250");
        }
    }

    void run(double until) {
        while (now_seconds() < until) {
            auto& device = devices_[random_() % devices_.size()];
            auto& phone = *device.phone;
            if (random_() % 20 == 0) {
                phone.connect(gateway().https());
            }
            const unsigned what = random_() % 10;
            if (what < 2) {
                timed([&] {
                    deliver(*lmtp_[random_() % lmtp_.size()], account_name(device.account),
                            make_message(static_cast<int>(random_() % 1000), 8000));
                });
            }
            if (what == 9) {
                timed([&] { phone.folder_sync(); });
            }
            timed([&] { phone.sync(phone.inbox(), 100); });
        }
    }

    [[nodiscard]] const std::vector<double>& milliseconds() const { return milliseconds_; }

  private:
    const Server& gateway() { return *gateways_[random_() % gateways_.size()]; }

    template <class F>
    void timed(F request) {
        const double start = now_seconds();
        request();
        milliseconds_.push_back((now_seconds() - start) * 1e3);
    }

    std::vector<const Server*> gateways_;
    std::mt19937 random_;
    std::vector<Device> devices_;
    std::vector<std::unique_ptr<LineClient>> lmtp_;
    std::vector<double> milliseconds_;
};

template <class F>
void in_parallel(F f) {
    std::vector<std::jthread> threads;
    std::mutex mutex;
    std::string failure;
    for (int i = 0; i < kClients; ++i) {
        threads.emplace_back([&, i] {
            try {
                f(i);
            } catch (const std::exception& error) {
                const std::lock_guard lock(mutex);
                failure = error.what();
            }
        });
    }
    threads.clear();
    if (!failure.empty()) {
        throw std::runtime_error(failure);
    }
}

}  // namespace

Figures mixed() {
    Cluster cluster;
    const TempFolder one(false);
    const TempFolder two(false);
    const std::string conninfo = cluster.new_database();
    put_into(one.path(), conninfo);
    put_into(two.path(), conninfo);
    make_accounts(one.path(), kAccounts, kDevices);
    std::filesystem::copy_file(one.path() / "auth.key", two.path() / "auth.key");
    const Server first(one.path());
    const Server second(two.path());
    std::vector<std::unique_ptr<Client>> clients(kClients);
    in_parallel([&](int i) {
        clients[static_cast<std::size_t>(i)] =
            std::make_unique<Client>(std::vector{&first, &second}, i);
    });

    const double gateways_before = first.cpu_seconds() + second.cpu_seconds();
    const double database_before = cluster.cpu_seconds();
    const double start = now_seconds();
    in_parallel([&](int i) { clients[static_cast<std::size_t>(i)]->run(start + kSeconds); });
    const double seconds = now_seconds() - start;
    const double gateways = first.cpu_seconds() + second.cpu_seconds() - gateways_before;
    const double database = cluster.cpu_seconds() - database_before;

    std::vector<double> all;
    for (const auto& client : clients) {
        all.insert(all.end(), client->milliseconds().begin(), client->milliseconds().end());
    }
    std::sort(all.begin(), all.end());
    const auto requests = static_cast<double>(all.size());
    return {{"mixed_requests", requests / seconds, "requests/s"},
            {"mixed_p50", all[all.size() / 2], "ms"},
            {"mixed_p99", all[all.size() * 99 / 100], "ms"},
            {"mixed_gateway_cpu", gateways / requests * 1e3, "ms/request"},
            {"mixed_database_cpu", database / requests * 1e3, "ms/request"}};
}

}  // namespace syncgate::bench
