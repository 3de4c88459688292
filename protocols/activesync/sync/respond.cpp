#include "protocols/activesync/sync/respond.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace syncgate::activesync {
namespace {

// Rows read at a time. Of events at least a few: many of them may concern items that the device
// does not hold, and those of one item in one write are never parted.
constexpr int kMost = 256;
constexpr int kFewest = 32;

class Step {
  public:
    Step(SyncPoint& point, const CollectionView& view, std::int64_t edge, Page& page)
        : point_(point), view_(view), edge_{edge, 0}, end_{view.highest(), kMaxUid}, page_(page) {}

    bool run() { return run_above_bound() && extend(); }
    // All but the extension, whose size is known without a walk.
    bool run_above_bound() { return settle() && slide() && leave() && enter(); }

    // How many items extend() would add.
    [[nodiscard]] std::int64_t below_bound() const {
        if (point_.bound <= edge_) {
            return 0;
        }
        std::int64_t count = view_.count(edge_) - view_.count(point_.bound);
        for (const auto& [uid, own] : point_.own) {
            const auto item = view_.item(uid);
            const auto place = item ? Position{item->sort_key, uid} : point_.bound;
            count -= place >= edge_ && place < point_.bound ? 1 : 0;
        }
        return count;
    }

    void prune() {
        std::erase_if(point_.own, [&](const auto& entry) {
            const auto& [uid, own] = entry;
            if (own.has != held(uid, point_.m).has_value()) {
                return false;
            }
            if (!own.has) {
                return true;
            }
            const auto item = view_.item(uid);
            return item && !own.stale && item->modseq <= std::min(own.version, at(point_.m, uid));
        });
    }

  private:
    // Exceptions are compared with the collection itself.
    bool settle() {
        for (auto& [uid, own] : point_.own) {
            const auto item = view_.item(uid);
            const bool want = item && Position{item->sort_key, uid} >= edge_;
            CommandType type{};
            if (own.has && !want) {
                type = item ? CommandType::kSoftDelete : CommandType::kDelete;
            } else if (own.has && (item->modseq > own.version || own.stale)) {
                type = CommandType::kChange;
            } else if (want && !own.has) {
                type = CommandType::kAdd;
            } else {
                continue;
            }
            if (!put(type, uid, want ? &*item : nullptr, own.stale ? 0 : own.version)) {
                return false;
            }
            own = {want, want ? item->modseq : 0, false};
        }
        return true;
    }

    // The window's edge moved up: what the device holds below it goes.
    bool slide() {
        while (point_.bound < edge_) {
            const auto candidates = view_.slide_candidates(
                point_.bound, edge_, std::min(point_.a, point_.m).modseq - 1, batch());
            std::vector<Position> victims;
            for (const auto uid : candidates.uids) {
                const auto low = held(uid, point_.m);
                if (low && Position{*low, uid} < candidates.upto && !point_.own.contains(uid)) {
                    victims.push_back({*low, uid});
                }
            }
            std::sort(victims.begin(), victims.end());
            for (const auto& victim : victims) {
                const bool there = view_.item(victim.uid).has_value();
                if (!put(there ? CommandType::kSoftDelete : CommandType::kDelete, victim.uid,
                         nullptr, 0)) {
                    return false;
                }
                point_.bound = {victim.sort_key, victim.uid + 1};
            }
            point_.bound = candidates.upto;
        }
        return true;
    }

    // Departures and changes, by modseq.
    bool leave() {
        while (point_.m < end_) {
            const int limit = batch();
            auto events = view_.events_after(point_.m, limit);
            const bool last = events.size() < static_cast<std::size_t>(limit);
            if (!last) {
                drop_cut_group(events);
            }
            for (const auto& event : events) {
                if (!leave_event(event)) {
                    return false;
                }
            }
            point_.m = last ? end_ : Cursor{events.back().modseq, events.back().uid};
        }
        return true;
    }

    // Events of one item in one write belong together: a batch must not end between them.
    static void drop_cut_group(std::vector<store::Event>& events) {
        const auto group = std::tuple(events.back().modseq, events.back().uid);
        const auto first = std::find_if(events.begin(), events.end(), [&](const auto& event) {
            return std::tuple(event.modseq, event.uid) == group;
        });
        if (first != events.begin()) {
            events.erase(first, events.end());
        }
    }

