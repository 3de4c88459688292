// The sync engine's ranges: each is a bounded walk along an index, whatever the collection holds.
#include <algorithm>
#include <map>
#include <tuple>

#include "store/rows.h"
#include "store/scope.h"
#include "store/snapshot.h"

namespace syncgate::store {
namespace {

void append_events(std::vector<Event>& events, Query& rows, Event::Kind kind) {
    while (rows.next()) {
        Event event;
        event.modseq = rows.integer(0);
        event.uid = rows.integer(1);
        event.kind = kind;
        if (kind == Event::Kind::kSortKey) {
            event.old_key = rows.integer(2);
            event.new_key = rows.integer(3);
        }
        events.push_back(event);
    }
}

// A stay of an item in a collection: from its entry until it left.
struct Stay {
    Modseq created = 0;
    Modseq left = kMaxUid;
    std::int64_t key = 0;
};

std::optional<Stay> find_stay(Scope& scope, CollectionId collection, Uid uid, Modseq from,
                              Modseq to) {
    Query stay(scope.db,
               "SELECT created, 0 AS gone, sort_key FROM item"
               " WHERE account = $1 AND collection = $2 AND uid = $3 AND created <= $4"
               " UNION ALL SELECT created, modseq, sort_key FROM tombstone"
               " WHERE account = $1 AND collection = $2 AND uid = $3 AND created <= $4"
               " AND modseq > $5 ORDER BY gone LIMIT 1",
               scope.account, collection, uid, from, to);
    if (!stay.next()) {
        return std::nullopt;
    }
    const Modseq gone = stay.integer(1);
    return Stay{stay.integer(0), gone == 0 ? kMaxUid : gone, stay.integer(2)};
}

// Last rise over the bound after `a`, by uid, of items that are there and at or above it.
std::map<Uid, Modseq> risers(Scope& scope, CollectionId collection, Cursor a, Position bound) {
    Query rows(scope.db,
               "SELECT h.uid, MAX(h.modseq) FROM sort_key_history h"
               " JOIN item i ON i.account = h.account AND i.collection = h.collection"
               " AND i.uid = h.uid AND i.created < h.modseq"
               " WHERE h.account = $1 AND h.collection = $2 AND (h.modseq, h.uid) > ($3, $4)"
               " AND (h.old, h.uid) < ($5, $6) AND (i.sort_key, i.uid) >= ($5, $6)"
               " GROUP BY h.uid",
               scope.account, collection, a.modseq, a.uid, bound.sort_key, bound.uid);
    std::map<Uid, Modseq> found;
    while (rows.next()) {
        found.emplace(rows.integer(0), rows.integer(1));
    }
    return found;
}

}  // namespace

std::vector<Event> Snapshot::events_after(CollectionId collection, Cursor m, int limit) const {
    std::vector<Event> events;
    Query gone(scope_->db,
               "SELECT modseq, uid FROM tombstone WHERE account = $1 AND collection = $2"
               " AND (modseq, uid) > ($3, $4) ORDER BY modseq, uid LIMIT $5",
               scope_->account, collection, m.modseq, m.uid, limit);
    append_events(events, gone, Event::Kind::kGone);
    Query moved(scope_->db,
                "SELECT modseq, uid, old, new FROM sort_key_history"
                " WHERE account = $1 AND collection = $2 AND (modseq, uid) > ($3, $4)"
                " ORDER BY modseq, uid LIMIT $5",
                scope_->account, collection, m.modseq, m.uid, limit);
    append_events(events, moved, Event::Kind::kSortKey);
    Query changed(scope_->db,
                  "SELECT modseq, uid FROM item WHERE account = $1 AND collection = $2"
                  " AND (modseq, uid) > ($3, $4) ORDER BY modseq, uid LIMIT $5",
                  scope_->account, collection, m.modseq, m.uid, limit);
    append_events(events, changed, Event::Kind::kChanged);
    std::sort(events.begin(), events.end(), [](const Event& x, const Event& y) {
        return std::tie(x.modseq, x.uid, x.kind) < std::tie(y.modseq, y.uid, y.kind);
    });
    if (events.size() > static_cast<std::size_t>(limit)) {
        events.resize(static_cast<std::size_t>(limit));
    }
    return events;
}

std::vector<Entry> Snapshot::entries_after(CollectionId collection, Cursor a, Position bound,
                                           int limit) const {
    const auto risen = risers(*scope_, collection, a, bound);
    std::vector<Entry> entries;
    for (const auto& [uid, modseq] : risen) {
        entries.push_back({modseq, uid});
    }
    Query rows(scope_->db,
               "SELECT created, uid FROM item WHERE account = $1 AND collection = $2"
               " AND (created, uid) > ($3, $4) AND (sort_key, uid) >= ($5, $6)"
               " ORDER BY created, uid LIMIT $7",
               scope_->account, collection, a.modseq, a.uid, bound.sort_key, bound.uid,
               static_cast<std::int64_t>(risen.size()) + limit);
    while (rows.next()) {
        if (!risen.contains(rows.integer(1))) {
            entries.push_back({rows.integer(0), rows.integer(1)});
        }
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& x, const Entry& y) {
        return std::tie(x.entry, x.uid) < std::tie(y.entry, y.uid);
    });
    if (entries.size() > static_cast<std::size_t>(limit)) {
        entries.resize(static_cast<std::size_t>(limit));
    }
    return entries;
}

