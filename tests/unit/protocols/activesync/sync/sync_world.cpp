#include "tests/unit/protocols/activesync/sync/sync_world.h"

#include <algorithm>

#include "protocols/activesync/sync/respond.h"
#include "tests/unit/protocols/activesync/sync/forwarding_view.h"

namespace syncgate::activesync {
namespace {

constexpr ItemClass kClasses[] = {ItemClass::kMail, ItemClass::kEvent, ItemClass::kTask,
                                  ItemClass::kContact, ItemClass::kMail};
constexpr int kDevices = 2;
constexpr std::int64_t kEndless = kMaxKey - 1;

void check(bool good, const std::string& what) {
    if (!good) {
        throw Violation(what);
    }
}

std::string digest_of(const Edit& edit) {
    switch (edit.kind) {
        case CommandKind::kAdd:
            return "add " + std::to_string(edit.shown.text) + " " +
                   std::to_string(edit.shown.sort_key);
        case CommandKind::kChange:
            return "change " + std::to_string(edit.field) + " " + std::to_string(edit.value);
        case CommandKind::kDelete:
            break;
    }
    return {};
}

Shown with_field(Shown shown, int field, std::int64_t value) {
    (field == 0 ? shown.state : field == 1 ? shown.text : shown.sort_key) = value;
    return shown;
}

// The commands of one answer.
class CollectedPage final : public Page {
  public:
    CollectedPage(const MemoryCollection& collection, const WorldRequest& request, Mistake mistake,
                  WorldAnswer& answer)
        : collection_(collection), request_(request), mistake_(mistake), answer_(answer) {}

    [[nodiscard]] int room() const override {
        return request_.window - static_cast<int>(answer_.commands.size());
    }
    void put(CommandType type, Uid uid, const Item* item, Modseq known) override {
        const bool change = type == CommandType::kChange;
        const bool same = known != 0 && item != nullptr && item->content <= known;
        const bool state_only = change && (same || mistake_ == Mistake::kStateOnly);
        answer_.commands.push_back(
            {type, uid, state_only, item == nullptr ? Shown{} : collection_.shown(uid)});
    }

  private:
    const MemoryCollection& collection_;
    const WorldRequest& request_;
    Mistake mistake_;
    WorldAnswer& answer_;
};

// A collection seen through a mistake.
class MistakenView final : public ForwardingView {
  public:
    MistakenView(const MemoryCollection& real, Mistake mistake)
        : ForwardingView(real), mistake_(mistake) {}

    [[nodiscard]] std::vector<store::Entry> entries_after(Cursor a, Position bound,
                                                          int limit) const override {
        auto entries = ForwardingView::entries_after(a, bound, limit);
        if (mistake_ == Mistake::kEnterByModseq) {
            for (auto& entry : entries) {
                entry.entry = item(entry.uid)->modseq;
            }
            std::sort(entries.begin(), entries.end(), [](const auto& x, const auto& y) {
                return Cursor{x.entry, x.uid} < Cursor{y.entry, y.uid};
            });
        }
        return entries;
    }
    [[nodiscard]] std::vector<Item> items_below(Position bound, Position edge,
                                                int limit) const override {
        const auto low = mistake_ == Mistake::kEdge ? Position{edge.sort_key, kMaxUid} : edge;
        return ForwardingView::items_below(bound, low, limit);
    }
    [[nodiscard]] std::optional<std::int64_t> lowest_key(Uid uid, Modseq from,
                                                         Modseq to) const override {
        auto low = ForwardingView::lowest_key(uid, from, to);
        const auto now = item(uid);
        return low && now && mistake_ == Mistake::kKeyNow ? now->sort_key : low;
    }
    [[nodiscard]] Modseq changed() const override {
        return mistake_ == Mistake::kRestForever ? 0 : ForwardingView::changed();
    }
    [[nodiscard]] std::vector<Item> riders(std::int64_t edge, int limit) const override {
        auto found =
            ForwardingView::riders(edge + (mistake_ == Mistake::kRiderEdge ? 1 : 0), limit);
        std::erase_if(found, [&](const Item& item) { return item.sort_key >= edge; });
        return found;
    }

  private:
    Mistake mistake_;
};

// Executes one edit, and notices one that is executed twice.
class MemoryWriter final : public ItemWriter {
  public:
    MemoryWriter(MemoryCollection& collection, Modseq modseq, int device, const Edit& edit)
        : collection_(collection), modseq_(modseq), device_(device), edit_(edit) {}

