#include "store/quota.h"

#include "store/change.h"
#include "store/failure.h"
#include "store/scope.h"
#include "store/trash_walk.h"

namespace syncgate::store {
namespace {

Error over_quota() {
    return {ErrorCode::kOverQuota, "the account is over its quota"};
}

// Whether all that lies in Trash would make the room; objects may be shared with others, so it
// may still not.
bool may_make_room(Scope& scope, const std::vector<TrashWalk::Place>& places,
                   std::int64_t excess_bytes, std::int64_t excess_items) {
    std::int64_t bytes = 0;
    std::int64_t items = 0;
    for (const auto& place : places) {
        Query row(scope.db,
                  "SELECT COUNT(*), CAST(COALESCE(SUM(o.size), 0) AS BIGINT) FROM item i"
                  " JOIN object o ON o.account = i.account AND o.id = i.object"
                  " WHERE i.account = $1 AND i.collection = $2",
                  scope.account, place.id);
        row.next();
        items += row.integer(0);
        bytes += row.integer(1);
    }
    return excess_bytes <= bytes && excess_items <= items;
}

}  // namespace

Usage usage_of(Scope& scope) {
    const Counters& now = counters(scope);
    const auto or_else = [](std::int64_t own, std::int64_t of_store) {
        return own == kQuotaOfStore ? of_store : own;
    };
    return {now.bytes, now.items, or_else(now.quota_bytes, scope.rules.quota_bytes),
            or_else(now.quota_items, scope.rules.quota_items)};
}

void count_in(Scope& scope, std::int64_t bytes, std::int64_t items) {
    Counters& now = changing_counters(scope);
    now.bytes += bytes;
    now.items += items;
    const Usage usage = usage_of(scope);
    const bool over =
        (bytes > 0 && usage.excess_bytes(0) > 0) || (items > 0 && usage.excess_items(0) > 0);
    if (over && !scope.keeps_promise) {
        throw StoreFailure(over_quota());
    }
}

void count_out(Scope& scope, std::int64_t bytes, std::int64_t items) {
    Counters& now = changing_counters(scope);
    now.bytes -= bytes;
    now.items -= items;
}

Usage Snapshot::usage() const {
    return usage_of(*scope_);
}

void Note::set_quota(std::optional<std::int64_t> bytes, std::optional<std::int64_t> items) {
    settle_counters(*scope_);
    if (bytes) {
        run(scope_->db, "UPDATE account_state SET quota_bytes = $1 WHERE account = $2", *bytes,
            scope_->account);
    }
    if (items) {
        run(scope_->db, "UPDATE account_state SET quota_items = $1 WHERE account = $2", *items,
            scope_->account);
    }
}

Result<void> Change::make_room(std::int64_t bytes, std::int64_t items) {
    Usage now = usage();
    if (now.has_room(bytes, items)) {
        return {};
    }
    TrashWalk walk(*this);
    if (!may_make_room(*scope_, walk.places(), now.excess_bytes(bytes), now.excess_items(items))) {
        return over_quota();
    }
    while (!now.has_room(bytes, items)) {
        const auto oldest = walk.next();
        if (!oldest) {
            return over_quota();
        }
        remove_item(oldest->collection, oldest->uid);
        now = usage();
    }
    return {};
}

void Change::keep_promise() {
    scope_->keeps_promise = true;
}

}  // namespace syncgate::store
