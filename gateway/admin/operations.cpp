#include "gateway/admin/operations.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "gateway/admin/folder_path.h"
#include "gateway/auth/password_hash.h"
#include "store/account.h"
#include "store/delivery.h"
#include "store/directory.h"
#include "store/group_books.h"

namespace syncgate::admin {
namespace {

constexpr std::size_t kMinPassword = 1;
constexpr std::size_t kMaxPassword = 1024;

Result<std::string> hash_of(const Call& call) {
    std::string_view password = call.body;
    while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) {
        password.remove_suffix(1);
    }
    if (password.size() < kMinPassword || password.size() > kMaxPassword) {
        return Error{ErrorCode::kMalformed, "a password has 1 to 1024 bytes"};
    }
    return auth::hash_password(password);
}

// What is wrong with one account, or why it can't be looked at: the others are still checked.
std::vector<std::string> problems_of(store::Store& store, AccountId id) {
    auto account = store.account(id);
    if (!account) {
        return {account.error().detail};
    }
    auto found =
        (*account)->read([](const store::Snapshot& snapshot) -> Result<std::vector<std::string>> {
            return snapshot.problems();
        });
    return found ? *std::move(found) : std::vector{found.error().detail};
}

// Of one account that can be read: files that no message needs any more.
std::vector<std::filesystem::path> leftovers_of(store::Store& store, AccountId id) {
    using Paths = std::vector<std::filesystem::path>;
    auto account = store.account(id);
    if (!account) {
        return {};  // a problem already
    }
    auto found =
        (*account)->note([](store::Note& note) -> Result<Paths> { return note.leftovers(); });
    if (!found) {
        return {};
    }
    // Files that a write gave up go after its commit, which may have been the same.
    std::erase_if(*found, [](const auto& path) { return !std::filesystem::exists(path); });
    return *std::move(found);
}

}  // namespace

std::string Call::value(const std::string& key) const {
    const auto it = values.find(key);
    return it == values.end() ? std::string() : it->second;
}

struct Operations::Row {
    std::string_view name;
    Function run;
};

const Operations::Row Operations::kRows[] = {
    {"domain-add", &Operations::domain_add},
    {"domain-list", &Operations::domain_list},
    {"account-add", &Operations::account_add},
    {"account-list", &Operations::account_list},
    {"account-password", &Operations::account_password},
    {"account-delete", &Operations::account_delete},
    {"account-enabled", &Operations::account_enabled},
    {"account-elsewhere", &Operations::account_elsewhere},
    {"account-name", &Operations::account_name},
    {"account-quota", &Operations::account_quota},
    {"account-recover", &Operations::account_recover},
    {"account-collected", &Operations::account_collected},
    {"alias-add", &Operations::alias_add},
    {"alias-list", &Operations::alias_list},
    {"alias-remove", &Operations::alias_remove},
    {"contacts-export", &Operations::contacts_export},
    {"certificate-add", &Operations::certificate_add},
    {"certificate-list", &Operations::certificate_list},
    {"certificate-remove", &Operations::certificate_remove},
    {"account-touch", &Operations::account_touch},
    {"message-import", &Operations::message_import},
    {"message-list", &Operations::message_list},
    {"message-get", &Operations::message_get},
    {"device-list", &Operations::device_list},
    {"push-list", &Operations::push_list},
    {"device-trace", &Operations::device_trace},
    {"device-retry", &Operations::device_retry},
    {"device-show", &Operations::device_show},
    {"device-access", &Operations::device_access},
    {"device-wipe", &Operations::device_wipe},
    {"device-unwipe", &Operations::device_unwipe},
    {"device-forget", &Operations::device_forget},
    {"device-resync", &Operations::device_resync},
    {"rule-add", &Operations::rule_add},
    {"rule-list", &Operations::rule_list},
    {"rule-remove", &Operations::rule_remove},
    {"policy-show", &Operations::policy_show},
    {"policy-list", &Operations::policy_list},
    {"policy-set", &Operations::policy_set},
    {"policy-clear", &Operations::policy_clear},
    {"account-protocols", &Operations::account_protocols},
    {"audit", &Operations::audit},
    {"account-layers", &Operations::account_layers},
    {"device-layers", &Operations::device_layers},
    {"group-add", &Operations::group_add},
    {"group-list", &Operations::group_list},
    {"group-delete", &Operations::group_delete},
    {"group-join", &Operations::group_join},
    {"group-leave", &Operations::group_leave},
    {"group-book-add", &Operations::group_book_add},
    {"group-book-list", &Operations::group_book_list},
    {"group-book-remove", &Operations::group_book_remove},
    {"group-book-right", &Operations::group_book_right},
    {"share-add", &Operations::share_add},
    {"share-list", &Operations::share_list},
    {"share-remove", &Operations::share_remove},
    {"outbox-list", &Operations::outbox_list},
    {"outbox-show", &Operations::outbox_show},
    {"outbox-retry", &Operations::outbox_retry},
    {"outbox-remove", &Operations::outbox_remove},
    {"check", &Operations::check},
    {"store-check", &Operations::store_check},
    {"alive", &Operations::alive},
};

