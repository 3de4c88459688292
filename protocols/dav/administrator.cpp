#include "protocols/dav/administrator.h"

#include "store/directory.h"

namespace syncgate::dav {

Result<void> enter_as_administrator(Context& context) {
    if (!context.administers_homes || context.place.user.empty()) {
        return {};
    }
    auto record = context.services.store.directory().find_login(context.place.user);
    if (!record) {
        return record.error();
    }
    if (record->id == context.owner.account) {
        return {};
    }
    if (!record->elsewhere.empty()) {
        return Error{ErrorCode::kNotFound, "dav: served elsewhere"};
    }
    auto account = context.services.store.account(record->id);
    if (!account) {
        return account.error();
    }
    context.account = *std::move(account);
    context.owner = owner_of(*record, context.owner.address);
    return {};
}

}  // namespace syncgate::dav
