#include "protocols/activesync/sync/execute.h"

#include <algorithm>

namespace syncgate::activesync {
namespace {

constexpr int kOk = 1;
constexpr int kConflict = 7;
constexpr int kGone = 8;

// The Add of before that this one repeats: by ClientId, else by equal content among those that
// this request does not name itself.
std::map<std::string, Executed>::iterator find_add(Journal& journal, const ClientCommand& command,
                                                   const SyncPoint& next) {
    if (const auto it = journal.adds.find(command.client_id); it != journal.adds.end()) {
        return it;
    }
    return std::find_if(journal.adds.begin(), journal.adds.end(), [&](const auto& entry) {
        return entry.second.digest == command.digest && !next.answered_adds.contains(entry.first);
    });
}

// What the item was made of is no more what the command says; an item status.
int replace(const Executed& before, const Item& item, ItemWriter& writer) {
    if (item.content <= before.modseq) {
        return writer.replace(item);
    }
    writer.keep_unseen(item);
    return writer.replace_unseen(item);
}

// Sent again with the key under which it was executed.
Executed repeat_add(const Executed& before, const ClientCommand& command, ItemWriter& writer) {
    Executed outcome = before;
    const auto item = writer.item(before.uid);
    if (before.digest != command.digest && item) {  // edited before the repetition: a Change
        outcome.status = replace(before, *item, writer);
        outcome.clean = item->modseq == before.modseq;
        outcome.modseq = writer.modseq();
    } else if (before.digest != command.digest) {
        outcome.status = writer.replace_gone(before.uid);
    }
    outcome.digest = command.digest;
    return outcome;
}

// Executed in a request whose answer was lost, and sent to the device as an Add since: the answer
// gets a new id, the old one leaves by Delete.
Executed claim_add(const Executed& before, const ClientCommand& command, ItemWriter& writer) {
    Executed outcome = before;
    outcome.digest = command.digest;
    outcome.modseq = writer.modseq();
    const auto item = writer.item(before.uid);
    if (item && writer.sends() && before.digest != command.digest) {
        outcome.status = replace(before, *item, writer);
        outcome.uid = writer.renew_gone(before.uid);
        outcome.clean = true;
    } else if (item) {
        outcome.uid = writer.renew(*item);
        // What was not clean stays so: the item has not the text that the digest is of.
        outcome.clean =
            before.clean && before.digest == command.digest && item->modseq == before.modseq;
    } else {
        outcome.status = before.digest == command.digest ? kOk : writer.replace_gone(before.uid);
        outcome.uid = writer.renew_gone(before.uid);  // gone already: settle says so
        outcome.clean = true;
    }
    return outcome;
}

CommandOutcome execute_add(const ClientCommand& command, SyncPoint& confirmed, SyncPoint& next,
                           ItemWriter& writer) {
    Executed outcome;
    std::string named = command.client_id;
    if (auto it = find_add(confirmed.journal, command, next); it != confirmed.journal.adds.end()) {
        named = it->first;
        outcome = repeat_add(it->second, command, writer);
    } else if (it = find_add(next.carry, command, next); it != next.carry.adds.end()) {
        named = it->first;
        outcome = claim_add(it->second, command, writer);
        next.carry.adds.erase(it);
    } else {
        const auto made = writer.add();
        if (made.status != kOk) {
            return {made.status, 0};
        }
        outcome = {CommandKind::kAdd, command.digest, kOk, made.uid, writer.modseq(), true};
    }
    if (outcome.status != kOk) {
        return {outcome.status, 0};
    }
    next.answered_adds.insert(named);
    confirmed.journal.adds[named] = outcome;
    confirmed.journal.adds[command.client_id] = outcome;
    next.own[outcome.uid] = {true, outcome.modseq, !outcome.clean};
    return {kOk, outcome.uid};
}

const Executed* last_of(const SyncPoint& confirmed, const SyncPoint& next, Uid uid) {
    if (const auto it = confirmed.journal.items.find(uid); it != confirmed.journal.items.end()) {
        return &it->second;
    }
    const auto it = next.carry.items.find(uid);
    return it == next.carry.items.end() ? nullptr : &it->second;
}

CommandOutcome execute_on_item(const ClientCommand& command, SyncPoint& confirmed, SyncPoint& next,
                               ItemWriter& writer, bool server_wins) {
    const Uid uid = command.uid;
    const bool is_delete = command.kind == CommandKind::kDelete;
    const Executed* before = last_of(confirmed, next, uid);
    if (before != nullptr && before->kind == command.kind && before->digest == command.digest) {
        const Executed outcome = *before;
        confirmed.journal.items[uid] = outcome;
        if (outcome.status != kGone || is_delete) {
            const Modseq version = outcome.modseq != 0 ? outcome.modseq : next.known(uid);
            next.own[uid] = {!is_delete, version, !outcome.clean};
        }
        return {outcome.status, uid};
    }
    const auto item = writer.item(uid);
    const bool mine = before != nullptr && item &&
                      (item->modseq == before->modseq || item->content == before->modseq);
    const Modseq known = next.known(uid);
    const bool fresh = item && item->modseq <= known;
    const auto own = next.own.find(uid);
    Executed outcome{command.kind,
                     command.digest,
                     kOk,
                     uid,
                     0,
                     fresh && (own == next.own.end() || !own->second.stale)};
    const bool unseen =
        command.conflicts && item && !mine && !fresh && item->content > next.known_content(uid);
    if (!item) {
        outcome.status = kGone;
    } else if (unseen && server_wins) {
        outcome.status = kConflict;
        if (!is_delete) {
            writer.keep_refused(*item);
        }
    } else {
        if (unseen) {
            writer.keep_unseen(*item);
        }
        outcome.status = is_delete ? writer.remove(*item) : writer.change(*item);
    }
    if (outcome.status == kOk) {
        outcome.modseq = writer.modseq();
    } else {
        outcome.clean = false;
        const auto kept = item ? writer.item(uid) : std::nullopt;
        if (kept && kept->content != item->content) {  // a draft that could not be sent
            outcome.modseq = kept->modseq;
        }
    }
    if (is_delete) {
        next.own[uid] = {false, outcome.modseq, true};
    } else if (outcome.status != kGone) {
        next.own[uid] = {true, outcome.modseq != 0 ? outcome.modseq : known, !outcome.clean};
    }
    if (outcome.modseq == 0 && mine) {
        outcome.modseq = before->modseq;  // its own last version stays its own
    }
    confirmed.journal.items[uid] = outcome;
    return {outcome.status, uid};
}

}  // namespace

CommandOutcome execute(const ClientCommand& command, SyncPoint& confirmed, SyncPoint& next,
                       ItemWriter& writer, bool server_wins) {
    return command.kind == CommandKind::kAdd
               ? execute_add(command, confirmed, next, writer)
               : execute_on_item(command, confirmed, next, writer, server_wins);
}

}  // namespace syncgate::activesync