Result<std::string> Operations::run(const Call& call) {
    const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                   [&](const Row& each) { return each.name == call.name; });
    if (row == std::end(kRows)) {
        return Error{ErrorCode::kUnsupported, "no operation " + call.name};
    }
    return (this->*row->run)(call);
}

Result<std::shared_ptr<store::Account>> Operations::account_of(const Call& call) {
    auto record = store_.directory().find_login(call.value("account"));
    if (!record) {
        return record.error();
    }
    return store_.account(record->id);
}

Result<std::string> Operations::alive(const Call&) {
    return std::string("alive\n");
}

// Devices that wait look again: another process wrote to the account.
Result<std::string> Operations::account_touch(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    return (*account)->write([](store::Change& change) -> Result<std::string> {
        change.touch_hierarchy();
        return std::string();
    });
}

Result<std::string> Operations::domain_add(const Call& call) {
    auto added = store_.directory().add_domain(call.value("name"));
    return added ? Result<std::string>("domain " + lower_ascii(call.value("name")) + " added\n")
                 : Result<std::string>(added.error());
}

Result<std::string> Operations::domain_list(const Call&) {
    auto domains = store_.directory().domains();
    if (!domains) {
        return domains.error();
    }
    std::string out;
    for (const auto& name : *domains) {
        out += name + "\n";
    }
    return out;
}

Result<std::string> Operations::account_add(const Call& call) {
    auto hash = hash_of(call);
    if (!hash) {
        return hash;
    }
    auto id = store_.create_account(call.value("account"), *hash);
    if (!id) {
        return id.error();
    }
    return "account " + lower_ascii(call.value("account")) + " added\n";
}

Result<std::string> Operations::account_list(const Call&) {
    auto accounts = store_.directory().accounts();
    if (!accounts) {
        return accounts.error();
    }
    std::string out;
    for (const auto& record : *accounts) {
        if (store::group_of(record.address)) {
            continue;
        }
        out += record.address + "\t" + (record.enabled ? "enabled" : "disabled") + "\t" +
               iso8601_millis(record.created * 1000).substr(0, 10) + "\t" + record.display_name +
               "\n";
    }
    return out;
}

Result<std::string> Operations::account_password(const Call& call) {
    auto record = store_.directory().find_login(call.value("account"));
    if (!record) {
        return record.error();
    }
    auto hash = hash_of(call);
    if (!hash) {
        return hash;
    }
    if (auto set = store_.directory().set_password(record->id, *hash); !set) {
        return set.error();
    }
    if (forget_logins_) {
        forget_logins_(record->id);
    }
    return "the password of " + record->address + " is changed\n";
}

Result<std::string> Operations::account_delete(const Call& call) {
    auto record = store_.directory().find_login(call.value("account"));
    if (!record) {
        return record.error();
    }
    if (auto deleted = store_.delete_account(record->id); !deleted) {
        return deleted.error();
    }
    if (forget_logins_) {
        forget_logins_(record->id);
    }
    return "account " + record->address + " deleted\n";
}

