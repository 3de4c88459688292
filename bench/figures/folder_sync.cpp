// FolderSync: 50 folders from key 0, and one changed folder of 5,000.
#include <algorithm>
#include <stdexcept>

#include "base/log.h"
#include "bench/load/accounts.h"
#include "bench/load/cost.h"
#include "bench/load/figure.h"
#include "bench/load/phone.h"
#include "bench/load/server.h"
#include "formats/wbxml/tags.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/store.h"

namespace syncgate::bench {
namespace {

constexpr int kRounds = 300;
constexpr int kChanges = 41;

// Makes `count` folders at the top, and one below each of the first `parents`; the ids of these.
std::vector<CollectionId> add_folders(const std::filesystem::path& data, int count, int parents) {
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
    std::vector<CollectionId> with_child;
    auto made = (*account)->write([&](store::Change& change) -> Result<int> {
        for (int i = 0; i < count; ++i) {
            auto added = change.add_collection(ItemClass::kMail, 0, Role::kNone,
                                               "Project " + std::to_string(i));
            if (!added) {
                return added.error();
            }
            if (i < parents) {
                auto child = change.add_collection(ItemClass::kMail, *added, Role::kNone, "Old");
                if (!child) {
                    return child.error();
                }
                with_child.push_back(*added);
            }
        }
        return count;
    });
    if (!made) {
        throw std::runtime_error(made.error().detail);
    }
    return with_child;
}

double from_key_0() {
    const TempFolder data(false);
    make_accounts(data.path(), 1, 1);
    add_folders(data.path(), 44, 0);  // beside the six fixed ones
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
    return (server.cpu_seconds() - start) / kRounds * 1e3;
}

// The folder below `parent` goes, as a client's "empty folder" asks it.
void remove_child(Phone& phone, CollectionId parent) {
    wbxml::Element root(wbxml::item_operations::kItemOperations);
    auto& empty = root.add(wbxml::item_operations::kEmptyFolderContents);
    empty.add(wbxml::air_sync::kCollectionId, std::to_string(parent));
    empty.add(wbxml::item_operations::kOptions).add(wbxml::item_operations::kDeleteSubFolders);
    phone.post("ItemOperations", &root);
}

double one_changed() {
    const TempFolder data(false);
    make_accounts(data.path(), 1, 1);
    const auto parents = add_folders(data.path(), 5000 - 6 - kChanges, kChanges);
    const Server server(data.path());
    Phone phone(server.https(), account_name(0), device_name(0, 0));
    phone.set_up();
    std::vector<double> spent;
    for (const auto parent : parents) {
        remove_child(phone, parent);
        spent.push_back(cpu_of(server, [&] { phone.folder_sync(); }));
    }
    return median(std::move(spent));
}

}  // namespace

Figures folder_sync() {
    return {{"folder_sync_50_cpu", from_key_0(), "ms", 1, Figure::Sense::kAtMost},
            {"hierarchy_5000", one_changed(), "ms", 2, Figure::Sense::kAtMost}};
}

}  // namespace syncgate::bench
