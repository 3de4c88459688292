// An address book of 10,000 cards by CardDAV: filled by PUT, listed, synced, fetched, searched.
#include <string>

#include "bench/load/accounts.h"
#include "bench/load/cards.h"
#include "bench/load/cost.h"
#include "bench/load/crowd.h"
#include "bench/load/dav_client.h"
#include "bench/load/figure.h"

namespace syncgate::bench {
namespace {

constexpr int kCards = 10'000;
constexpr int kListed = 100;   // hrefs of a multiget
constexpr int kRepeated = 15;  // of what reads the whole book
constexpr int kWriters = 4;
constexpr int kWritten = 500;  // by each of them
// Cyrus writes 44 a second by four connections, SOGo 344: twice the better.
constexpr double kPutRate = 688;

void multiget_all(DavClient& client) {
    for (int from = 0; from < kCards; from += kListed) {
        std::string hrefs = "<prop><getetag/><C:address-data/></prop>";
        for (int i = from; i < from + kListed; ++i) {
            hrefs += "<href>" + client.book() + card_name(i) + "</href>";
        }
        client.report("C:addressbook-multiget", hrefs);
    }
}

void list_all(DavClient& client) {
    client.ask("PROPFIND", client.book(),
               "<propfind xmlns=\"DAV:\"><prop><getetag/><resourcetype/><getcontenttype/></prop>"
               "</propfind>",
               207, "Depth: 1\r\n");
}

void find_one(DavClient& client) {
    client.report("C:addressbook-query",
                  "<prop><getetag/></prop><C:filter><C:prop-filter name=\"EMAIL\">"
                  "<C:text-match>family777777@</C:text-match></C:prop-filter></C:filter>");
}

// Cards a second that four connections write into one book, each durable before its answer.
double put_rate() {
    const TempFolder data(true);
    make_accounts(data.path(), 1, 1);
    const Server server(data.path());
    DavClient(server, account_name(0)).sync("");  // the password is known from now on
    const double start = now_seconds();
    for_all(kWriters, kWriters, [&](int writer) {
        DavClient client(server, account_name(0));
        for (int i = 0; i < kWritten; ++i) {
            client.put(writer * kWritten + i, 0, 201);
        }
    });
    return kWriters * kWritten / (now_seconds() - start);
}

}  // namespace

Figures dav() {
    const TempFolder data(false);
    make_accounts(data.path(), 1, 1);
    const Server server(data.path());
    DavClient client(server, account_name(0));
    client.sync("");  // the password is known from now on
    const auto at_most = Figure::Sense::kAtMost;

    Figures figures;
    const double puts = cpu_of(server, [&] {
        for (int i = 0; i < kCards; ++i) {
            client.put(i, 0, 201);
        }
    });
    figures.push_back({"dav_put", puts / kCards, "ms CPU", 1, at_most});
    figures.push_back(
        {"dav_put_4_connections", put_rate(), "cards/s", kPutRate, Figure::Sense::kAtLeast});
    figures.push_back({"dav_sync_initial_10000",
                       median_cpu(server, kRepeated, [&](int) { client.sync(""); }), "ms CPU", 40,
                       at_most});
    figures.push_back({"dav_multiget_10000",
                       median_cpu(server, 3, [&](int) { multiget_all(client); }) / 1e3, "s CPU",
                       0.4, at_most});
    figures.push_back({"dav_propfind_10000",
                       median_cpu(server, kRepeated, [&](int) { list_all(client); }), "ms CPU", 50,
                       at_most});
    figures.push_back({"dav_query_10000",
                       median_cpu(server, kRepeated, [&](int) { find_one(client); }), "ms CPU", 30,
                       at_most});
    return figures;
}

}  // namespace syncgate::bench
