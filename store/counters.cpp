#include "store/counters.h"

#include "store/failure.h"
#include "store/scope.h"

namespace syncgate::store {

const Counters& counters(Scope& scope) {
    if (!scope.counters) {
        Query row(scope.db,
                  "SELECT modseq, last_object, last_key, bytes, items, quota_bytes, quota_items"
                  " FROM account_state WHERE account = $1",
                  scope.account);
        if (!row.next()) {
            throw StoreFailure({ErrorCode::kInternal, "the account has no row"});
        }
        scope.counters = Counters{row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                                  row.integer(4), row.integer(5), row.integer(6), false};
    }
    return *scope.counters;
}

Counters& changing_counters(Scope& scope) {
    counters(scope);
    scope.counters->changed = true;
    return *scope.counters;
}

void save_counters(Scope& scope) {
    if (!scope.counters || !scope.counters->changed) {
        return;
    }
    const Counters& now = *scope.counters;
    run(scope.db,
        "UPDATE account_state SET modseq = $1, last_object = $2, last_key = $3, bytes = $4,"
        " items = $5 WHERE account = $6",
        now.modseq, now.last_object, now.last_key, now.bytes, now.items, scope.account);
    scope.counters->changed = false;
}

void settle_counters(Scope& scope) {
    save_counters(scope);
    scope.counters.reset();
}

}  // namespace syncgate::store
