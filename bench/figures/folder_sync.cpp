// FolderSync of 50 folders from key 0.
#include <stdexcept>

#include "base/log.h"
#include "bench/load/accounts.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"
#include "formats/wbxml/tags.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/store.h"

namespace syncgate::bench {
namespace {

void add_folders(const std::filesystem::path& data, int count) {
    const SystemClock clock;
    NullLog log;
    auto store = store::Store::open(data, {clock, log});
    auto record = store ? (*store)->directory().find_login(account_name(0))
                        : Result<store::AccountRecord>(store.error());
    auto account = record ? (*store)->account(record->id)
                          : Result<std::shared_ptr<store::Account>>(record.error());
    if (!account) {
        throw std::runtime_error(account.error().detail);
    }
    auto made = (*account)->write([&](store::Change& change) -> Result<int> {
        for (int i = 0; i < count; ++i) {
            auto added = change.add_collection(ItemClass::kMail, 0, Role::kNone,
                                               "Project " + std::to_string(i));
            if (!added) {
                return added.error();
            }
        }
        return count;
    });
    if (!made) {
        throw std::runtime_error(made.error().detail);
    }
}

}  // namespace

Figures folder_sync() {
    constexpr int kRounds = 300;
    const TempFolder data(false);
    make_accounts(data.path(), 1, 1);
    add_folders(data.path(), 44);  // beside the six fixed ones
    const Server server(data.path());
    Phone phone(server.https(), account_name(0), device_name(0, 0));
    phone.set_up();
    wbxml::Element all(wbxml::folder_hierarchy::kFolderSync);
    all.add(wbxml::folder_hierarchy::kSyncKey, std::string("0"));
    phone.post("FolderSync", &all);
    const double start = server.cpu_seconds();
    for (int i = 0; i < kRounds; ++i) {
        phone.post("FolderSync", &all);
    }
    return {{"folder_sync_50_cpu", (server.cpu_seconds() - start) / kRounds * 1e3, "ms", 1,
             Figure::Sense::kAtMost}};
}

}  // namespace syncgate::bench
