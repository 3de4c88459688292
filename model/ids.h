// The numbers by which the product names things, and the two kinds of mark that the sync engine
// moves. Source: docs/sync-engine.md.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace syncgate {

using AccountId = std::int64_t;
using CollectionId = std::int64_t;  // unique in its account, never used twice; from 1
using ObjectId = std::int64_t;      // unique in its account
using Modseq = std::int64_t;        // one counter an account; 0 is before every change
using Uid = std::int64_t;           // 1 to 2^32-1, ascending in its collection, never used twice

inline constexpr Uid kMaxUid = std::numeric_limits<Uid>::max();  // above every uid
inline constexpr std::int64_t kMaxKey = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kMinKey = std::numeric_limits<std::int64_t>::min();

// Watched together with an account's collections: its hierarchy, policies, devices.
inline constexpr CollectionId kHierarchy = 0;

// A place in the order of events: an event of item x at modseq m is behind it when
// (m, x) <= cursor, so that a transaction of a thousand items can be cut anywhere.
struct Cursor {
    Modseq modseq = 0;
    Uid uid = 0;
    auto operator<=>(const Cursor&) const = default;
};

// A place in the order of a collection's items. (edge, 0) lies just below every item whose sort
// key is `edge`.
struct Position {
    std::int64_t sort_key = 0;
    Uid uid = 0;
    auto operator<=>(const Position&) const = default;
};

}  // namespace syncgate