Result<std::string> Operations::message_import(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    const std::string path = call.value("folder");
    auto folder = (*account)->read([&](const store::Snapshot& snapshot) -> Result<CollectionId> {
        const auto all = snapshot.collections();
        for (const auto& each : all) {
            if (each.item_class == ItemClass::kMail && iequals(path_of(all, each), path)) {
                return each.id;
            }
        }
        return CollectionId{0};
    });
    if (folder && *folder == 0) {
        folder = (*account)->write([&](store::Change& change) -> Result<CollectionId> {
            return ensure_folder(change, path);
        });
    }
    if (!folder) {
        return Error{folder.error().code, "folder " + path + ": " + folder.error().detail};
    }
    store::Delivery delivery;
    delivery.message = call.body;
    delivery.collection = *folder;
    delivery.flags = static_cast<std::uint32_t>(parse_uint(call.value("flags")).value_or(0));
    if (const auto received = parse_uint(call.value("received"))) {
        delivery.received = static_cast<UnixSeconds>(*received);
    }
    auto delivered = store::deliver(**account, store_.clock(), delivery);
    if (!delivered) {
        return delivered.error();
    }
    return std::string();
}

Result<std::string> Operations::message_list(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    return (*account)->read([](const store::Snapshot& snapshot) -> Result<std::string> {
        std::string out;
        const auto all = snapshot.collections();
        constexpr int kBatch = 1000;
        for (const auto& folder : all) {
            if (folder.item_class != ItemClass::kMail) {
                continue;
            }
            const std::string path = path_of(all, folder);
            Uid after = 0;
            for (auto batch = snapshot.items(folder.id, after, kBatch); !batch.empty();
                 batch = snapshot.items(folder.id, after, kBatch)) {
                for (const auto& item : batch) {
                    after = item.uid;
                    out += std::to_string(folder.id) + "\t" + std::to_string(item.uid) + "\t" +
                           std::to_string(item.flags) + "\t" + std::to_string(item.sort_key) +
                           "\t" + path + "\n";
                }
            }
        }
        return out;
    });
}

Result<std::string> Operations::message_get(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    const auto collection = parse_uint(call.value("collection"));
    const auto uid = parse_uint(call.value("uid"));
    if (!collection || !uid) {
        return Error{ErrorCode::kMalformed, "collection and uid"};
    }
    return (*account)->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
        const auto item =
            snapshot.item(static_cast<CollectionId>(*collection), static_cast<Uid>(*uid));
        const auto object = item ? snapshot.object(item->object) : std::nullopt;
        if (!object) {
            return Error{ErrorCode::kNotFound, "no such message"};
        }
        return snapshot.bytes(object->id, 0, object->size);
    });
}

Result<std::string> Operations::check(const Call&) {
    auto accounts = store_.directory().accounts();
    if (!accounts) {
        return accounts.error();
    }
    auto leftovers = store_.leftovers();
    auto directory = store_.directory().problems();
    if (!leftovers || !directory) {
        return leftovers ? directory.error() : leftovers.error();
    }
    std::string out;
    std::size_t problems = directory->size();
    for (const auto& problem : *directory) {
        out += "directory: " + problem + "\n";
    }
    for (const auto& record : *accounts) {
        const auto found = problems_of(store_, record.id);
        for (const auto& problem : found) {
            out += record.address + ": " + problem + "\n";
        }
        problems += found.size();
        const auto files = leftovers_of(store_, record.id);
        for (const auto& file : files) {
            leftovers->push_back(file.string());
        }
    }
    for (const auto& each : *leftovers) {
        out += "leftover: " + each + "\n";
    }
    if (problems > 0) {
        return Error{ErrorCode::kInternal, out + std::to_string(problems) + " problems"};
    }
    return out + std::to_string(accounts->size()) + " accounts checked, no problems\n";
}

}  // namespace syncgate::admin
