// All devices come back at once, as after a failure of the network, and are provisioned anew: a TLS
// handshake, both phases of Provision and FolderSync each, beside bare handshakes. Once with logins
// that are remembered; once, with a twentieth of the devices, without.
//
// BENCH_STORM_DEVICES: how many, 10000 unless it says otherwise.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <thread>

#include "base/text.h"
#include "bench/load/accounts.h"
#include "bench/load/crowd.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"

namespace syncgate::bench {
namespace {

constexpr int kThreads = 64;  // devices at work at the same time
constexpr int kColdShare = 20;
constexpr std::chrono::milliseconds kPaceOfPhones{500};  // of one that is told to come again later

int devices_wanted() {
    const char* text = std::getenv("BENCH_STORM_DEVICES");
    const auto number = text == nullptr ? std::nullopt : parse_uint(text);
    return static_cast<int>(number.value_or(10'000));
}

std::string source_of(int device) {
    return "127.0.0." + std::to_string(2 + device % 200);
}

struct Storm {
    double seconds = 0;
    double cpu = 0;              // of the server
    std::atomic<int> paced{0};   // 503 with Retry-After
    std::atomic<int> failed{0};  // any other 5xx
};

// Connected and set up, however often it takes.
std::unique_ptr<Phone> return_of(const Server& server, int device, Storm& storm) {
    for (;;) {
        try {
            auto phone = std::make_unique<Phone>(
                server.https(), account_name(device / kDevicesPerAccount),
                device_name(device / kDevicesPerAccount, device % kDevicesPerAccount),
                source_of(device));
            phone->set_up();
            return phone;
        } catch (const HttpFailure& refused) {
            if (refused.response.status < 500) {
                throw;
            }
            ++(refused.response.is_paced() ? storm.paced : storm.failed);
            std::this_thread::sleep_for(kPaceOfPhones);
        }
    }
}

void run_storm(int devices, bool remembered, Storm& storm, double* handshakes) {
    const TempFolder data(false);
    const int accounts = (devices + kDevicesPerAccount - 1) / kDevicesPerAccount;
    make_accounts(data.path(), accounts, remembered ? kDevicesPerAccount : 0);
    const Server server(data.path());
    if (handshakes != nullptr) {
        const double start = now_seconds();
        for_all(devices, kThreads,
                [&](int i) { const TlsClient bare(server.https(), source_of(i)); });
        *handshakes = now_seconds() - start;
    }
    // All stay connected, as phones do.
    std::vector<std::unique_ptr<Phone>> crowd(static_cast<std::size_t>(devices));
    const double start = now_seconds();
    const double cpu = server.cpu_seconds();
    for_all(devices, kThreads,
            [&](int i) { crowd[static_cast<std::size_t>(i)] = return_of(server, i, storm); });
    storm.seconds = now_seconds() - start;
    storm.cpu = server.cpu_seconds() - cpu;
}

}  // namespace

Figures storm() {
    const int devices = devices_wanted();
    const int cold_devices = std::max(1, devices / kColdShare);
    Storm warm;
    Storm cold;
    double handshakes = 0;
    run_storm(devices, true, warm, &handshakes);
    run_storm(cold_devices, false, cold, nullptr);
    const auto each = [](double seconds, int count) { return seconds / count * 1e3; };
    const double failed = warm.failed + cold.failed;
    return {{"storm_devices", static_cast<double>(devices), "devices"},
            {"storm_failed", failed, "5xx", 0, Figure::Sense::kAtMost},
            {"storm_seconds", warm.seconds, "s"},
            {"storm_handshakes_seconds", handshakes, "s"},
            {"storm_cpu", each(warm.cpu, devices), "ms CPU/device"},
            {"storm_paced", static_cast<double>(warm.paced), "503"},
            {"storm_cold_wall", each(cold.seconds, cold_devices), "ms/device"},
            {"storm_cold_cpu", each(cold.cpu, cold_devices), "ms CPU/device"},
            {"storm_cold_paced", static_cast<double>(cold.paced), "503"}};
}

}  // namespace syncgate::bench
