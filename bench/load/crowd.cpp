#include "bench/load/crowd.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "bench/load/accounts.h"
#include "formats/wbxml/element.h"

namespace syncgate::bench {
namespace {

constexpr std::size_t kFolders = 5;
constexpr int kThreads = 8;

}  // namespace

void for_all(int count, int threads, const std::function<void(int)>& run) {
    std::atomic<int> next{0};
    std::mutex mutex;  // guards failed
    std::exception_ptr failed;
    std::vector<std::thread> started;
    for (int t = 0; t < threads; ++t) {
        started.emplace_back([&] {
            try {
                for (int i = next++; i < count; i = next++) {
                    run(i);
                }
            } catch (...) {
                const std::lock_guard lock(mutex);
                failed = std::current_exception();
            }
        });
    }
    for (auto& thread : started) {
        thread.join();
    }
    if (failed) {
        std::rethrow_exception(failed);
    }
}

std::vector<std::unique_ptr<Phone>> make_crowd(const Server& server, int phones) {
    std::vector<std::unique_ptr<Phone>> crowd(static_cast<std::size_t>(phones));
    for_all(phones, kThreads, [&](int i) {
        const int account = i / kDevicesPerAccount;
        auto phone = std::make_unique<Phone>(server.https(), account_name(account),
                                             device_name(account, i % kDevicesPerAccount),
                                             "127.0.0." + std::to_string(2 + i % 200));
        phone->set_up();
        for (const auto& folder : phone->folders(kFolders)) {
            phone->sync_all(folder, 100);
        }
        phone->disconnect();
        crowd[static_cast<std::size_t>(i)] = std::move(phone);
    });
    return crowd;
}

void park(const std::vector<std::unique_ptr<Phone>>& crowd, Waiting waiting) {
    constexpr int kHeartbeat = 3540;
    // Account after account: many devices of one at once are paced.
    for (std::size_t device = 0; device < kDevicesPerAccount; ++device) {
        for (std::size_t i = device; i < crowd.size(); i += kDevicesPerAccount) {
            Phone& phone = *crowd[i];
            phone.connect();
            if (waiting == Waiting::kPingAndSync && device % 2 == 1) {
                phone.hang(phone.folders(kFolders), kHeartbeat);
            } else {
                phone.ping(phone.folders(kFolders), kHeartbeat);
            }
        }
    }
    // Parked when the server has been idle for a while and none has been answered.
    std::this_thread::sleep_for(std::chrono::seconds(3));
    int answered = 0;
    std::string first;
    for (const auto& phone : crowd) {
        if (!phone->connection().has_answer()) {
            continue;
        }
        if (answered++ == 0) {
            const auto answer = phone->answer();
            const auto document = wbxml::parse(answer.body);
            first = std::to_string(answer.status) + " " +
                    (document ? wbxml::dump(*document) : answer.body);
        }
    }
    if (answered != 0) {
        throw std::runtime_error(std::to_string(answered) +
                                 " were answered instead of parked, the first with " + first);
    }
}

}  // namespace syncgate::bench
