// Who is told of changes through push services.
#include "base/text.h"
#include "formats/webpush/push_url.h"
#include "gateway/admin/operations.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/push_subscriptions.h"

namespace syncgate::admin {
namespace {

std::string address_of(store::Store& store, AccountId id) {
    const auto record = store.directory().account(id);
    return record ? record->address : std::to_string(id);
}

// Its number where it can't be read.
std::string name_of(store::Store& store, AccountId owner, CollectionId id) {
    const auto account = store.account(owner);
    const auto number = std::to_string(id);
    if (!account) {
        return number;
    }
    const auto name = (*account)->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
        const auto collection = snapshot.collection(id);
        return collection ? collection->name : number;
    });
    return name ? *name : number;
}

std::string day_and_time(UnixSeconds time) {
    return iso8601_millis(time * 1000).substr(0, 19);
}

}  // namespace

Result<std::string> Operations::push_list(const Call& call) {
    auto& subscriptions = store_.directory().push_subscriptions();
    const std::string only = lower_ascii(call.value("account"));
    const auto record =
        only.empty() ? Result(store::AccountRecord()) : store_.directory().find_login(only);
    if (!record) {
        return record.error();
    }
    const auto all = only.empty() ? subscriptions.all() : subscriptions.of(record->id);
    if (!all) {
        return all.error();
    }
    std::string out;
    for (const auto& each : *all) {
        const auto url = webpush::parse_push_url(each.resource);
        for (const auto& field :
             {address_of(store_, each.account), each.id, address_of(store_, each.owner),
              name_of(store_, each.owner, each.collection), url ? url->authority() : each.resource,
              day_and_time(each.created)}) {
            out += field + "\t";
        }
        out += day_and_time(each.expires) + "\n";
    }
    return out;
}

}  // namespace syncgate::admin
