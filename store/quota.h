// What an account holds and may hold. The counters stand in its own row and are written with what
// they count: `bytes` is the size of all objects (a text that items share counts once), `items`
// the number of items, files and folders.
#pragma once

#include <cstdint>

namespace syncgate::store {

struct Scope;

struct Usage {
    std::int64_t bytes = 0, items = 0;
    // The account's own quota, or else the store's; 0: unlimited.
    std::int64_t quota_bytes = 0, quota_items = 0;

    // What more than allowed it would hold with so much in addition.
    [[nodiscard]] std::int64_t excess_bytes(std::int64_t more) const {
        return quota_bytes == 0 ? 0 : bytes + more - quota_bytes;
    }
    [[nodiscard]] std::int64_t excess_items(std::int64_t more) const {
        return quota_items == 0 ? 0 : items + more - quota_items;
    }
    [[nodiscard]] bool has_room(std::int64_t more_bytes, std::int64_t more_items) const {
        return excess_bytes(more_bytes) <= 0 && excess_items(more_items) <= 0;
    }
};

// An account's quota that is not its own: the store's holds.
inline constexpr std::int64_t kQuotaOfStore = -1;

Usage usage_of(Scope& scope);

// Counts what comes. Throws StoreFailure kOverQuota when there is no room for it, unless the
// write keeps a promise (Change::keep_promise).
void count_in(Scope& scope, std::int64_t bytes, std::int64_t items);
// Counts what went.
void count_out(Scope& scope, std::int64_t bytes, std::int64_t items);

}  // namespace syncgate::store
