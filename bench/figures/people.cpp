// A phone's Search of the address list among 100,000 people, as its user types a name.
#include <random>
#include <string>
#include <vector>

#include "bench/load/accounts.h"
#include "bench/load/cards.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"
#include "bench/load/statistics.h"
#include "formats/wbxml/tags.h"

namespace syncgate::bench {
namespace {

constexpr int kPeople = 100'000;
constexpr int kSearches = 300;

wbxml::Element search_for(const std::string& text) {
    namespace search = wbxml::search;
    wbxml::Element root(search::kSearch);
    auto& asked = root.add(search::kStore);
    asked.add(search::kName, std::string("GAL"));
    asked.add(search::kQuery, text);
    asked.add(search::kOptions).add(search::kRange, std::string("0-99"));
    return root;
}

// A name's beginning, a name, both names of somebody; of frequent and of rare names alike.
std::string typed(std::mt19937& random, int round) {
    const std::string given = given_name(static_cast<int>(random() % 300));
    const std::string family = family_name(static_cast<int>(random() % 3000));
    switch (round % 4) {
        case 0:
            return given.substr(0, 3);
        case 1:
            return given;
        case 2:
            return family;
        default:
            return given + " " + family.substr(0, 4);
    }
}

}  // namespace

Figures people() {
    const TempFolder data(false);
    make_accounts(data.path(), 2, 1);
    add_people(data.path(), 0, 1, kPeople);
    const Server server(data.path());
    Phone phone(server.https(), account_name(0), device_name(0, 0));
    phone.set_up();
    std::mt19937 random(5);
    std::vector<double> spent;
    for (int round = 0; round < kSearches; ++round) {
        const auto root = search_for(typed(random, round));
        const double start = now_seconds();
        phone.post("Search", &root);
        spent.push_back((now_seconds() - start) * 1e3);
    }
    return {{"people_search_100000_p50", median(spent), "ms"},
            {"people_search_100000_p99", percentile(spent, 99), "ms", 20, Figure::Sense::kAtMost}};
}

}  // namespace syncgate::bench
