#include "protocols/activesync/sync/sync_point.h"

#include <algorithm>

namespace syncgate::activesync {

SyncPoint SyncPoint::initial(Modseq highest) {
    SyncPoint point;
    point.m = point.a = {highest, kMaxUid};
    point.bound = {kMaxKey, kMaxUid};
    return point;
}

SyncPoint SyncPoint::derive() const {
    SyncPoint next;
    next.m = m;
    next.a = a;
    next.bound = bound;
    next.own = own;
    next.carry = carry;
    next.options = options;
    next.riders = riders;
    next.rested = rested;
    return next;
}

bool SyncPoint::adopt(const SyncPoint& next) {
    if (options == next.options && rested == next.rested) {
        return false;
    }
    options = next.options;
    riders = next.riders;
    rested = next.rested;
    return true;
}

Modseq SyncPoint::known(Uid uid) const {
    const auto it = own.find(uid);
    return it == own.end() ? at(m, uid) : it->second.version;
}

Modseq SyncPoint::known_content(Uid uid) const {
    const auto it = own.find(uid);
    return it == own.end() ? at(a, uid) : it->second.version;
}

void SyncPoint::confirm(const SyncPoint& before) {
    for (const auto& [id, outcome] : before.journal.adds) {
        carry.adds[id] = outcome;
    }
    for (const auto& [uid, outcome] : before.journal.items) {
        carry.items[uid] = outcome;
    }
    std::erase_if(carry.adds,
                  [&](const auto& entry) { return answered_adds.contains(entry.first); });
    std::erase_if(carry.items, [&](const auto& entry) {
        return answered_items.contains(entry.first) || entry.second.modseq <= known(entry.first);
    });
}

}  // namespace syncgate::activesync
