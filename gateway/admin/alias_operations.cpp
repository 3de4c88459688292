// Further addresses of accounts.
#include "gateway/admin/operations.h"
#include "store/directory.h"

namespace syncgate::admin {

Result<std::string> Operations::alias_add(const Call& call) {
    const auto account = store_.directory().find_login(call.value("account"));
    if (!account) {
        return account.error();
    }
    const auto added = store_.directory().add_alias(account->id, call.value("alias"));
    return added ? Result<std::string>("") : added.error();
}

Result<std::string> Operations::alias_remove(const Call& call) {
    const auto account = store_.directory().find_login(call.value("account"));
    if (!account) {
        return account.error();
    }
    const auto removed = store_.directory().remove_alias(account->id, call.value("alias"));
    if (!removed) {
        return removed.error();
    }
    if (forget_logins_) {
        forget_logins_(account->id);
    }
    return std::string();
}

Result<std::string> Operations::alias_list(const Call& call) {
    std::vector<store::AccountRecord> accounts;
    if (const auto name = call.value("account"); !name.empty()) {
        auto account = store_.directory().find_login(name);
        if (!account) {
            return account.error();
        }
        accounts.push_back(*std::move(account));
    } else {
        auto all = store_.directory().accounts();
        if (!all) {
            return all.error();
        }
        accounts = *std::move(all);
    }
    std::string out;
    for (const auto& account : accounts) {
        const auto addresses = store_.directory().sender_addresses(account.id);
        if (!addresses) {
            return addresses.error();
        }
        for (const auto& address : *addresses) {
            if (address != account.address) {
                out += account.address + "\t" + address + "\n";
            }
        }
    }
    return out;
}

}  // namespace syncgate::admin