    [[nodiscard]] Modseq modseq() override { return modseq_; }
    [[nodiscard]] std::optional<Item> item(Uid uid) override { return collection_.item(uid); }
    Made add() override {
        if (edit_.bad) {
            return {};
        }
        made = true;
        return {1, collection_.add(edit_.shown, device_)};
    }
    int change(const Item& item) override {
        if (edit_.bad) {
            return 6;
        }
        executed = true;
        collection_.change(
            item.uid, with_field(collection_.shown(item.uid), edit_.field, edit_.value), device_);
        return 1;
    }
    int remove(const Item& item) override {
        if (edit_.bad) {
            return 6;
        }
        executed = true;
        collection_.remove(item.uid);
        return 1;
    }
    int replace(const Item& item) override {
        collection_.change(item.uid, edit_.shown, device_);
        return 1;
    }
    Uid renew(const Item& item) override {
        const Shown shown = collection_.shown(item.uid);
        collection_.remove(item.uid);
        return collection_.add(shown, device_);
    }
    Uid unused_uid() override { return collection_.reserve_uid(); }

    bool made = false;
    bool executed = false;

  private:
    MemoryCollection& collection_;
    Modseq modseq_;
    int device_;
    const Edit& edit_;
};

bool was_sent(const Journal& journal, const ClientCommand& command) {
    const auto it = journal.items.find(command.uid);
    return it != journal.items.end() && it->second.kind == command.kind &&
           it->second.digest == command.digest;
}

// What the database would give back.
SyncPoint through_the_row(const SyncPoint& point) {
    auto read = from_row(to_row(point));
    check(read.has_value(), "a SyncPoint that does not decode");
    return *std::move(read);
}

}  // namespace

SyncWorld::SyncWorld(std::uint64_t seed, Mistake mistake) : random_(seed), mistake_(mistake) {
    collections_.reserve(std::size(kClasses));
    for (const auto item_class : kClasses) {
        collections_.emplace_back(item_class, modseq_);
    }
    for (int device = 0; device < kDevices; ++device) {
        for (std::size_t i = 0; i < std::size(kClasses); ++i) {
            replicas_[{device, static_cast<int>(i)}] = {};
        }
    }
}

std::int64_t SyncWorld::key_for(ItemClass item_class) {
    switch (item_class) {
        case ItemClass::kMail:
            return now_ - (chance() < .5 ? 0 : below(20));
        case ItemClass::kEvent:
            return chance() < .1 ? kEndless : now_ - 16 + below(24);
        case ItemClass::kTask:
            return below(2);
        case ItemClass::kContact:
        case ItemClass::kNote:
            break;
    }
    return 0;
}

std::int64_t SyncWorld::edge(ItemClass item_class, int filter) const {
    if (filter == 0 || item_class == ItemClass::kContact) {
        return kMinKey;
    }
    return item_class == ItemClass::kTask ? 1 : now_ - filter;
}

void SyncWorld::change_some(MemoryCollection& collection) {
    const auto uids = collection.uids();
    const int most = static_cast<int>(uids.size());
    constexpr int kCounts[] = {1, 1, 2, 5};
    std::vector<Uid> some;
    std::sample(uids.begin(), uids.end(), std::back_inserter(some),
                chance() < .05 ? most : std::min(most, kCounts[below(4)]), random_);
    const double what = chance();
    const bool crowded = uids.size() > 200;
    if (what < .33 || crowded) {
        const bool moved = chance() < .5;
        for (const auto uid : some) {
            if (moved && outside_.size() < 12) {
                outside_.emplace_back(static_cast<int>(&collection - &collections_.front()),
                                      collection.shown(uid));
            }
            collection.remove(uid);
        }
        return;
    }
    const auto item_class = collection.item_class();
    const bool may_move = item_class == ItemClass::kEvent || item_class == ItemClass::kTask;
    const int field = may_move && chance() < .6 ? 2 : below(2);
    for (const auto uid : some) {
        collection.change(uid, with_field(collection.shown(uid), field,
                                          field == 2 ? key_for(item_class) : value()));
    }
}

// One write of somebody else.
void SyncWorld::write() {
    const int which = below(static_cast<int>(collections_.size()));
    MemoryCollection* collection = &collections_[static_cast<std::size_t>(which)];
    ++modseq_;
    const double what = chance();
    if (what < .35 && collection->items().size() < 30) {
        constexpr int kCounts[] = {1, 1, 1, 2, 6};
        for (int left = chance() < .0005 ? 300 : kCounts[below(5)]; left > 0; --left) {
            collection->add({value(), value(), key_for(collection->item_class())});
        }
    } else if (what < .45 && !outside_.empty()) {
        const auto it = outside_.begin() + below(static_cast<int>(outside_.size()));
        collection = &collections_[static_cast<std::size_t>(it->first)];
        Shown shown = it->second;
        outside_.erase(it);
        if (collection->item_class() == ItemClass::kEvent && chance() < .3) {
            shown.sort_key = key_for(ItemClass::kEvent);
        }
        collection->add(shown);
    } else if (!collection->items().empty()) {
        change_some(*collection);
    }
}

// A new item that is not acknowledged yet gets a new ClientId or another text (never both: nobody
// could tell), or goes.
void SyncWorld::edit_pending_add(Replica& replica, ItemClass item_class, double what) {
    std::vector<std::size_t> adds;
    for (std::size_t i = 0; i < replica.pending.size(); ++i) {
        if (replica.pending[i].kind == CommandKind::kAdd) {
            adds.push_back(i);
        }
    }
    const auto at = adds[static_cast<std::size_t>(below(static_cast<int>(adds.size())))];
    Edit edit = replica.pending[at];
    if (!touched_.insert(edit.op).second) {
        return;
    }
    replica.pending.erase(replica.pending.begin() + static_cast<std::ptrdiff_t>(at));
    if (what < .05) {
        edit.client_id = "c" + std::to_string(ops_);
        replica.pending.push_back(edit);
    } else if (what < .10) {
        edit.shown = {value(), value(), key_for(item_class)};
        replica.pending.push_back(edit);
    }
}

void SyncWorld::edit(Replica& replica, ItemClass item_class) {
    ++ops_;
    Edit edit;
    edit.op = ops_;
    edit.bad = chance() < .04;
    const double what = chance();
    const bool adding =
        std::any_of(replica.pending.begin(), replica.pending.end(),
                    [](const Edit& each) { return each.kind == CommandKind::kAdd; });
    if (adding && what < .15) {
        edit_pending_add(replica, item_class, what);
        return;
    }
    if (what < .35 || replica.items.empty()) {
        edit.kind = CommandKind::kAdd;
        edit.client_id = "c" + std::to_string(ops_);
        edit.shown = {value(), value(), key_for(item_class)};
        replica.pending.push_back(edit);
        return;
    }
    auto it = replica.items.begin();
    std::advance(it, below(static_cast<int>(replica.items.size())));
    edit.uid = it->first;
    const auto same = [&](const Edit& each) { return each.uid == edit.uid; };
    const auto before = std::find_if(replica.pending.begin(), replica.pending.end(), same);
    if (before != replica.pending.end() && before->kind == CommandKind::kDelete) {
        return;
    }
    std::erase_if(replica.pending, same);
    edit.kind = what < .75 ? CommandKind::kChange : CommandKind::kDelete;
    if (edit.kind == CommandKind::kChange) {
        const bool may_move = item_class == ItemClass::kEvent || item_class == ItemClass::kTask;
        edit.field = may_move && chance() < .5 ? 2 : below(2);
        edit.value = edit.field == 2 ? key_for(item_class) : value();
    }
    replica.pending.push_back(edit);
}

void SyncWorld::execute_all(Where where, const WorldRequest& request, SyncPoint& point,
                            SyncPoint& next, WorldAnswer& answer) {
    auto& collection = collections_[static_cast<std::size_t>(where.second)];
    for (const auto& edit : request.edits) {
        if (edit.kind == CommandKind::kAdd) {
            next.answered_adds.insert(edit.client_id);
        } else {
            next.answered_items.insert(edit.uid);
        }
    }
    for (const auto& edit : request.edits) {
        ClientCommand command{edit.kind, edit.client_id, edit.uid, digest_of(edit)};
        command.conflicts = edit.kind != CommandKind::kChange ||
                            collection.item_class() != ItemClass::kMail || edit.field != 0;
        if (mistake_ == Mistake::kSelfConflict && point.journal.items.contains(edit.uid) &&
            point.journal.items[edit.uid].digest != command.digest) {
            point.journal.items[edit.uid].modseq = 0;
        }
        const bool repeated = was_sent(point.journal, command) || was_sent(next.carry, command);
        MemoryWriter writer(collection, modseq_, where.first, edit);
        const auto outcome = execute(command, point, next, writer, request.server_wins);
        answer.outcomes.push_back(outcome);
        const std::pair done{edit.op, request.key};
        auto& last = executed_[{where.first, {where.second, edit.uid}}];
        check(!writer.executed || last != done, "executed twice");
        last = writer.executed ? done : last;
        check(!writer.made || made_.insert(edit.op).second, "created twice");
        check(outcome.status != 7 || repeated || collection.writer(edit.uid) != where.first,
              "a conflict with its own change");
        if (mistake_ == Mistake::kOwnHides && edit.kind == CommandKind::kChange &&
            outcome.status == 1) {
            next.own[edit.uid].stale = false;
        }
        if (mistake_ == Mistake::kOwnGone && edit.kind == CommandKind::kDelete &&
            outcome.status == 8) {
            next.own.erase(edit.uid);
        }
        if (mistake_ == Mistake::kConflictChange && edit.kind == CommandKind::kDelete &&
            outcome.status == 7) {
            next.own[edit.uid].has = true;
        }
    }
}

void SyncWorld::look(const MemoryCollection& collection, const WorldRequest& request,
                     SyncPoint& next, WorldAnswer& answer) {
    const SyncPoint before = next;
    if (mistake_ == Mistake::kOwnBelow) {
        std::erase_if(next.own, [&](const auto& entry) {
            const auto item = collection.item(entry.first);
            return item && entry.second.has && Position{item->sort_key, item->uid} < next.bound;
        });
    }
    const MistakenView view(collection, mistake_);
    CollectedPage page(collection, request, mistake_, answer);
    if (put_early(view, request.shown.edge, next, page)) {
        answer.more = true;
        return;
    }
    const int early = static_cast<int>(answer.commands.size());
    const int estimated = early + count_commands(next, view, request.shown, 1'000'000);
    const bool anything = early > 0 || has_anything(next, view, request.shown);
    answer.more = !respond(next, view, request.shown, page);
    while (mistake_ == Mistake::kTwice && answer.more && page.room() > 0) {
        answer.more = !respond(next, view, request.shown, page);
    }
    check(anything == !answer.commands.empty(), "has_anything() and the answer disagree");
    check(answer.more || estimated <= static_cast<int>(answer.commands.size()),
          "more was estimated than there is");
    const Cursor end{modseq_, kMaxUid};
    check(mistake_ == Mistake::kEnterFirst ||
              (next.a <= next.m && (next.a == before.a || next.m == end)),
          "A has overtaken M");
    if (answer.more) {
        if (mistake_ == Mistake::kNoSubcursor && next.m != end) {
            next.m.uid = kMaxUid;
        }
        if (mistake_ == Mistake::kTie && next.bound < before.bound) {
            next.bound.uid = 0;
        }
        return;
    }
    const auto riders = request.shown.conversations
                            ? collection.riders(request.shown.edge, kMaxRiders)
                            : std::vector<Item>();
    counts_["riders"] += riders.empty() ? 0 : 1;
    check(next.own.size() == riders.size() && next.riders == riders.size(), "exceptions at rest");
    check(!has_anything(next, view, request.shown), "a Ping would ask for ever");
    check(next.a == end && next.m == end && next.bound == Position{request.shown.edge, 0},
          "the marks are not at rest");
    answer.expected.emplace();
    for (const auto& [uid, item] : collection.items()) {
        if (item.sort_key >= request.shown.edge) {
            answer.expected->emplace(uid, collection.shown(uid));
        }
    }
    for (const auto& rider : riders) {
        check(next.own.contains(rider.uid), "a rider that is not noted");
        answer.expected->emplace(rider.uid, collection.shown(rider.uid));
    }
}

bool SyncWorld::put_early(const CollectionView& view, std::int64_t edge, SyncPoint& next,
                          Page& page) const {
    if (!next.own.empty()) {
        return false;  // settle comes first in any case
    }
    if (mistake_ == Mistake::kSlideNow && next.bound.sort_key < edge) {
        auto items = view.items_below({edge, 0}, next.bound, 1'000'000);
        std::reverse(items.begin(), items.end());
        for (const auto& item : items) {
            if (page.room() <= 0) {
                return true;
            }
            page.put(CommandType::kSoftDelete, item.uid, nullptr, 0);
            next.bound = {item.sort_key, item.uid + 1};
        }
        next.bound = {edge, 0};
    }
    if (mistake_ == Mistake::kEnterFirst && next.bound.sort_key >= edge) {
        const auto entries = view.entries_after(next.a, next.bound, page.room());
        for (const auto& entry : entries) {
            const auto item = view.item(entry.uid);
            page.put(CommandType::kAdd, entry.uid, &*item, 0);
            next.a = {entry.entry, entry.uid};
        }
        return !entries.empty();
    }
    return false;
}

void SyncWorld::issue(SyncLine& line, const WorldRequest& request, SyncPoint point,
                      WorldAnswer& answer) {
    point.key = answer.key = ++keys_;
    if (mistake_ == Mistake::kKeyReuse && request.key != 0) {
        point.key = answer.key = request.key + 1;
        SyncLine fresh;
        fresh.issue(*line.use(request.key).point);
        fresh.use(request.key);
        line = fresh;
    }
    line.issue(through_the_row(point));
}

WorldAnswer SyncWorld::ask(Where where, const WorldRequest& request, Fate fate,
                           bool write_between) {
    const auto& collection = collections_[static_cast<std::size_t>(where.second)];
    SyncLine& line = lines_[where];
    WorldAnswer answer;
    if (request.key == 0) {
        issue(line, request, line.begin(modseq_), answer);
        return answer;
    }
    SyncLine trial = line;
    const auto used = trial.use(request.key);
    const Cursor compacted{collection.compacted(), kMaxUid};
    if (used.point == nullptr ||
        (mistake_ == Mistake::kCompactM ? used.point->m : used.point->a) < compacted) {
        answer.status = 3;  // changes nothing: it may be a late duplicate
        answer.unknown_key = used.point == nullptr;
        return answer;
    }
    if (mistake_ == Mistake::kNoCarry) {
        used.point->carry = {};
    }
    const Journal journal = used.point->journal;
    SyncPoint next = used.point->derive();
    if (!request.edits.empty()) {
        ++modseq_;
        execute_all(where, request, *used.point, next, answer);
    }
    if (fate == Fate::kCrash) {
        if (mistake_ == Mistake::kJournalLate) {
            used.point->journal = journal;
        }
        line = request.edits.empty() ? line : trial;  // nothing was written without commands
        return answer;
    }
    line = trial;
    if (write_between) {
        write();
    }
    if (request.get_changes) {
        look(collection, request, next, answer);
    }
    const SyncPoint& point = *line.use(request.key).point;
    if (request.get_changes && request.edits.empty() && answer.commands.empty() &&
        line.may_stay(point, next)) {
        answer.key = request.key;
        line.use(request.key).point->adopt(next);
        return answer;
    }
    issue(line, request, next, answer);
    return answer;
}

void SyncWorld::settle(Replica& replica, const Edit& edit, const CommandOutcome& outcome) {
    std::erase_if(replica.pending, [&](const Edit& each) { return each.op == edit.op; });
    const auto it = replica.items.find(outcome.uid);
    if (edit.kind == CommandKind::kAdd) {
        if (outcome.status == 1) {
            check(it == replica.items.end(), "an Add is answered with an id that it has");
            replica.items[outcome.uid] = edit.shown;
        }
    } else if (edit.kind == CommandKind::kDelete) {
        replica.items.erase(edit.uid);
    } else if (it != replica.items.end() && outcome.status == 1) {
        it->second = with_field(it->second, edit.field, edit.value);
    } else if (it != replica.items.end() && outcome.status == 6) {
        it->second = {-1, -1, -1};  // spoilt: the server must send its own version
    }
}

void SyncWorld::apply(Replica& replica, const WorldRequest& request, const WorldAnswer& answer) {
    for (std::size_t i = 0; i < request.edits.size(); ++i) {
        settle(replica, request.edits[i], answer.outcomes[i]);
    }
    check(answer.commands.size() <= static_cast<std::size_t>(request.window),
          "WindowSize exceeded");
    check(!answer.commands.empty() || !answer.more, "MoreAvailable without progress");
    std::set<Uid> named;
    for (const auto& command : answer.commands) {
        check(named.insert(command.uid).second, "one item twice in an answer");
        const bool has = replica.items.contains(command.uid);
        if (command.type == CommandType::kAdd) {
            check(!has, "Add for an item that it has");
            replica.items[command.uid] = command.shown;
            continue;
        }
        check(has, "a Change, Delete or SoftDelete for an item that it has not");
        if (command.type == CommandType::kChange) {
            Shown& shown = replica.items[command.uid];
            shown = command.state_only ? with_field(shown, 0, command.shown.state) : command.shown;
            continue;
        }
        replica.items.erase(command.uid);
        std::erase_if(replica.pending, [&](const Edit& edit) { return edit.uid == command.uid; });
    }
    replica.key = answer.key;
    check(!answer.expected || replica.items == *answer.expected, "not equal at rest");
}

bool SyncWorld::sync(Where where, bool faults) {
    Replica& replica = replicas_[where];
    const auto item_class = collections_[static_cast<std::size_t>(where.second)].item_class();
    if (chance() < .08) {
        constexpr int kFilters[] = {0, 3, 3, 7, 14};
        replica.filter = kFilters[below(5)];
        replica.conversations = item_class == ItemClass::kMail && chance() < .6;
    }
    constexpr int kWindows[] = {1, 1, 2, 3, 5, 8, 20, 100, 512};
    WorldRequest request{
        replica.key,        replica.pending,
        kWindows[below(9)], {edge(item_class, replica.filter), replica.conversations},
        chance() < .5,      true};
    if (chance() < .2) {
        request.edits.resize(std::min(request.edits.size(), static_cast<std::size_t>(below(4))));
    }
    if (replica.key == 0) {
        request.edits.clear();
    }
    request.get_changes = !faults || chance() > .05;
    const bool write_between = faults && chance() < .15;
    const double fate = faults ? chance() : 1;
    ++counts_["syncs"];
    if (fate < .04) {
        return true;  // the request is lost
    }
    if (fate < .08 && replica.key != 0) {
        ++counts_["crashes"];
        ask(where, request, Fate::kCrash);
        return true;
    }
    WorldAnswer answer = ask(where, request, Fate::kAnswered, write_between);
    if (fate < .20) {
        ++counts_["lost answers"];
        return true;
    }
    if (fate < .26 && replica.key != 0 && answer.status == 1 && replica.late_key != replica.key) {
        replica.late_key = replica.key;  // twice on the wire; only one answer is read
        if (chance() < .5) {
            ++counts_["doubled"];
            auto again = ask(where, request);
            if (chance() < .5) {
                answer = std::move(again);
            }
        } else {
            late_.emplace_back(where, request);
        }
    }
    if (answer.status == 3) {
        check(!answer.unknown_key, "a key is unknown without a cause");
        ++counts_["restarts"];
        replica.key = 0;
        replica.items.clear();
        replica.pending.clear();
        return true;
    }
    counts_["pages"] += answer.more ? 1 : 0;
    counts_["compared"] += answer.expected ? 1 : 0;
    apply(replica, request, answer);
    return answer.more;
}

void SyncWorld::step() {
    const double what = chance();
    auto it = replicas_.begin();
    std::advance(it, below(static_cast<int>(replicas_.size())));
    const Where where = it->first;
    auto& collection = collections_[static_cast<std::size_t>(where.second)];
    if (what < .33) {
        write();
    } else if (what < .36) {
        ++now_;
    } else if (what < .365) {
        constexpr Modseq kAges[] = {0, 10, 100};
        collection.compact(modseq_ - kAges[below(3)]);
    } else if (what < .52) {
        if (it->second.key != 0) {
            edit(it->second, collection.item_class());
        }
    } else if (what < .54 && !late_.empty()) {
        const auto at = late_.begin() + below(static_cast<int>(late_.size()));
        const auto late = *at;
        late_.erase(at);
        ++counts_["late"];
        ask(late.first, late.second);
    } else if (what < .55) {
        int rounds = 0;
        while (sync(where, false) || replicas_[where].key == 0) {
            check(++rounds < 4000, "never comes to rest");
        }
    } else {
        sync(where, true);
    }
}

}  // namespace syncgate::activesync
