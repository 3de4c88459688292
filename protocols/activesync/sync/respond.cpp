#include "protocols/activesync/sync/respond.h"

#include <algorithm>
#include <map>
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
    Step(SyncPoint& point, const CollectionView& view, const Window& window, Page& page)
        : point_(point),
          view_(view),
          window_(window),
          edge_{window.edge, 0},
          end_{view.highest(), kMaxUid},
          page_(page),
          rests_(is_at_rest()) {}

    bool run() { return run_above_bound() && extend() && ride(); }
    // All but the extension, whose size is known without a walk, and what comes after it.
    bool run_above_bound() {
        if (rests_) {
            point_.m = point_.a = end_;
            return true;
        }
        if (window_.has_riders()) {
            riding_ = view_.riders(window_.edge, kMaxRiders);
        }
        for (const auto& item : riding_) {
            riders_[item.uid] = &item;
        }
        return settle() && slide() && leave() && enter();
    }

    // What the device lacks of those that are here for their conversation, the newest first.
    bool ride() {
        for (const auto& item : riding_) {
            const auto own = point_.own.find(item.uid);
            if (own != point_.own.end() && own->second.has) {
                continue;
            }
            if (!put(CommandType::kAdd, item.uid, &item, 0)) {
                return false;
            }
            point_.own[item.uid] = {true, item.modseq, false};
        }
        return true;
    }

    // How many items extend() would add.
    [[nodiscard]] std::int64_t below_bound() const {
        if (point_.bound <= edge_) {
            return 0;
        }
        std::int64_t count = view_.count(edge_) - view_.count(point_.bound);
        for (const auto& [uid, own] : point_.own) {
            const auto item = find(uid);
            const auto place = item ? Position{item->sort_key, uid} : point_.bound;
            count -= place >= edge_ && place < point_.bound ? 1 : 0;
        }
        return count;
    }

    void prune() {
        if (rests_) {
            return;
        }
        std::erase_if(point_.own, [&](const auto& entry) {
            const auto& [uid, own] = entry;
            if (riders_.contains(uid)) {
                return false;
            }
            if (own.has != held(uid, point_.m).has_value()) {
                return false;
            }
            if (!own.has) {
                return true;
            }
            const auto item = view_.item(uid);
            return item && !own.stale && item->modseq <= std::min(own.version, at(point_.m, uid));
        });
        const auto rides = [&](const auto& entry) { return riders_.contains(entry.first); };
        point_.riders =
            static_cast<std::size_t>(std::count_if(point_.own.begin(), point_.own.end(), rides));
    }

  private:
    // All was said, and nothing has happened to the collection since: with a thousand riders that
    // would be long in the finding.
    [[nodiscard]] bool is_at_rest() const {
        return window_.has_riders() && point_.rested && point_.bound == edge_ &&
               view_.changed() <= point_.m.modseq && point_.own.size() == point_.riders &&
               std::all_of(point_.own.begin(), point_.own.end(), [](const auto& entry) {
                   return entry.second.has && !entry.second.stale;
               });
    }

    [[nodiscard]] const Item* find_rider(Uid uid) const {
        const auto it = riders_.find(uid);
        return it == riders_.end() ? nullptr : it->second;
    }
    [[nodiscard]] std::optional<Item> find(Uid uid) const {
        const Item* rider = find_rider(uid);
        return rider != nullptr ? std::optional(*rider) : view_.item(uid);
    }

    // Exceptions are compared with the collection itself.
    bool settle() {
        for (auto& [uid, own] : point_.own) {
            const bool rides = riders_.contains(uid);
            const auto item = find(uid);
            const bool want = rides || (item && Position{item->sort_key, uid} >= edge_);
            CommandType type{};
            if (own.has && !want) {
                type = item ? CommandType::kSoftDelete : CommandType::kDelete;
            } else if (own.has && (item->modseq > own.version || own.stale)) {
                type = CommandType::kChange;
            } else if (want && !own.has && !rides) {  // riders come last
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
                if (!let_go(victim.uid, view_.item(victim.uid).has_value())) {
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
        if (!let_go(event.uid, event.kind == Kind::kSortKey && item)) {
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

    // The device has it, and it is out of the window; unless its conversation keeps it there.
    bool let_go(Uid uid, bool there) {
        const Item* rider = find_rider(uid);
        if (rider == nullptr) {
            return put(there ? CommandType::kSoftDelete : CommandType::kDelete, uid, nullptr, 0);
        }
        if (rider->modseq > at(point_.m, uid) &&
            !put(CommandType::kChange, uid, rider, point_.known_content(uid))) {
            return false;
        }
        point_.own[uid] = {true, rider->modseq, false};
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
    const Window window_;
    Position edge_;
    Cursor end_;
    Page& page_;
    bool rests_;
    std::vector<Item> riding_;           // descending
    std::map<Uid, const Item*> riders_;  // those
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

bool respond(SyncPoint& point, const CollectionView& view, const Window& window, Page& page) {
    Step step(point, view, window, page);
    const bool all = step.run();
    step.prune();
    point.rested = all && window.has_riders();
    return all;
}

bool has_anything(const SyncPoint& point, const CollectionView& view, const Window& window) {
    SyncPoint copy = point.derive();
    CountingPage nothing(0);
    return !Step(copy, view, window, nothing).run();
}

int count_commands(const SyncPoint& point, const CollectionView& view, const Window& window,
                   int limit) {
    SyncPoint copy = point.derive();
    CountingPage page(limit);
    Step step(copy, view, window, page);
    if (!step.run_above_bound() || !step.ride()) {
        return page.count();
    }
    const std::int64_t all = page.count() + step.below_bound();
    return static_cast<int>(std::min<std::int64_t>(all, limit));
}

}  // namespace syncgate::activesync