    bool leave_event(const store::Event& event) {
        using Kind = store::Event::Kind;
        const Cursor here{event.modseq, event.uid};
        if (event.kind == Kind::kSortKey && !(Position{event.new_key, event.uid} < point_.bound &&
                                              point_.bound <= Position{event.old_key, event.uid})) {
            return true;  // it did not cross the bound; its change comes next
        }
        const Cursor then = event.kind == Kind::kChanged ? here : Cursor{here.modseq, here.uid - 1};
        const bool concerns = !point_.own.contains(event.uid) && !left_.contains(here) &&
                              held(event.uid, then).has_value();
        if (concerns && !put_event(event)) {
            return false;
        }
        point_.m = here;
        return true;
    }

    bool put_event(const store::Event& event) {
        using Kind = store::Event::Kind;
        const auto item = event.kind == Kind::kGone ? std::nullopt : view_.item(event.uid);
        if (event.kind == Kind::kChanged) {
            return put(CommandType::kChange, event.uid, item ? &*item : nullptr,
                       point_.known_content(event.uid));
        }
        const bool soft = event.kind == Kind::kSortKey && item;
        if (!put(soft ? CommandType::kSoftDelete : CommandType::kDelete, event.uid, nullptr, 0)) {
            return false;
        }
        left_.insert({event.modseq, event.uid});  // dropped and left in one write: once
        return true;
    }

    // Entries, by the modseq of the entry.
    bool enter() {
        while (point_.a < end_) {
            const int limit = rows_for_adds();
            const auto entries = view_.entries_after(point_.a, point_.bound, limit);
            for (const auto& entry : entries) {
                if (!point_.own.contains(entry.uid)) {
                    const auto item = view_.item(entry.uid);
                    if (!put(CommandType::kAdd, entry.uid, item ? &*item : nullptr, 0)) {
                        return false;
                    }
                }
                point_.a = {entry.entry, entry.uid};
            }
            if (entries.size() < static_cast<std::size_t>(limit)) {
                point_.a = end_;
            }
        }
        return true;
    }

    // Further down to the window's edge.
    bool extend() {
        while (point_.bound > edge_) {
            const int limit = rows_for_adds();
            const auto items = view_.items_below(point_.bound, edge_, limit);
            for (const auto& item : items) {
                if (!point_.own.contains(item.uid) && !put(CommandType::kAdd, item.uid, &item, 0)) {
                    return false;
                }
                point_.bound = {item.sort_key, item.uid};
            }
            if (items.size() < static_cast<std::size_t>(limit)) {
                point_.bound = edge_;
            }
        }
        return true;
    }

    // One more than fits, so that a full page is known to be the last.
    [[nodiscard]] int rows_for_adds() const { return std::clamp(page_.room(), 0, kMost - 1) + 1; }
    [[nodiscard]] int batch() const { return std::max(rows_for_adds(), kFewest); }

    // Lowest key of the item while the device holds it by the rule (exceptions aside).
    [[nodiscard]] std::optional<std::int64_t> held(Uid uid, Cursor m) const {
        const auto low = view_.lowest_key(uid, at(point_.a, uid), at(m, uid));
        return low && Position{*low, uid} >= point_.bound ? low : std::nullopt;
    }

    bool put(CommandType type, Uid uid, const Item* item, Modseq known) {
        if (page_.room() <= 0 || named_.contains(uid)) {
            return false;
        }
        page_.put(type, uid, item, known);
        named_.insert(uid);
        return true;
    }

    SyncPoint& point_;
    const CollectionView& view_;
    Position edge_;
    Cursor end_;
    Page& page_;
    std::set<Uid> named_;
    std::set<Cursor> left_;
};

// Takes nothing, or counts.
class CountingPage final : public Page {
  public:
    explicit CountingPage(int limit) : limit_(limit) {}
    [[nodiscard]] int room() const override { return limit_ - count_; }
    void put(CommandType, Uid, const Item*, Modseq) override { ++count_; }
    [[nodiscard]] int count() const { return count_; }

  private:
    int limit_;
    int count_ = 0;
};

}  // namespace

bool respond(SyncPoint& point, const CollectionView& view, std::int64_t edge, Page& page) {
    Step step(point, view, edge, page);
    const bool all = step.run();
    step.prune();
    return all;
}

bool has_anything(const SyncPoint& point, const CollectionView& view, std::int64_t edge) {
    SyncPoint copy = point.derive();
    CountingPage nothing(0);
    return !Step(copy, view, edge, nothing).run();
}

int count_commands(const SyncPoint& point, const CollectionView& view, std::int64_t edge,
                   int limit) {
    SyncPoint copy = point.derive();
    CountingPage page(limit);
    Step step(copy, view, edge, page);
    if (!step.run_above_bound()) {
        return page.count();
    }
    const std::int64_t all = page.count() + step.below_bound();
    return static_cast<int>(std::min<std::int64_t>(all, limit));
}

}  // namespace syncgate::activesync
