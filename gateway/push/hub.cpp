#include "gateway/push/hub.h"

#include <algorithm>

#include "model/shared_id.h"

namespace syncgate::push {

struct Hub::Entry {
    net::ExchangeHandle exchange;
    std::vector<CollectionId> collections;  // sorted
    std::string slot;
    std::optional<Wake> woken;  // the strongest since the last rearm()
    bool parked = false;
    bool superseded = false;
};

struct Hub::Account {
    // At most some hundred: a scan is cheaper than an index, in memory above all.
    std::vector<Entry> entries;
    std::unordered_map<CollectionId, Modseq> highest;
    std::size_t parked = 0;
};

namespace {

// A change may be told late, an eviction may not: a stronger reason goes through although a weaker
// wake is under way.
constexpr int strength(Wake why) {
    switch (why) {
        case Wake::kChange:
            return 0;
        case Wake::kDeadline:
            return 1;
        case Wake::kSuperseded:
            return 2;
        case Wake::kPolicy:
            return 3;
        case Wake::kClosing:
            return 4;
    }
    return 4;
}

}  // namespace

Hub::Hub(std::size_t parked_per_account) : parked_per_account_(parked_per_account) {}

Hub::~Hub() = default;

void Hub::connect(WakeTarget* target) {
    const std::lock_guard lock(mutex_);
    target_ = target;
}

void Hub::changed(AccountId account, CollectionId collection, Modseq modseq) {
    const std::lock_guard lock(mutex_);
    Wakes wakes;
    publish(account, collection, modseq, wakes);
    if (const auto followed = followed_.find({account, collection}); followed != followed_.end()) {
        for (const auto& [viewer, as] : followed->second) {
            publish(viewer, as, modseq, wakes);
        }
    }
    send(wakes);
}

void Hub::publish(AccountId account, CollectionId collection, Modseq modseq, Wakes& wakes) {
    Account& home = account_of(account);
    Modseq& highest = home.highest[collection];
    highest = std::max(highest, modseq);
    for (Entry& entry : home.entries) {
        if (std::binary_search(entry.collections.begin(), entry.collections.end(), collection)) {
            rouse(entry, Wake::kChange, wakes);
        }
    }
}

void Hub::missed() {
    const std::lock_guard lock(mutex_);
    ++missed_;
    Wakes wakes;
    for (const auto& [id, home] : accounts_) {
        home->highest.clear();
        for (Entry& entry : home->entries) {
            rouse(entry, Wake::kChange, wakes);
        }
    }
    send(wakes);
}

void Hub::disturb(AccountId account, Wake why) {
    const std::lock_guard lock(mutex_);
    Wakes wakes;
    for (Entry& entry : account_of(account).entries) {
        rouse(entry, why, wakes);
    }
    send(wakes);
}

std::optional<Modseq> Hub::highest(AccountId account, CollectionId collection) const {
    const std::lock_guard lock(mutex_);
    const auto unknown = missed_ == 0 ? std::nullopt : std::optional(-missed_);
    const auto home = accounts_.find(account);
    if (home == accounts_.end()) {
        return unknown;
    }
    const auto it = home->second->highest.find(collection);
    return it == home->second->highest.end() ? unknown : std::optional(it->second);
}

void Hub::watch(const net::ExchangeHandle& exchange, const Watch& watch) {
    const std::lock_guard lock(mutex_);
    Entry& entry = enter(exchange, watch.account);
    entry.collections = watch.collections;
    std::sort(entry.collections.begin(), entry.collections.end());
    entry.collections.shrink_to_fit();
    entry.slot = watch.slot;
    for (const auto id : watch.collections) {
        if (const auto shared = parse_shared_id(id)) {
            followed_[{shared->owner, shared->collection}].insert({watch.account, id});
        }
    }
    if (entry.woken == Wake::kChange) {
        entry.woken.reset();
    }
    Wakes wakes;
    if (!entry.slot.empty()) {
        take_slot(account_of(watch.account), entry, wakes);
    }
    send(wakes);
}

bool Hub::park(const net::ExchangeHandle& exchange, AccountId account) {
    const std::lock_guard lock(mutex_);
    Entry* known = find(exchange);
    Entry& entry = known != nullptr ? *known : enter(exchange, account);
    Account& home = account_of(homes_.at(exchange.generation));
    if (entry.parked || entry.superseded) {
        return true;
    }
    if (home.parked >= parked_per_account_) {
        return false;
    }
    entry.parked = true;
    ++home.parked;
    ++parked_;
    return true;
}

void Hub::rearm(const net::ExchangeHandle& exchange) {
    const std::lock_guard lock(mutex_);
    if (Entry* entry = find(exchange); entry != nullptr) {
        entry->woken.reset();
    }
}

void Hub::forget(const net::ExchangeHandle& exchange) {
    const std::lock_guard lock(mutex_);
    Entry* entry = find(exchange);
    if (entry == nullptr) {
        return;
    }
    Account& home = account_of(homes_.at(exchange.generation));
    if (entry->parked) {
        --home.parked;
        --parked_;
    }
    homes_.erase(exchange.generation);
    std::swap(*entry, home.entries.back());
    home.entries.pop_back();
}

std::size_t Hub::parked() const {
    const std::lock_guard lock(mutex_);
    return parked_;
}

Hub::Account& Hub::account_of(AccountId id) {
    auto& home = accounts_[id];
    if (home == nullptr) {
        home = std::make_unique<Account>();
    }
    return *home;
}

Hub::Entry* Hub::find(const net::ExchangeHandle& exchange) {
    const auto home = homes_.find(exchange.generation);
    if (home == homes_.end()) {
        return nullptr;
    }
    auto& entries = account_of(home->second).entries;
    const auto it = std::find_if(entries.begin(), entries.end(),
                                 [&](const Entry& entry) { return entry.exchange == exchange; });
    return it == entries.end() ? nullptr : &*it;
}

Hub::Entry& Hub::enter(const net::ExchangeHandle& exchange, AccountId account) {
    Entry moved{exchange, {}, {}, {}, false, false};
    if (const auto home = homes_.find(exchange.generation); home != homes_.end()) {
        if (home->second == account) {
            return *find(exchange);
        }
        Account& old = account_of(home->second);  // the watch goes to another account's mailbox
        Entry* entry = find(exchange);
        moved = std::move(*entry);
        old.parked -= moved.parked ? 1U : 0U;
        std::swap(*entry, old.entries.back());
        old.entries.pop_back();
    }
    homes_[exchange.generation] = account;
    Account& home = account_of(account);
    home.parked += moved.parked ? 1U : 0U;
    return home.entries.emplace_back(std::move(moved));
}

void Hub::take_slot(Account& account, Entry& entry, Wakes& wakes) {
    for (Entry& other : account.entries) {
        if (&other == &entry || other.superseded || other.slot != entry.slot) {
            continue;
        }
        Entry& older = other.exchange.generation < entry.exchange.generation ? other : entry;
        older.superseded = true;
        if (older.parked) {  // it is on its way out: its place is free for the newer one
            older.parked = false;
            --account.parked;
            --parked_;
        }
        rouse(older, Wake::kSuperseded, wakes);
    }
}

void Hub::rouse(Entry& entry, Wake why, Wakes& wakes) {
    if (!entry.woken || strength(*entry.woken) < strength(why)) {
        entry.woken = why;
        wakes.emplace_back(entry.exchange, why);
    }
}

void Hub::send(const Wakes& wakes) const {
    if (target_ == nullptr) {
        return;
    }
    for (const auto& [exchange, why] : wakes) {
        target_->wake(exchange, why);
    }
}

}  // namespace syncgate::push
