#include "tests/unit/protocols/activesync/sync/model_collection.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace syncgate::activesync::model_world {
namespace {

template <class T>
void cut(std::vector<T>& all, int limit) {
    if (all.size() > static_cast<std::size_t>(limit)) {
        all.resize(static_cast<std::size_t>(limit));
    }
}

}  // namespace

Uid ModelCollection::add(const Content& content, int writer) {
    const Uid uid = next_uid_++;
    Row& row = rows_[uid];
    row.item.uid = uid;
    row.item.created = row.item.modseq = row.item.content = modseq_;
    row.item.sort_key = content.key;
    row.content = content;
    row.writer = writer;
    return uid;
}

ModelCollection::Row ModelCollection::remove(Uid uid) {
    const Row row = rows_.at(uid);
    rows_.erase(uid);
    if (row.item.created != modseq_) {  // came and went in one write: no trace
        tombstones_[uid] = {row.item.created, modseq_, row.item.sort_key};
        gone_[{modseq_, uid}] = uid;
    }
    return row;
}

void ModelCollection::change(Uid uid, Field field, long value, int writer) {
    Row& row = rows_.at(uid);
    if (field == Field::kKey) {
        if (row.content.key != value && row.item.created != modseq_) {
            auto& moves = moves_[uid];
            if (!moves.empty() && moves.back().modseq == modseq_) {
                moves.back().new_key = value;  // one row a write: the net effect
            } else {
                moves.push_back({modseq_, row.content.key, value});
            }
        }
        row.content.key = row.item.sort_key = value;
    } else {
        (field == Field::kText ? row.content.text : row.content.state) = value;
    }
    if (field != Field::kState) {
        row.item.content = modseq_;
    }
    row.item.modseq = modseq_;
    row.writer = writer;
}

void ModelCollection::compact(Modseq upto) {
    const auto end = gone_.upper_bound({upto, kMaxUid});
    for (auto it = gone_.begin(); it != end; it = gone_.erase(it)) {
        compacted_ = std::max(compacted_, it->first.modseq);
        tombstones_.erase(it->second);
    }
    for (auto& [uid, moves] : moves_) {
        std::erase_if(moves, [&](const Moved& moved) {
            if (moved.modseq <= upto) {
                compacted_ = std::max(compacted_, moved.modseq);
            }
            return moved.modseq <= upto;
        });
    }
    std::erase_if(moves_, [](const auto& entry) { return entry.second.empty(); });
}

std::map<Uid, Content> ModelCollection::window(std::int64_t edge) const {
    std::map<Uid, Content> inside;
    for (const auto& [uid, row] : rows_) {
        if (row.content.key >= edge) {
            inside.emplace(uid, row.content);
        }
    }
    return inside;
}

std::optional<Item> ModelCollection::item(Uid uid) const {
    const auto it = rows_.find(uid);
    return it == rows_.end() ? std::nullopt : std::optional(it->second.item);
}

std::vector<store::Event> ModelCollection::events_after(Cursor m, int limit) const {
    using Kind = store::Event::Kind;
    std::vector<store::Event> events;
    for (auto it = gone_.upper_bound(m); it != gone_.end(); ++it) {
        events.push_back({it->first.modseq, it->second, Kind::kGone, 0, 0});
    }
    for (const auto& [uid, moves] : moves_) {
        for (const auto& moved : moves) {
            if (Cursor{moved.modseq, uid} > m) {
                events.push_back({moved.modseq, uid, Kind::kSortKey, moved.old_key, moved.new_key});
            }
        }
    }
    for (const auto& [uid, row] : rows_) {
        if (Cursor{row.item.modseq, uid} > m) {
            events.push_back({row.item.modseq, uid, Kind::kChanged, 0, 0});
        }
    }
    std::sort(events.begin(), events.end(), [](const auto& x, const auto& y) {
        return std::tie(x.modseq, x.uid, x.kind) < std::tie(y.modseq, y.uid, y.kind);
    });
    cut(events, limit);
    return events;
}

