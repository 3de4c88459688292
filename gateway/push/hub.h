// Who waits for which change. The store tells it of every commit; it wakes the parked exchanges
// that watch the collection.
//
// An exchange comes to be known by watch() or park(), and is forgotten when it has been answered or
// its client has gone. Between a wake and rearm() further wakes of the same strength coalesce.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "gateway/net/exchange_handle.h"
#include "model/exchange.h"

namespace syncgate::push {

// Carries a wake to the loop that holds the exchange. Thread-safe; must not wait.
class WakeTarget {
  public:
    virtual ~WakeTarget() = default;
    virtual void wake(const net::ExchangeHandle& exchange, Wake why) = 0;
};

// Thread-safe.
class Hub final {
  public:
    explicit Hub(std::size_t parked_per_account = limits::kParkedPerAccount);
    ~Hub();
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    // Null: nobody is woken any more.
    void connect(WakeTarget* target);

    // As ChangeListener has them; after missed() everybody looks again.
    void changed(AccountId account, CollectionId collection, Modseq modseq);
    void missed();

    // Wakes every exchange of the account: kPolicy when it is switched off, say.
    void disturb(AccountId account, Wake why);

    // The last modseq published since this process started; after missed() what none is, and
    // another each time.
    [[nodiscard]] std::optional<Modseq> highest(AccountId account, CollectionId collection) const;

    // Replaces the exchange's earlier watch. An older exchange with the same account and slot is
    // woken with kSuperseded; if this one is the older, it is woken itself.
    void watch(const net::ExchangeHandle& exchange, const Watch& watch);

    // Counts the exchange as parked for the account; false when that has too many already.
    [[nodiscard]] bool park(const net::ExchangeHandle& exchange, AccountId account);

    // Before the exchange is resumed: what comes from here on wakes it again.
    void rearm(const net::ExchangeHandle& exchange);

    void forget(const net::ExchangeHandle& exchange);

    [[nodiscard]] std::size_t parked() const;

  private:
    struct Entry;
    struct Account;
    using Wakes = std::vector<std::pair<net::ExchangeHandle, Wake>>;

    Account& account_of(AccountId id);
    Entry* find(const net::ExchangeHandle& exchange);
    Entry& enter(const net::ExchangeHandle& exchange, AccountId account);
    // The change is told to who watches it in this account.
    void publish(AccountId account, CollectionId collection, Modseq modseq, Wakes& wakes);
    void take_slot(Account& account, Entry& entry, Wakes& wakes);
    static void rouse(Entry& entry, Wake why, Wakes& wakes);
    // With the mutex held, so that a target that was disconnected is never called; all that a
    // target does is to append to a loop's inbox.
    void send(const Wakes& wakes) const;

    const std::size_t parked_per_account_;
    mutable std::mutex mutex_;  // guards all below
    WakeTarget* target_ = nullptr;
    std::unordered_map<AccountId, std::unique_ptr<Account>> accounts_;
    std::unordered_map<std::uint64_t, AccountId> homes_;  // by generation
    // Whose changes are also those of what in another account (model/shared_id.h): as many as there
    // are shares that devices have watched.
    using Place = std::pair<AccountId, CollectionId>;
    std::map<Place, std::set<Place>> followed_;
    std::size_t parked_ = 0;
    Modseq missed_ = 0;  // how often
};

// One exchange's hold on the hub, for the length of a handler's call.
class HubWaiting final : public Waiting {
  public:
    HubWaiting(Hub& hub, const net::ExchangeHandle& exchange) : hub_(hub), exchange_(exchange) {}
    void watch(const Watch& watch) override {
        used_ = true;
        hub_.watch(exchange_, watch);
    }
    [[nodiscard]] std::optional<Modseq> highest(AccountId account,
                                                CollectionId collection) const override {
        return hub_.highest(account, collection);
    }
    [[nodiscard]] bool used() const { return used_; }

  private:
    Hub& hub_;
    net::ExchangeHandle exchange_;
    bool used_ = false;
};

}  // namespace syncgate::push
