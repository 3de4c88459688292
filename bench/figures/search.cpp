// Search in a mailbox of 100,000 messages, whose words are as frequent as in people's texts, and
// what it costs to index them.
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"
#include "bench/load/statistics.h"
#include "formats/mime/message_index.h"
#include "formats/wbxml/tags.h"
#include "store/account.h"
#include "store/delivery.h"
#include "store/directory.h"

namespace syncgate::bench {
namespace {

constexpr int kMessages = 100'000;
constexpr int kVocabulary = 50'000;
constexpr int kSearches = 200;
// Of a message's words, the one of this rank and all that are rarer stand in at most a tenth of
// the messages.
constexpr double kTenth = 200;

// The word of a rank, of four syllables; none is the beginning of another.
std::string word_of(int rank) {
    constexpr std::string_view kConsonants = "bdfgklmnprstvz";
    constexpr std::string_view kVowels = "aeiou";
    std::string word;
    auto number = static_cast<std::size_t>(rank) * 7919;
    for (int i = 0; i < 4; ++i) {
        word += kConsonants[number % kConsonants.size()];
        number /= kConsonants.size();
        word += kVowels[number % kVowels.size()];
        number /= kVowels.size();
    }
    return word;
}

// Source: Zipf's law. A rank from `first` on, each as likely as its inverse says.
class Ranks {
  public:
    explicit Ranks(double first) : log_first_(std::log(first)), log_last_(std::log(kVocabulary)) {}
    int operator()(std::mt19937& random) const {
        std::uniform_real_distribution<double> any(log_first_, log_last_);
        return static_cast<int>(std::exp(any(random)));
    }

  private:
    double log_first_, log_last_;
};

std::string make_mail(std::mt19937& random) {
    const Ranks ranks(1);
    std::uniform_real_distribution<double> length(std::log(40), std::log(600));
    std::string message = "From: " + word_of(ranks(random)) +
                          "@elsewhere.example\r\nSubject: " + word_of(ranks(random)) + " " +
                          word_of(ranks(random)) + "\r\n\r\n";
    const int words = static_cast<int>(std::exp(length(random)));
    for (int i = 1; i <= words; ++i) {
        message += word_of(ranks(random));
        message += i % 12 == 0 ? "\r\n" : " ";
    }
    return message;
}

double own_cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Fills the inbox and indexes it; CPU of the index, microseconds a message.
double fill(const std::filesystem::path& data) {
    constexpr int kBatch = 1000;
    mime::init();
    const SystemClock clock;
    NullLog log;
    const auto store = open_store(data, clock, log);
    const auto record = store->directory().find_login(account_name(0));
    const auto mailbox = store->account(record->id);
    std::mt19937 random(7);
    for (int done = 0; done < kMessages; done += kBatch) {
        const auto filled = (*mailbox)->write([&](store::Change& change) -> Result<bool> {
            const auto inbox = change.by_role(ItemClass::kMail, Role::kInbox)->id;
            for (int i = done; i < done + kBatch; ++i) {
                const std::string message = make_mail(random);
                store::NewItem item;
                item.object = change.add_object(store::index_mail(message));
                item.sort_key = clock.now() - kMessages + i;
                change.add_item(inbox, item);
            }
            return true;
        });
        if (!filled) {
            throw std::runtime_error("fill: " + filled.error().detail);
        }
    }
    const double start = own_cpu_seconds();
    store->index_words({});
    return (own_cpu_seconds() - start) / kMessages * 1e6;
}

wbxml::Element search_for(const std::string& text) {
    wbxml::Element root(wbxml::search::kSearch);
    auto& asked = root.add(wbxml::search::kStore);
    asked.add(wbxml::search::kName, std::string("Mailbox"));
    auto& all = asked.add(wbxml::search::kQuery).add(wbxml::search::kAnd);
    all.add(wbxml::air_sync::kClass, std::string("Email"));
    all.add(wbxml::search::kFreeText, text);
    return root;
}

// The 99th of a hundred searches for two words of these ranks, in milliseconds.
double p99(Phone& phone, const Ranks& ranks) {
    std::mt19937 random(11);
    std::vector<double> spent;
    for (int i = 0; i < kSearches; ++i) {
        const auto root = search_for(word_of(ranks(random)) + " " + word_of(ranks(random)));
        const double start = now_seconds();
        phone.post("Search", &root);
        spent.push_back((now_seconds() - start) * 1e3);
    }
    return percentile(std::move(spent), 99);
}

}  // namespace

Figures search() {
    const TempFolder data(false);
    make_accounts(data.path(), 1, 1);
    const double indexing = fill(data.path());
    const Server server(data.path());
    Phone phone(server.https(), account_name(0), device_name(0, 0));
    phone.set_up();
    return {{"search_index_cpu", indexing, "us/message", 250, Figure::Sense::kAtMost},
            {"search_tenth_p99", p99(phone, Ranks(kTenth)), "ms", 50, Figure::Sense::kAtMost},
            {"search_any_p99", p99(phone, Ranks(1)), "ms", 250, Figure::Sense::kAtMost}};
}

}  // namespace syncgate::bench
