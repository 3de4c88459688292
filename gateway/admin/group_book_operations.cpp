// Address books that belong to a group.
#include <algorithm>

#include "base/text.h"
#include "gateway/admin/operations.h"
#include "gateway/admin/shared_folder.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/group_books.h"

namespace syncgate::admin {
namespace {

using store::Rights;
using store::Share;

// A group with its account: that of `group add` has none before its first book.
struct Holder {
    std::string group;
    AccountId account = 0;
};

// Errors: kNotFound (no such group, or it has no books).
Result<Holder> find_holder(store::Store& store, const std::string& group) {
    const auto record = store.directory().find_login(store::group_address(group));
    if (!record) {
        return record.error().code == ErrorCode::kNotFound
                   ? Error{ErrorCode::kNotFound, "no group " + group + " that has books"}
                   : record.error();
    }
    return Holder{lower_ascii(group), record->id};
}

Result<CollectionId> find_book(store::Store& store, const Holder& holder, const std::string& name) {
    auto account = store.account(holder.account);
    return account ? find_folder(**account, name) : Result<CollectionId>(account.error());
}

bool is_book(const Collection& each) {
    return each.item_class == ItemClass::kContact && each.role == Role::kNone;
}

// "family \t Recipes \t #40 \t read \t u2@example.org=write"
std::string line(const Holder& holder, const Collection& book, const std::vector<Share>& shares,
                 const std::map<AccountId, std::string>& addresses) {
    std::string all = "none", members;
    for (const auto& each : shares) {
        if (each.collection != book.id) {
            continue;
        }
        if (each.member == 0) {
            all = name_of(each.rights);
        } else if (const auto it = addresses.find(each.member); it != addresses.end()) {
            members += (members.empty() ? "" : " ") + it->second + "=" + name_of(each.rights);
        }
    }
    return holder.group + "\t" + book.name + "\t#" + std::to_string(book.id) + "\t" + all + "\t" +
           members + "\n";
}

// Nothing for a group without books.
Result<std::string> lines_of(store::Store& store, const std::string& group,
                             const std::map<AccountId, std::string>& addresses) {
    const auto holder = find_holder(store, group);
    if (!holder && holder.error().code == ErrorCode::kNotFound) {
        return std::string();
    }
    const auto shares = holder ? store.directory().groups().shares_of(holder->account)
                               : Result<std::vector<Share>>(holder.error());
    auto account = shares ? store.account(holder->account)
                          : Result<std::shared_ptr<store::Account>>(shares.error());
    if (!account) {
        return account.error();
    }
    return (*account)->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
        std::string lines;
        for (const auto& each : snapshot.collections(ItemClass::kContact)) {
            lines += is_book(each) ? line(*holder, each, *shares, addresses) : "";
        }
        return lines;
    });
}

}  // namespace

Result<std::string> Operations::group_book_add(const Call& call) {
    const auto rights = parse_rights(call.value("rights"));
    if (!rights) {
        return rights.error();
    }
    const auto id = store_.group_account(call.value("name"));
    auto account = id ? store_.account(*id) : Result<std::shared_ptr<store::Account>>(id.error());
    if (!account) {
        return account.error();
    }
    const std::string name = call.value("book");
    const auto book = (*account)->write([&](store::Change& change) {
        return change.add_collection(ItemClass::kContact, 0, Role::kNone, name);
    });
    if (!book) {
        return book.error();
    }
    const auto group = lower_ascii(call.value("name"));
    const auto shared = store_.directory().groups().share({*id, *book, 0, group, *rights});
    return shared ? Result<std::string>("group " + group + " has the book " + name + "\n")
                  : shared.error();
}

Result<std::string> Operations::group_book_remove(const Call& call) {
    const auto holder = find_holder(store_, call.value("name"));
    const auto book = holder ? find_book(store_, *holder, call.value("book"))
                             : Result<CollectionId>(holder.error());
    auto account = book ? store_.account(holder->account)
                        : Result<std::shared_ptr<store::Account>>(book.error());
    if (!account) {
        return account.error();
    }
    const auto removed =
        (*account)->write([&](store::Change& change) { return change.remove_collection(*book); });
    const auto ended = removed ? store_.directory().groups().end_shares(holder->account, *book)
                               : Result<void>(removed.error());
    return ended ? Result<std::string>("group " + holder->group + " has the book " +
                                       call.value("book") + " no longer\n")
                 : ended.error();
}

Result<std::string> Operations::group_book_right(const Call& call) {
    const auto rights = parse_rights(call.value("rights"));
    const auto holder = find_holder(store_, call.value("name"));
    if (!rights || !holder) {
        return rights ? holder.error() : rights.error();
    }
    const auto book = find_book(store_, *holder, call.value("book"));
    if (!book) {
        return book.error();
    }
    Share share{holder->account, *book, 0, holder->group, *rights};
    std::string who = "members of " + holder->group;
    if (const std::string member = call.value("member"); !member.empty()) {
        const auto record = store_.directory().find_login(member);
        if (!record) {
            return record.error();
        }
        share.member = record->id;
        share.group.clear();
        who = record->address;
    }
    const auto shared = store_.directory().groups().share(share);
    return shared ? Result<std::string>(who + ": " + name_of(*rights) + "\n") : shared.error();
}

Result<std::string> Operations::group_book_list(const Call& call) {
    const std::string only = lower_ascii(call.value("name"));
    const auto groups = store_.directory().groups().groups();
    const auto addresses = addresses_by_id();
    if (!groups || !addresses) {
        return groups ? addresses.error() : groups.error();
    }
    std::string out;
    bool found = only.empty();
    for (const auto& group : *groups) {
        if (only.empty() || group.name == only) {
            found = true;
            const auto listed = lines_of(store_, group.name, *addresses);
            if (!listed) {
                return listed;
            }
            out += *listed;
        }
    }
    return found ? Result<std::string>(out)
                 : Error{ErrorCode::kNotFound, "no group " + call.value("name")};
}

}  // namespace syncgate::admin
