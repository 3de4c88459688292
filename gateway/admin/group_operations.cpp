// Groups and shares.
#include <algorithm>

#include "base/text.h"
#include "gateway/admin/folder_path.h"
#include "gateway/admin/operations.h"
#include "gateway/admin/shared_folder.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/group_books.h"
#include "store/groups.h"

namespace syncgate::admin {
namespace {

using store::Share;

Result<std::string> told(const Result<void>& done, const std::string& text) {
    return done ? Result<std::string>(text) : Result<std::string>(done.error());
}

bool is_member(const std::vector<store::Group>& groups, const std::string& name,
               AccountId account) {
    return std::any_of(groups.begin(), groups.end(), [&](const store::Group& group) {
        return group.name == name &&
               std::binary_search(group.members.begin(), group.members.end(), account);
    });
}

}  // namespace

Result<std::string> Operations::group_add(const Call& call) {
    return told(store_.directory().groups().add_group(call.value("name")),
                "group " + lower_ascii(call.value("name")) + " added\n");
}

Result<std::string> Operations::group_delete(const Call& call) {
    const auto books = store_.directory().find_login(store::group_address(call.value("name")));
    if (!books && books.error().code != ErrorCode::kNotFound) {
        return books.error();
    }
    if (books) {  // first: a later group of the name must not find them
        if (const auto gone = store_.delete_account(books->id); !gone) {
            return gone.error();
        }
    }
    return told(store_.directory().groups().remove_group(call.value("name")),
                "group " + lower_ascii(call.value("name")) + " deleted\n");
}

Result<std::string> Operations::group_list(const Call&) {
    auto groups = store_.directory().groups().groups();
    auto addresses = addresses_by_id();
    if (!groups || !addresses) {
        return groups ? addresses.error() : groups.error();
    }
    std::string out;
    for (const auto& group : *groups) {
        std::vector<std::string> members;
        for (const auto member : group.members) {
            members.push_back((*addresses)[member]);
        }
        std::sort(members.begin(), members.end());
        out += group.name + "\t";
        for (const auto& member : members) {
            out += (out.ends_with('\t') ? "" : " ") + member;
        }
        out += "\n";
    }
    return out;
}

Result<std::string> Operations::group_join(const Call& call) {
    auto record = store_.directory().find_login(call.value("account"));
    if (!record) {
        return record.error();
    }
    auto joined = store_.directory().groups().join(call.value("name"), record->id);
    if (joined) {  // the group may have a policy
        joined = wake({record->id, ""});
    }
    return told(joined,
                record->address + " is a member of " + lower_ascii(call.value("name")) + "\n");
}

Result<std::string> Operations::group_leave(const Call& call) {
    auto record = store_.directory().find_login(call.value("account"));
    if (!record) {
        return record.error();
    }
    auto left = store_.directory().groups().leave(call.value("name"), record->id);
    if (left) {
        left = wake({record->id, ""});
    }
    return told(left, record->address + " is no member of " + lower_ascii(call.value("name")) +
                          " any more\n");
}

// What the call names; `must_be_there`: a folder that is gone is no folder.
Result<Share> Operations::share_of(const Call& call, bool must_be_there) {
    auto owner = store_.directory().find_login(call.value("account"));
    auto rights = parse_rights(call.value("rights"));
    if (!owner || !rights) {
        return owner ? rights.error() : owner.error();
    }
    Share share{owner->id, 0, 0, "", *rights};
    const std::string member = call.value("member");
    if (member.starts_with(store::kGroupPrefix)) {
        share.group = member.substr(store::kGroupPrefix.size());
    } else {
        auto record = store_.directory().find_login(member);
        if (!record) {
            return record.error();
        }
        share.member = record->id;
    }
    const std::string folder = call.value("folder");
    const auto by_id = parse_folder_number(folder);
    if (folder.empty() || (by_id && !must_be_there)) {
        share.collection = by_id.value_or(0);
        return share;
    }
    auto account = store_.account(owner->id);
    auto found = account ? find_folder(**account, folder) : Result<CollectionId>(account.error());
    if (!found) {
        return found.error();
    }
    share.collection = *found;
    return share;
}

Result<std::string> Operations::share_add(const Call& call) {
    auto share = share_of(call, true);
    if (!share) {
        return share.error();
    }
    return told(store_.directory().groups().share(*share),
                "shared with " + call.value("member") + " to " + name_of(share->rights) + "\n");
}

Result<std::string> Operations::share_remove(const Call& call) {
    auto share = share_of(call, false);
    if (!share) {
        return share.error();
    }
    return told(store_.directory().groups().unshare(*share),
                "no longer shared with " + call.value("member") + "\n");
}

// "*" for the whole mailbox; "#12" for one that is gone or can't be looked up.
std::string Operations::folder_name(const Share& share) {
    if (share.collection == 0) {
        return "*";
    }
    const std::string by_id = "#" + std::to_string(share.collection);
    auto account = store_.account(share.owner);
    if (!account) {
        return by_id;
    }
    auto name = (*account)->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
        const auto folder = snapshot.collection(share.collection);
        return folder ? path_of(snapshot.collections(), *folder) : by_id;
    });
    return name ? *name : by_id;
}

Result<std::string> Operations::share_list(const Call& call) {
    auto record = call.value("account").empty()
                      ? Result<store::AccountRecord>(store::AccountRecord{})
                      : store_.directory().find_login(call.value("account"));
    auto shares = store_.directory().groups().shares();
    auto groups = store_.directory().groups().groups();
    auto addresses = addresses_by_id();
    if (!record || !shares || !groups || !addresses) {
        return !record   ? record.error()
               : !shares ? shares.error()
               : !groups ? groups.error()
                         : addresses.error();
    }
    const auto concerns = [&](const Share& share) {
        return record->id == 0 || share.owner == record->id || share.member == record->id ||
               is_member(*groups, share.group, record->id);
    };
    std::string out;
    for (const auto& share : *shares) {
        if (concerns(share)) {
            out += (*addresses)[share.owner] + "\t" + folder_name(share) + "\t" +
                   (share.member == 0 ? std::string(store::kGroupPrefix) + share.group
                                      : (*addresses)[share.member]) +
                   "\t" + name_of(share.rights) + "\n";
        }
    }
    return out;
}

Result<std::map<AccountId, std::string>> Operations::addresses_by_id() {
    auto accounts = store_.directory().accounts();
    if (!accounts) {
        return accounts.error();
    }
    std::map<AccountId, std::string> addresses;
    for (const auto& record : *accounts) {
        addresses[record.id] = record.address;
    }
    return addresses;
}

}  // namespace syncgate::admin
