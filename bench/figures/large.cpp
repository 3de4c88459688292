// An attachment of 50 MB fetched, in both forms, and a message of nearly 50 MB sent: CPU and
// memory.
#include <algorithm>
#include <stdexcept>
#include <string>

#include "base/limits.h"
#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"
#include "formats/wbxml/tags.h"

namespace syncgate::bench {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace base_page = wbxml::air_sync_base;
namespace operations = wbxml::item_operations;
namespace compose = wbxml::compose_mail;

constexpr int kMegabytes = 50;
constexpr double kMegabyte = 1 << 20;
constexpr int kRounds = 3;
// Of an attachment that fills a message as far as one may be: 57 bytes a line of 78.
constexpr std::size_t kSentBytes = limits::kMessageBytes / 78 * 57 - 4096;

// The content of the first element of that tag, anywhere; "" without one.
std::string find(const Element& element, wbxml::Tag tag) {
    if (element.tag() == tag) {
        return std::string(element.content());
    }
    for (const auto& child : element.children()) {
        if (auto found = find(child, tag); !found.empty()) {
            return found;
        }
    }
    return {};
}

std::string file_reference(Phone& phone) {
    std::string key = "0";
    for (int round = 0; round < 2; ++round) {
        Element root(air_sync::kSync);
        auto& collection = root.add(air_sync::kCollections).add(air_sync::kCollection);
        collection.add(air_sync::kSyncKey, key);
        collection.add(air_sync::kCollectionId, phone.inbox());
        const Response response = phone.post("Sync", &root);
        const auto answer = wbxml::parse(response.body);
        if (!answer) {
            break;
        }
        key = find(*answer, air_sync::kSyncKey);
        if (auto found = find(*answer, base_page::kFileReference); !found.empty()) {
            return found;
        }
    }
    throw std::runtime_error("no attachment in the inbox");
}

Element fetch_of(const std::string& reference) {
    Element root(operations::kItemOperations);
    auto& fetch = root.add(operations::kFetch);
    fetch.add(operations::kStore, std::string("Mailbox"));
    fetch.add(base_page::kFileReference, reference);
    return root;
}

void measure_fetch(Figures& figures, const Server& server, Phone& phone, const std::string& name,
                   const Element& fetch, const std::string& head, double must) {
    const double whole = kMegabytes * kMegabyte;
    double cpu = 0;
    std::uint64_t growth = 0;
    for (int round = 0; round < kRounds; ++round) {
        const double before = server.cpu_seconds();
        growth = std::max(growth, server.growth([&] {
            if (static_cast<double>(phone.post("ItemOperations", &fetch, head).body.size()) <
                whole) {
                throw std::runtime_error("the attachment did not come whole");
            }
        }));
        cpu += server.cpu_seconds() - before;
    }
    const auto at_most = Figure::Sense::kAtMost;
    figures.push_back(
        {name + "_cpu", cpu * 1e3 / kRounds / kMegabytes, "ms CPU/MB", must, at_most});
    figures.push_back(
        {name + "_growth", static_cast<double>(growth) / kMegabyte, "MiB", 4, at_most});
}

void measure_send(Figures& figures, const Server& server, Phone& phone) {
    double cpu = 0;
    std::uint64_t growth = 0;
    for (int round = 0; round < kRounds; ++round) {
        Element root(compose::kSendMail);
        root.add(compose::kClientId, "large" + std::to_string(round));
        root.add(compose::kSaveInSentItems);
        root.add(Element::opaque(
            compose::kMime,
            message_with_attachment(account_name(0), "send" + std::to_string(round), kSentBytes)));
        const double before = server.cpu_seconds();
        growth = std::max(growth, server.growth([&] {
            if (!phone.post("SendMail", &root).body.empty()) {
                throw std::runtime_error("SendMail was refused");
            }
        }));
        cpu += server.cpu_seconds() - before;
    }
    figures.push_back({"send_50mb_cpu", cpu * 1e3 / kRounds / kMegabytes, "ms CPU/MB"});
    figures.push_back({"send_50mb_growth", static_cast<double>(growth) / kMegabyte, "MiB", 8,
                       Figure::Sense::kAtMost});
}

}  // namespace

Figures large() {
    const TempFolder data(true);
    make_accounts(data.path(), 1, 1);
    fill_inbox_with_attachment(data.path(), 0, kMegabytes * (std::size_t{1} << 20U));
    const Server server(data.path());
    Phone phone(server.https(), account_name(0), device_name(0, 0));
    phone.set_up();
    const Element fetch = fetch_of(file_reference(phone));
    Figures figures;
    measure_fetch(figures, server, phone, "attachment_multipart", fetch,
                  "MS-ASAcceptMultiPart: T\r\n", 4);
    measure_fetch(figures, server, phone, "attachment_inline", fetch, "", 6);
    measure_send(figures, server, phone);
    return figures;
}

}  // namespace syncgate::bench
