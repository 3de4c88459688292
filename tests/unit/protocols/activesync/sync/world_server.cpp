// The server of SyncWorld: the sync engine's pure half, with a mistake planted or none.
#include <algorithm>

#include "tests/unit/protocols/activesync/sync/memory_writer.h"
#include "tests/unit/protocols/activesync/sync/mistaken_view.h"
#include "tests/unit/protocols/activesync/sync/sync_world.h"

namespace syncgate::activesync {
namespace {

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

}  // namespace syncgate::activesync
