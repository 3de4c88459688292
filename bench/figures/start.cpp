// From exec to ready on a store of 100,000 messages, and to the first answer of a phone.
#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"

namespace syncgate::bench {

Figures start() {
    const TempFolder data(false);
    make_accounts(data.path(), 1, 1);
    fill_inbox(data.path(), 0, 100'000, 1900, 2100);
    { const Server first(data.path()); }  // makes the certificates
    const double before = now_seconds();
    const Server server(data.path());
    Phone phone(server.https(), account_name(0), device_name(0, 0));
    phone.set_up();
    return {{"start_to_first_answer", now_seconds() - before, "s", 1, Figure::Sense::kAtMost}};
}

}  // namespace syncgate::bench