std::vector<Item> Snapshot::items_below(CollectionId collection, Position bound, Position edge,
                                        int limit) const {
    Query rows(scope_->db,
               "SELECT " SYNCGATE_ITEM_COLUMNS
               " FROM item WHERE account = $1 AND collection = $2 AND (sort_key, uid) < ($3, $4)"
               " AND (sort_key, uid) >= ($5, $6) ORDER BY sort_key DESC, uid DESC LIMIT $7",
               scope_->account, collection, bound.sort_key, bound.uid, edge.sort_key, edge.uid,
               limit);
    std::vector<Item> found;
    while (rows.next()) {
        found.push_back(item_of(rows));
    }
    return found;
}

Snapshot::Slide Snapshot::slide_candidates(CollectionId collection, Position from, Position to,
                                           Modseq since, int limit) const {
    Slide slide{{}, to};
    const auto walk = [&](Query& rows) {
        Position last = from;
        int count = 0;
        while (rows.next()) {
            last = {rows.integer(0), rows.integer(1)};
            slide.uids.push_back(last.uid);
            ++count;
        }
        if (count == limit) {
            slide.upto = std::min(slide.upto, Position{last.sort_key, last.uid + 1});
        }
    };
    Query items(scope_->db,
                "SELECT sort_key, uid FROM item WHERE account = $1 AND collection = $2"
                " AND (sort_key, uid) >= ($3, $4) AND (sort_key, uid) < ($5, $6)"
                " ORDER BY sort_key, uid LIMIT $7",
                scope_->account, collection, from.sort_key, from.uid, to.sort_key, to.uid, limit);
    walk(items);
    Query tombstones(scope_->db,
                     "SELECT sort_key, uid FROM tombstone WHERE account = $1 AND collection = $2"
                     " AND (sort_key, uid) >= ($3, $4) AND (sort_key, uid) < ($5, $6)"
                     " AND modseq > $7 ORDER BY sort_key, uid LIMIT $8",
                     scope_->account, collection, from.sort_key, from.uid, to.sort_key, to.uid,
                     since, limit);
    walk(tombstones);
    // One that has moved may have been anywhere.
    Query moved(scope_->db,
                "SELECT DISTINCT uid FROM sort_key_history"
                " WHERE account = $1 AND collection = $2 AND modseq > $3",
                scope_->account, collection, since);
    while (moved.next()) {
        slide.uids.push_back(moved.integer(0));
    }
    std::sort(slide.uids.begin(), slide.uids.end());
    slide.uids.erase(std::unique(slide.uids.begin(), slide.uids.end()), slide.uids.end());
    return slide;
}

std::optional<std::int64_t> Snapshot::lowest_key(CollectionId collection, Uid uid, Modseq from,
                                                 Modseq to) const {
    const auto stay = find_stay(*scope_, collection, uid, from, to);
    if (!stay) {
        return std::nullopt;
    }
    Query rows(scope_->db,
               "SELECT modseq, old FROM sort_key_history"
               " WHERE account = $1 AND collection = $2 AND uid = $3 AND modseq > $4"
               " AND modseq <= $5 ORDER BY modseq DESC",
               scope_->account, collection, uid, stay->created, stay->left);
    std::int64_t low = kMaxKey;
    std::int64_t key = stay->key;
    while (rows.next()) {
        const Modseq modseq = rows.integer(0);
        if (modseq <= to) {
            low = std::min(low, key);
        }
        if (modseq <= from) {
            return low;
        }
        key = rows.integer(1);
    }
    return std::min(low, key);
}

std::int64_t Snapshot::count(CollectionId collection, Position edge) const {
    return find_integer(scope_->db,
                        "SELECT COUNT(*) FROM item WHERE account = $1 AND collection = $2"
                        " AND (sort_key, uid) >= ($3, $4)",
                        scope_->account, collection, edge.sort_key, edge.uid)
        .value_or(0);
}

}  // namespace syncgate::store
