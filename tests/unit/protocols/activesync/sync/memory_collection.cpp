#include "tests/unit/protocols/activesync/sync/memory_collection.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

namespace syncgate::activesync {
namespace {

template <class T>
void cut(std::vector<T>& rows, int limit) {
    if (rows.size() > static_cast<std::size_t>(limit)) {
        rows.resize(static_cast<std::size_t>(limit));
    }
}

}  // namespace

Uid MemoryCollection::add(const Shown& shown, int writer) {
    Item item;
    item.uid = next_uid_++;
    item.created = item.modseq = item.content = account_;
    item.sort_key = shown.sort_key;
    items_[item.uid] = item;
    shown_[item.uid] = shown;
    writers_[item.uid] = writer;
    changed_ = account_;
    return item.uid;
}

void MemoryCollection::change(Uid uid, const Shown& shown, int writer) {
    Item& item = items_.at(uid);
    Shown& now = shown_.at(uid);
    if (now == shown) {
        return;
    }
    if (now.sort_key != shown.sort_key && item.created != account_) {
        auto& rows = history_[uid];
        if (!rows.empty() && rows.back().modseq == account_) {
            rows.back().new_key = shown.sort_key;  // the net effect of one write
        } else {
            rows.push_back({account_, now.sort_key, shown.sort_key});
        }
    }
    if (now.text != shown.text || now.sort_key != shown.sort_key) {
        item.content = account_;
    }
    item.modseq = changed_ = account_;
    item.sort_key = shown.sort_key;
    now = shown;
    writers_[uid] = writer;
}

void MemoryCollection::remove(Uid uid) {
    changed_ = account_;
    const auto it = items_.find(uid);
    if (it->second.created != account_) {  // came and went in one write: no trace
        tombs_[uid] = {it->second.created, account_, it->second.sort_key};
    }
    items_.erase(it);
    shown_.erase(uid);
    writers_.erase(uid);
}

void MemoryCollection::compact(Modseq upto) {
    std::erase_if(tombs_, [&](const auto& entry) {
        const bool dead = entry.second.left <= upto;
        compacted_ = dead ? std::max(compacted_, entry.second.left) : compacted_;
        return dead;
    });
    for (auto& [uid, rows] : history_) {
        std::erase_if(rows, [&](const Moved& row) {
            const bool dead = row.modseq <= upto;
            compacted_ = dead ? std::max(compacted_, row.modseq) : compacted_;
            return dead;
        });
    }
}

std::vector<Uid> MemoryCollection::uids() const {
    std::vector<Uid> uids;
    for (const auto& [uid, item] : items_) {
        uids.push_back(uid);
    }
    return uids;
}

std::optional<Item> MemoryCollection::item(Uid uid) const {
    const auto it = items_.find(uid);
    return it == items_.end() ? std::nullopt : std::optional(it->second);
}

std::vector<store::Event> MemoryCollection::events_after(Cursor m, int limit) const {
    using Kind = store::Event::Kind;
    std::vector<store::Event> events;
    const auto add = [&](const store::Event& event) {
        if (Cursor{event.modseq, event.uid} > m) {
            events.push_back(event);
        }
    };
    for (const auto& [uid, tomb] : tombs_) {
        add({tomb.left, uid, Kind::kGone});
    }
    for (const auto& [uid, rows] : history_) {
        for (const auto& row : rows) {
            add({row.modseq, uid, Kind::kSortKey, row.old_key, row.new_key});
        }
    }
    for (const auto& [uid, item] : items_) {
        add({item.modseq, uid, Kind::kChanged});
    }
    std::sort(events.begin(), events.end(), [](const auto& x, const auto& y) {
        return std::tie(x.modseq, x.uid, x.kind) < std::tie(y.modseq, y.uid, y.kind);
    });
    cut(events, limit);
    return events;
}

std::vector<store::Entry> MemoryCollection::entries_after(Cursor a, Position bound,
                                                          int limit) const {
    std::vector<store::Entry> entries;
    for (const auto& [uid, item] : items_) {
        if (Position{item.sort_key, uid} < bound) {
            continue;
        }
        Modseq entry = item.created;
        if (const auto rows = history_.find(uid); rows != history_.end()) {
            for (const auto& row : rows->second) {
                if (row.modseq > entry && Position{row.old_key, uid} < bound) {
                    entry = row.modseq;  // the last time it rose over the bound
                }
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

std::vector<Item> MemoryCollection::items_below(Position bound, Position edge, int limit) const {
    std::vector<Item> found;
    for (const auto& [uid, item] : items_) {
        const Position place{item.sort_key, uid};
        if (edge <= place && place < bound) {
            found.push_back(item);
        }
    }
    std::sort(found.begin(), found.end(), [](const Item& x, const Item& y) {
        return std::tie(x.sort_key, x.uid) > std::tie(y.sort_key, y.uid);
    });
    cut(found, limit);
    return found;
}

// Everything that was ever here: the contract allows more than what counts.
store::Snapshot::Slide MemoryCollection::slide_candidates(Position, Position to, Modseq,
                                                          int) const {
    store::Snapshot::Slide slide{uids(), to};
    for (const auto& [uid, tomb] : tombs_) {
        slide.uids.push_back(uid);
    }
    return slide;
}

std::optional<std::int64_t> MemoryCollection::lowest_key(Uid uid, Modseq from, Modseq to) const {
    Modseq created = 0;
    std::int64_t key = 0;
    const auto item = items_.find(uid);
    const auto tomb = tombs_.find(uid);
    if (item != items_.end() && item->second.created <= from) {
        created = item->second.created;
        key = item->second.sort_key;
    } else if (tomb != tombs_.end() && tomb->second.created <= from && tomb->second.left > to) {
        created = tomb->second.created;
        key = tomb->second.key;
    } else {
        return std::nullopt;
    }
    // The key at each moment of [from, to]: what it was at `to`, and before each later change.
    std::int64_t low = kMaxKey;
    const auto rows = history_.find(uid);
    for (auto left = rows == history_.end() ? 0 : rows->second.size(); left > 0; --left) {
        const Moved& row = rows->second[left - 1];
        if (row.modseq <= created) {
            break;
        }
        if (row.modseq <= to) {
            low = std::min(low, key);
        }
        if (row.modseq <= from) {
            return low;
        }
        key = row.old_key;
    }
    return std::min(low, key);
}

std::int64_t MemoryCollection::count(Position edge) const {
    return std::count_if(items_.begin(), items_.end(), [&](const auto& entry) {
        return Position{entry.second.sort_key, entry.first} >= edge;
    });
}

std::vector<Item> MemoryCollection::riders(std::int64_t edge, int limit) const {
    std::set<std::int64_t> inside;
    for (const auto& [uid, item] : items_) {
        if (item.sort_key >= edge) {
            inside.insert(shown_.at(uid).conversation());
        }
    }
    inside.erase(0);
    auto found = items_below({edge, 0}, {kMinKey, 0}, std::numeric_limits<int>::max());
    std::erase_if(found, [&](const Item& item) {
        return !inside.contains(shown_.at(item.uid).conversation());
    });
    cut(found, limit);
    return found;
}

}  // namespace syncgate::activesync
