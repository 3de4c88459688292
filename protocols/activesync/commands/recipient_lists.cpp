#include "protocols/activesync/commands/recipient_lists.h"

#include <algorithm>

#include "base/text.h"
#include "store/contact_lists.h"
#include "store/groups.h"

namespace syncgate::activesync {
namespace {

using Members = std::vector<std::string>;

Error nobody(const std::string& address) {
    return {ErrorCode::kNotFound, "recipient: nobody is " + address};
}

Result<Members> group_members(store::Directory& directory, AccountId sender,
                              const std::string& name) {
    const auto groups = directory.groups().groups();
    if (!groups) {
        return groups.error();
    }
    Members members;
    for (const auto& group : *groups) {
        const auto& all = group.members;
        if (group.name != lower_ascii(name) ||
            std::find(all.begin(), all.end(), sender) == all.end()) {
            continue;
        }
        for (const auto account : all) {
            const auto addresses = directory.sender_addresses(account);
            if (!addresses) {
                return addresses.error();
            }
            members.push_back(addresses->front());
        }
    }
    return members;
}

Members list_addresses(const store::Snapshot& snapshot, std::string_view name) {
    Members addresses;
    const auto members = store::list_members(snapshot, name);
    for (const auto& member : members.value_or(std::vector<store::ListMember>())) {
        if (!member.address.empty()) {
            addresses.push_back(member.address);
        }
    }
    return addresses;
}

}  // namespace

Result<std::optional<std::vector<std::string>>> list_members(store::Directory& directory,
                                                             store::Account& sender,
                                                             const std::string& address) {
    const auto at = address.rfind('@');
    const auto kind = at == std::string::npos ? std::string() : lower_ascii(address.substr(at + 1));
    if (kind != "group" && kind != "list") {
        return std::optional<Members>();
    }
    const auto name = address.substr(0, at);
    auto members = kind == "group"
                       ? group_members(directory, sender.id(), name)
                       : sender.read([&](const store::Snapshot& snapshot) -> Result<Members> {
                             return list_addresses(snapshot, name);
                         });
    if (!members) {
        return members.error();
    }
    return members->empty() ? Result<std::optional<Members>>(nobody(address))
                            : Result<std::optional<Members>>(*std::move(members));
}

}  // namespace syncgate::activesync
