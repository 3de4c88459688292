// An address book of 10,000 cards by CardDAV: filled by PUT, listed, synced, fetched, searched.
#include <stdexcept>
#include <string>

#include "base/base64.h"
#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"
#include "bench/load/tls_client.h"

namespace syncgate::bench {
namespace {

constexpr int kCards = 10'000;
constexpr int kListed = 100;  // hrefs of a multiget

std::string name_of(int number) {
    return "card" + std::to_string(number) + ".vcf";
}

// Of some 500 bytes.
std::string card(int number, int revision) {
    const std::string id = std::to_string(number);
    return "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Bench//EN\r\nUID:uid-" + id +
           "-of-the-bench\r\nN:Family" + id + ";Given;;;\r\nFN:Given Family" + id +
           "\r\nORG:Company;Department\r\nTITLE:Number " + std::to_string(revision) +
           "\r\nEMAIL;TYPE=INTERNET,WORK:given.family" + id +
           "@example.org\r\nTEL;TYPE=CELL:+49 170 " + id + "\r\nTEL;TYPE=WORK,VOICE:+49 30 " + id +
           "\r\nADR;TYPE=HOME:;;Street " + id +
           ";City;;12345;Country\r\nNOTE:A note of this person\\, in some words that are no longer "
           "than\r\n  most notes are\\, but fold.\r\nEND:VCARD\r\n";
}

// One client of one account.
class Client {
  public:
    Client(const Server& server, const std::string& address)
        : server_(server),
          connection_(server.https()),
          book_("/dav/addressbooks/" + address + "/default/"),
          authorization_(base64_encode(address + ":" + std::string(kPassword))) {}

    [[nodiscard]] const std::string& book() const { return book_; }

    std::string ask(const std::string& method, const std::string& path, const std::string& body,
                    int status, const std::string& more = "") {
        connection_.send(method + " " + path +
                         " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + authorization_ +
                         "\r\n" + more + "Content-Length: " + std::to_string(body.size()) +
                         "\r\n\r\n" + body);
        auto response = connection_.receive();
        if (response.status != status) {
            throw std::runtime_error(method + " " + path + ": " + std::to_string(response.status));
        }
        return std::move(response.body);
    }
    void put(int number, int revision, int status) {
        ask("PUT", book_ + name_of(number), card(number, revision), status);
    }
    std::string report(const std::string& name, const std::string& inside) {
        return ask("REPORT", book_,
                   "<" + name + " xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\">" +
                       inside + "</" + name + ">",
                   207, "Depth: 1\r\n");
    }
    std::string sync(const std::string& token) {
        const std::string answer =
            report("sync-collection", "<sync-token>" + token +
                                          "</sync-token><sync-level>1</sync-level><prop><getetag/>"
                                          "</prop>");
        const std::string open = "<D:sync-token>";
        const auto at = answer.rfind(open) + open.size();
        return answer.substr(at, answer.find('<', at) - at);
    }
    // CPU of the server for all of `run`, in milliseconds.
    template <class F>
    double cpu(F run) {
        const double start = server_.cpu_seconds();
        run();
        return (server_.cpu_seconds() - start) * 1e3;
    }

  private:
    const Server& server_;
    TlsClient connection_;
    std::string book_, authorization_;
};

void multiget_all(Client& client) {
    for (int from = 0; from < kCards; from += kListed) {
        std::string hrefs = "<prop><getetag/><C:address-data/></prop>";
        for (int i = from; i < from + kListed; ++i) {
            hrefs += "<href>" + client.book() + name_of(i) + "</href>";
        }
        client.report("C:addressbook-multiget", hrefs);
    }
}

}  // namespace

Figures dav() {
    const TempFolder data(false);
    make_accounts(data.path(), 1, 1);
    const Server server(data.path());
    Client client(server, account_name(0));
    std::string token = client.sync("");  // the password is known from now on
    const auto at_most = Figure::Sense::kAtMost;

    Figures figures;
    const double puts = client.cpu([&] {
        for (int i = 0; i < kCards; ++i) {
            client.put(i, 0, 201);
        }
    });
    figures.push_back({"dav_put", puts / kCards, "ms CPU", 1, at_most});
    figures.push_back({"dav_sync_initial_10000", client.cpu([&] { token = client.sync(""); }),
                       "ms CPU", 40, at_most});
    constexpr int kRounds = 100;
    double changes = 0;
    for (int round = 0; round < kRounds; ++round) {
        client.put(round, 1, 204);
        changes += client.cpu([&] { token = client.sync(token); });
    }
    figures.push_back({"dav_sync_one_10000", changes / kRounds, "ms CPU", 1.5, at_most});
    figures.push_back({"dav_multiget_10000", client.cpu([&] { multiget_all(client); }) / 1e3,
                       "s CPU", 0.4, at_most});
    const double listed = client.cpu([&] {
        client.ask("PROPFIND", client.book(),
                   "<propfind xmlns=\"DAV:\"><prop><getetag/><resourcetype/><getcontenttype/>"
                   "</prop></propfind>",
                   207, "Depth: 1\r\n");
    });
    figures.push_back({"dav_propfind_10000", listed, "ms CPU", 50, at_most});
    const double found = client.cpu([&] {
        client.report("C:addressbook-query",
                      "<prop><getetag/></prop><C:filter><C:prop-filter name=\"EMAIL\">"
                      "<C:text-match>family777@</C:text-match></C:prop-filter></C:filter>");
    });
    figures.push_back({"dav_query_10000", found, "ms CPU", 30, at_most});
    return figures;
}

}  // namespace syncgate::bench
