// What a command costs beside its store work: request line, pace, WBXML, schema, answer. The real
// endpoint within this process, without HTTP and TLS.
#include <ctime>
#include <stdexcept>
#include <string>
#include <variant>

#include "base/log.h"
#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/server.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/endpoint.h"
#include "protocols/activesync/paced_endpoint.h"
#include "protocols/activesync/request_line.h"
#include "protocols/activesync/sync/server_id.h"
#include "store/directory.h"

namespace syncgate::bench {
namespace {

namespace air_sync = wbxml::air_sync;
namespace ping_page = wbxml::ping;

// Nothing ever changes.
class Nobody final : public Waiting {
  public:
    void watch(const Watch& /*watch*/) override {}
    [[nodiscard]] std::optional<Modseq> highest(AccountId /*account*/,
                                                CollectionId /*collection*/) const override {
        return std::nullopt;
    }
};

double thread_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

template <class F>
double micros_each(int rounds, F run) {
    const double start = thread_seconds();
    for (int i = 0; i < rounds; ++i) {
        run();
    }
    return (thread_seconds() - start) / rounds * 1e6;
}

Request request_of(const char* command, const Identity& who, Waiting& waiting) {
    Request request;
    request.method = "POST";
    request.path = "/Microsoft-Server-ActiveSync";
    // A kind of device that is let in without a policy.
    request.query =
        std::string("Cmd=") + command + "&User=b0&DeviceId=bench0&DeviceType=WindowsOutlook15";
    request.headers.add("MS-ASProtocolVersion", "14.1");
    request.headers.add("User-Agent", "Bench/1.0");
    request.headers.add("Content-Type", "application/vnd.ms-sync.wbxml");
    request.who = who;
    request.client = activesync::client_of_device("bench0");
    request.waiting = &waiting;
    return request;
}

wbxml::Element ping_of(CollectionId inbox) {
    wbxml::Element root(ping_page::kPing);
    root.add(ping_page::kHeartbeatInterval, 600);
    auto& folder = root.add(ping_page::kFolders).add(ping_page::kFolder);
    folder.add(ping_page::kId, activesync::to_server_id(inbox));
    folder.add(ping_page::kClass, std::string("Email"));
    return root;
}

wbxml::Element first_folder_sync() {
    wbxml::Element root(wbxml::folder_hierarchy::kFolderSync);
    root.add(wbxml::folder_hierarchy::kSyncKey, std::string("0"));
    return root;
}

wbxml::Element first_sync(CollectionId inbox) {
    wbxml::Element root(air_sync::kSync);
    auto& collection = root.add(air_sync::kCollections).add(air_sync::kCollection);
    collection.add(air_sync::kSyncKey, std::string("0"));
    collection.add(air_sync::kCollectionId, activesync::to_server_id(inbox));
    return root;
}

// Of a collection that is not there: the device's row is all that is read.
wbxml::Element sync_of_nothing() {
    wbxml::Element root(air_sync::kSync);
    auto& collection = root.add(air_sync::kCollections).add(air_sync::kCollection);
    collection.add(air_sync::kSyncKey, std::string("1"));
    collection.add(air_sync::kCollectionId, std::string("none"));
    collection.add(air_sync::kGetChanges);
    collection.add(air_sync::kWindowSize, 100);
    return root;
}

void expect(bool well, const char* what) {
    if (!well) {
        throw std::runtime_error(what);
    }
}

}  // namespace

Figures command_cost() {
    constexpr int kRounds = 20'000;
    const TempFolder data(false);
    make_accounts(data.path(), 1, 0);
    const SystemClock clock;
    NullLog log;
    const auto store = open_store(data.path(), clock, log);
    const auto record = store->directory().find_login(account_name(0));
    expect(static_cast<bool>(record), "no account");
    const auto account = store->account(record->id);
    expect(static_cast<bool>(account), "no store");
    const auto inbox =
        (*account)->read([](const store::Snapshot& snapshot) -> Result<CollectionId> {
            return snapshot.by_role(ItemClass::kMail, Role::kInbox)->id;
        });
    expect(static_cast<bool>(inbox), "no inbox");

    activesync::Endpoint inner(activesync::Services{*store, clock, log, false, ""});
    activesync::PacedEndpoint endpoint(inner, clock, log, {0, 0, 0});
    Nobody nobody;
    const Identity who{record->id, record->address};

    const auto ask = [&](const char* command, const wbxml::Element& root) {
        const std::string body = wbxml::write(root);
        Request request = request_of(command, who, nobody);
        request.body = body;
        return endpoint.handle(request);
    };
    ask("FolderSync", first_folder_sync());
    ask("Sync", first_sync(*inbox));
    const std::string ping_body = wbxml::write(ping_of(*inbox));
    Request ping = request_of("Ping", who, nobody);
    ping.body = ping_body;
    // A device's first Ping learns the folders; the next one is parked in memory.
    expect(std::holds_alternative<Park>(endpoint.handle(ping)), "a Ping that does not wait");
    const double ping_cost = micros_each(kRounds, [&] {
        const auto outcome = endpoint.immediate(ping);
        expect(outcome && std::holds_alternative<Park>(*outcome), "a Ping that needs the store");
    });

    const std::string sync_body = wbxml::write(sync_of_nothing());
    Request sync = request_of("Sync", who, nobody);
    sync.body = sync_body;
    const double sync_cost = micros_each(kRounds, [&] {
        const auto outcome = endpoint.handle(sync);
        const auto* reply = std::get_if<Reply>(&outcome);
        expect(reply != nullptr && reply->status == 200, "a Sync that is refused");
    });
    return {{"command_ping", ping_cost, "us CPU", 30, Figure::Sense::kAtMost},
            {"command_sync", sync_cost, "us CPU", 60, Figure::Sense::kAtMost}};
}

}  // namespace syncgate::bench
