// The first Sync of an inbox: 2,000 messages of 2 to 50 KB, window 100; bodies as plain text and as
// HTML, both cut at 4 KB, and as MIME, up to 50 KB.
#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"

namespace syncgate::bench {
namespace {

struct Body {
    const char* name;
    int type, bytes;
    double must;
};
constexpr Body kBodies[] = {
    {"initial_sync_plain_cpu", 1, 4096, 100},
    {"initial_sync_html_cpu", 2, 4096, 100},
    {"initial_sync_mime_cpu", 4, 50 * 1024, 200},
};
constexpr int kMessages = 2000;
constexpr int kPhones = 5;

}  // namespace

Figures initial_sync() {
    const TempFolder data(false);
    make_accounts(data.path(), 1, kPhones * static_cast<int>(std::size(kBodies)));
    fill_inbox(data.path(), 0, kMessages, 2000, 50000);
    const Server server(data.path());
    const double messages = double{kMessages} * kPhones;
    Figures figures;
    int device = 0;
    double wall = 0;
    for (const auto& body : kBodies) {
        double cpu = 0;
        for (int i = 0; i < kPhones; ++i) {
            Phone phone(server.https(), account_name(0), device_name(0, device++));
            phone.set_up();
            phone.prefer(body.type, body.bytes);
            const double cpu_before = server.cpu_seconds();
            const double wall_before = now_seconds();
            phone.sync_all(phone.inbox(), 100);
            cpu += server.cpu_seconds() - cpu_before;
            wall += now_seconds() - wall_before;
        }
        figures.push_back(
            {body.name, cpu / messages * 1e6, "us/message", body.must, Figure::Sense::kAtMost});
    }
    figures.push_back({"initial_sync_rate",
                       messages * static_cast<double>(std::size(kBodies)) / wall, "messages/s"});
    return figures;
}

}  // namespace syncgate::bench
