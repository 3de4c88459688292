#include "store/quota.h"

#include "store/change.h"
#include "store/failure.h"
#include "store/scope.h"
#include "store/trash_walk.h"

namespace syncgate::store {
namespace {

Usage usage_in(const Query& row, const Rules& rules) {
    const auto own = [&](int column, std::int64_t of_store) {
        const auto value = row.integer(column);
        return value == kQuotaOfStore ? of_store : value;
    };
    return {row.integer(0), row.integer(1), own(2, rules.quota_bytes), own(3, rules.quota_items)};
}

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
    Query row(scope.db,
              "SELECT bytes, items, quota_bytes, quota_items FROM account_state"
              " WHERE account = $1",
              scope.account);
    return row.next() ? usage_in(row, scope.rules) : Usage{};
}

void count_in(Scope& scope, std::int64_t bytes, std::int64_t items) {
    if (run(scope.db,
            "UPDATE account_state SET bytes = bytes + $1, items = items + $2 WHERE account = $3",
            bytes, items, scope.account) == 0) {
        throw StoreFailure({ErrorCode::kInternal, "the account has no row"});
    }
    const Usage usage = usage_of(scope);
    const bool over =
        (bytes > 0 && usage.excess_bytes(0) > 0) || (items > 0 && usage.excess_items(0) > 0);
    if (over && !scope.keeps_promise) {
        throw StoreFailure(over_quota());
    }
}

void count_out(Scope& scope, std::int64_t bytes, std::int64_t items) {
    run(scope.db,
        "UPDATE account_state SET bytes = bytes - $1, items = items - $2 WHERE account = $3", bytes,
        items, scope.account);
}

Usage Snapshot::usage() const {
    return usage_of(*scope_);
}

void Note::set_quota(std::optional<std::int64_t> bytes, std::optional<std::int64_t> items) {
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
