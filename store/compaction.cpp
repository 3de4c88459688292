// What is forgotten of departures, moved sort keys and requests: the part of Note.
// Source: docs/sync-engine.md, COMPACT.
#include <algorithm>

#include "store/note.h"
#include "store/scope.h"

namespace syncgate::store {
namespace {

constexpr std::int64_t kSecondsADay = 86'400;
constexpr UnixSeconds kDeviceSeconds = 30 * kSecondsADay;
constexpr std::int64_t kKeptDays = 90;

struct Table {
    std::string_view find, remove;
};

constexpr Table kTables[] = {
    {"SELECT modseq, uid FROM tombstone WHERE account = $1 AND collection = $2 AND modseq <= $3"
     " ORDER BY modseq, uid LIMIT $4",
     "DELETE FROM tombstone WHERE account = $1 AND collection = $2"
     " AND (modseq, uid) <= ($3, $4)"},
    {"SELECT modseq, uid FROM sort_key_history WHERE account = $1 AND collection = $2"
     " AND modseq <= $3 ORDER BY modseq, uid LIMIT $4",
     "DELETE FROM sort_key_history WHERE account = $1 AND collection = $2"
     " AND (modseq, uid) <= ($3, $4)"},
};

struct Expiring {
    std::string_view find, remove;
};

constexpr Expiring kExpiring[] = {
    {"SELECT until FROM request WHERE account = $1 AND until <= $2 ORDER BY until LIMIT $3",
     "DELETE FROM request WHERE account = $1 AND until <= $2"},
    {"SELECT until FROM intent_done WHERE account = $1 AND until <= $2 ORDER BY until LIMIT $3",
     "DELETE FROM intent_done WHERE account = $1 AND until <= $2"},
};

// The highest modseq that is older than 90 days: that before the first write of the days since.
Modseq oldest_day(Scope& scope) {
    Query row(scope.db, "SELECT MIN(modseq) FROM clock WHERE account = $1 AND day >= $2",
              scope.account, scope.clock.now() / kSecondsADay - kKeptDays);
    if (row.next() && !row.is_null(0)) {
        return row.integer(0) - 1;
    }
    return counters(scope).modseq;
}

// K: nothing after it may be removed from the collection.
Modseq limit_of(Scope& scope, CollectionId collection, Modseq by_age) {
    const auto oldest = find_integer(scope.db,
                                     "SELECT p.a_modseq FROM point p"
                                     " JOIN device d ON d.account = p.account"
                                     " AND d.number = p.device"
                                     " WHERE p.account = $1 AND p.collection = $2"
                                     " AND d.last_seen > $3 ORDER BY p.a_modseq LIMIT 1",
                                     scope.account, collection, scope.clock.now() - kDeviceSeconds);
    return oldest ? std::min(by_age, *oldest - 1) : by_age;
}

// Removes up to `most` rows; the last of them in `last`.
int compact_table(Scope& scope, const Table& table, CollectionId collection, Modseq limit, int most,
                  Cursor& last) {
    int count = 0;
    Cursor cut;
    {
        Query rows(scope.db, table.find, scope.account, collection, limit, most);
        while (rows.next()) {
            cut = {rows.integer(0), rows.integer(1)};
            ++count;
        }
    }
    if (count > 0) {
        run(scope.db, table.remove, scope.account, collection, cut.modseq, cut.uid);
        last = std::max(last, cut);
    }
    return count;
}

int compact_collection(Scope& scope, CollectionId collection, Modseq limit, int most) {
    int count = 0;
    Cursor last;
    for (const auto& table : kTables) {
        count += compact_table(scope, table, collection, limit, most - count, last);
    }
    if (count > 0) {
        run(scope.db,
            "UPDATE collection SET compacted = $1 WHERE account = $2 AND id = $3"
            " AND compacted < $1",
            last.modseq, scope.account, collection);
    }
    return count;
}

// Of a collection that is gone as long: its row, and what devices of before still have of it.
int remove_gone(Scope& scope, CollectionId collection, Modseq gone) {
    for (const auto sql : {"DELETE FROM point WHERE account = $1 AND collection = $2",
                           "DELETE FROM line WHERE account = $1 AND collection = $2",
                           "DELETE FROM collection WHERE account = $1 AND id = $2"}) {
        run(scope.db, sql, scope.account, collection);
    }
    run(scope.db,
        "UPDATE account_state SET collections_compacted = $1 WHERE account = $2"
        " AND collections_compacted < $1",
        gone, scope.account);
    return 1;
}

struct Place {
    CollectionId id = 0;
    Modseq gone = 0;
};

std::vector<Place> places(Scope& scope) {
    Query rows(scope.db, "SELECT id, gone FROM collection WHERE account = $1 ORDER BY id",
               scope.account);
    std::vector<Place> found;
    while (rows.next()) {
        found.push_back({rows.integer(0), rows.integer(1)});
    }
    return found;
}

}  // namespace

int Note::compact(int most) {
    const Modseq by_age = oldest_day(*scope_);
    int count = 0;
    for (const auto& place : places(*scope_)) {
        if (count >= most) {
            break;
        }
        const Modseq limit = limit_of(*scope_, place.id, by_age);
        count += compact_collection(*scope_, place.id, limit, most - count);
        if (place.gone != 0 && place.gone <= limit && count < most) {
            count += remove_gone(*scope_, place.id, place.gone);
        }
    }
    return count;
}

int Note::forget_before(UnixSeconds now, int most) {
    int count = 0;
    for (const auto& table : kExpiring) {
        int found = 0;
        UnixSeconds upto = 0;
        {
            Query rows(scope_->db, table.find, scope_->account, now, most - count);
            while (rows.next()) {
                upto = rows.integer(0);
                ++found;
            }
        }
        if (found > 0) {
            count += static_cast<int>(run(scope_->db, table.remove, scope_->account, upto));
        }
        if (count >= most) {
            break;
        }
    }
    return count;
}

}  // namespace syncgate::store
