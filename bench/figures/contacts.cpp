// Contacts on a phone: the first Sync of 10,000, and one change in address books of 1,000, 50,000
// and 500,000, by ActiveSync and by sync-collection.
#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/load/accounts.h"
#include "bench/load/cards.h"
#include "bench/load/cost.h"
#include "bench/load/dav_client.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"

namespace syncgate::bench {
namespace {

constexpr int kCards = 10'000;
constexpr int kPhones = 5;
constexpr int kWindow = 100;
constexpr std::array kSizes{1000, 50'000, 500'000};
constexpr int kRounds = 100;
constexpr int kLargestWindow = 512;

double initial_sync(const Server& server, int device) {
    Phone phone(server.https(), account_name(0), device_name(0, device));
    phone.set_up();
    phone.sync(phone.contacts(), kWindow);
    int adds = 0;
    const double start = server.cpu_seconds();
    for (bool more = true; more;) {
        const auto page = phone.sync(phone.contacts(), kWindow);
        adds += page.adds;
        more = page.more;
    }
    const double spent = server.cpu_seconds() - start;
    if (adds != kCards) {
        throw std::runtime_error("contacts: " + std::to_string(adds) + " came");
    }
    return spent / kCards * 1e6;
}

// An account of whose cards one changes at a time: what a phone and a client that ask for it cost
// the server, in milliseconds.
class Changed {
  public:
    Changed(const Server& server, int account, int cards)
        : server_(server),
          cards_(cards),
          phone_(server.https(), account_name(account), device_name(account, 0)),
          client_(server, account_name(account)) {
        phone_.set_up();
        phone_.sync_all(phone_.contacts(), kLargestWindow);
        token_ = client_.sync("");
    }

    void change_one(int round) {
        client_.put(static_cast<int>(std::int64_t{7919} * round % cards_), round + 1, 204);
        by_phone_.push_back(
            cpu_of(server_, [&] { phone_.sync(phone_.contacts(), kLargestWindow); }));
        by_dav_.push_back(cpu_of(server_, [&] { token_ = client_.sync(token_); }));
    }

    [[nodiscard]] double by_phone() const { return median(by_phone_); }
    [[nodiscard]] double by_dav() const { return median(by_dav_); }

  private:
    const Server& server_;
    int cards_;
    Phone phone_;
    DavClient client_;
    std::string token_;
    std::vector<double> by_phone_, by_dav_;
};

}  // namespace

Figures contacts() {
    const TempFolder data(false);
    make_accounts(data.path(), 1, kPhones);
    fill_book(data.path(), 0, kCards);
    const Server server(data.path());
    std::vector<double> spent;
    for (int device = 0; device < kPhones; ++device) {
        spent.push_back(initial_sync(server, device));
    }
    return {
        {"contacts_initial_sync_10000", median(spent), "us/contact", 60, Figure::Sense::kAtMost}};
}

Figures contact_changes() {
    constexpr double kMost = 1.5;
    constexpr double kSpread = 1.3;
    const TempFolder data(false);
    make_accounts(data.path(), static_cast<int>(kSizes.size()), 1);
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
        fill_book(data.path(), static_cast<int>(i), kSizes[i]);
    }
    const Server server(data.path());
    std::vector<std::unique_ptr<Changed>> books;
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
        books.push_back(std::make_unique<Changed>(server, static_cast<int>(i), kSizes[i]));
    }
    // In turns: whatever else the machine does meanwhile, it does to all of them.
    for (int round = 0; round < kRounds; ++round) {
        for (const auto& book : books) {
            book->change_one(round);
        }
    }
    Figures figures;
    const auto add = [&](const std::string& name, double value, const std::string& unit,
                         double must) {
        figures.push_back({name, value, unit, must, Figure::Sense::kAtMost});
    };
    std::array<double, kSizes.size()> by_phone{}, by_dav{};
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
        by_phone[i] = books[i]->by_phone();
        by_dav[i] = books[i]->by_dav();
        add("contacts_sync_one_" + std::to_string(kSizes[i]), by_phone[i], "ms CPU", kMost);
        add("dav_sync_one_" + std::to_string(kSizes[i]), by_dav[i], "ms CPU", kMost);
    }
    add("contacts_sync_one_spread", spread(by_phone), "ratio", kSpread);
    add("dav_sync_one_spread", spread(by_dav), "ratio", kSpread);
    return figures;
}

}  // namespace syncgate::bench
