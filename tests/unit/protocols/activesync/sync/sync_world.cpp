#include "tests/unit/protocols/activesync/sync/sync_world.h"

#include <algorithm>
#include <iterator>

namespace syncgate::activesync {
namespace {

constexpr ItemClass kClasses[] = {ItemClass::kMail, ItemClass::kEvent, ItemClass::kTask,
                                  ItemClass::kContact, ItemClass::kMail};
constexpr int kDevices = 2;
constexpr std::int64_t kEndless = kMaxKey - 1;

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