std::vector<store::Entry> ModelCollection::entries_after(Cursor a, Position bound,
                                                         int limit) const {
    std::vector<store::Entry> entries;
    for (const auto& [uid, row] : rows_) {
        if (Position{row.content.key, uid} < bound) {
            continue;
        }
        Modseq entry = row.item.created;
        for (const auto& moved : moves_of(uid)) {
            if (Position{moved.old_key, uid} < bound) {
                entry = std::max(entry, moved.modseq);  // rose over the bound, the last time
            }
        }
        if (Cursor{entry, uid} > a) {
            entries.push_back({entry, uid});
        }
    }
    std::sort(entries.begin(), entries.end(), [](const auto& x, const auto& y) {
        return std::tie(x.entry, x.uid) < std::tie(y.entry, y.uid);
    });
    cut(entries, limit);
    return entries;
}

std::vector<Item> ModelCollection::items_below(Position bound, Position edge, int limit) const {
    std::vector<Item> found;
    for (const auto& [uid, row] : rows_) {
        const Position here{row.content.key, uid};
        if (edge <= here && here < bound) {
            found.push_back(row.item);
        }
    }
    std::sort(found.begin(), found.end(), [](const Item& x, const Item& y) {
        return std::tie(x.sort_key, x.uid) > std::tie(y.sort_key, y.uid);
    });
    cut(found, limit);
    return found;
}

store::Snapshot::Slide ModelCollection::slide_candidates(Position from, Position to, Modseq since,
                                                         int limit) const {
    store::Snapshot::Slide slide{{}, to};
    std::vector<Position> there;
    for (const auto& [uid, row] : rows_) {
        const Position here{row.content.key, uid};
        if (from <= here && here < to) {
            there.push_back(here);
        }
    }
    std::sort(there.begin(), there.end());
    if (there.size() > static_cast<std::size_t>(limit)) {
        cut(there, limit);
        slide.upto = {there.back().sort_key, there.back().uid + 1};
    }
    std::set<Uid> uids;
    for (const auto& position : there) {
        uids.insert(position.uid);
    }
    for (auto it = gone_.upper_bound({since, kMaxUid}); it != gone_.end(); ++it) {
        uids.insert(it->second);
    }
    for (const auto& [uid, moves] : moves_) {
        uids.insert(uid);
    }
    slide.uids.assign(uids.begin(), uids.end());
    return slide;
}

std::optional<std::int64_t> ModelCollection::lowest_key(Uid uid, Modseq from, Modseq to) const {
    Modseq created = 0;
    Modseq left = kMaxUid;
    std::int64_t key = 0;
    if (const auto row = rows_.find(uid); row != rows_.end()) {
        created = row->second.item.created;
        key = row->second.content.key;
    } else if (const auto tomb = tombstones_.find(uid); tomb != tombstones_.end()) {
        created = tomb->second.created;
        left = tomb->second.modseq;
        key = tomb->second.key;
    } else {
        return std::nullopt;
    }
    if (created > from || left <= to) {
        return std::nullopt;
    }
    std::int64_t low = kMaxKey;
    const auto& moves = moves_of(uid);
    for (auto moved = moves.rbegin(); moved != moves.rend(); ++moved) {
        if (moved->modseq <= to) {
            low = std::min(low, key);
        }
        if (moved->modseq <= from) {
            return low;
        }
        key = moved->old_key;
    }
    return std::min(low, key);
}

std::int64_t ModelCollection::count(Position edge) const {
    return std::count_if(rows_.begin(), rows_.end(), [&](const auto& entry) {
        return Position{entry.second.content.key, entry.first} >= edge;
    });
}

const std::vector<ModelCollection::Moved>& ModelCollection::moves_of(Uid uid) const {
    static const std::vector<Moved> kNone;
    const auto it = moves_.find(uid);
    return it == moves_.end() ? kNone : it->second;
}

}  // namespace syncgate::activesync::model_world
