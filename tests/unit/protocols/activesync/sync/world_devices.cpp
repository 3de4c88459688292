// Devices of SyncWorld: what their users do, what they ask, what they do with an answer.
#include <algorithm>
#include <iterator>

#include "tests/unit/protocols/activesync/sync/sync_world.h"

namespace syncgate::activesync {

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

}  // namespace syncgate::activesync
