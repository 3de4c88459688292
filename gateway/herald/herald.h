// Tells push services of changes (store/push_subscriptions.h): what the store says changed is told
// a moment later, so that many changes are one message and a client's own write is known to be its
// own before.
//
// What has yet to be told stands in the store: a message is claimed before it is sent, and what was
// not taken is put back. An account one of whose services does not answer is left alone for a
// minute, then twice as long each time, so that it holds up nobody else.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "formats/webpush/key_pair.h"
#include "model/push_transport.h"
#include "store/push_subscriptions.h"
#include "store/store.h"

namespace syncgate::herald {

struct Rules {
    std::string contact;  // of this server, for push services: a mailto: URI
    std::chrono::milliseconds delay{1000};
    std::chrono::milliseconds between{5000};  // two messages about a collection
    int senders = 4;                          // 0: nobody sends but who calls tell()
};

struct Counters {
    std::atomic<std::uint64_t> sent{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<std::uint64_t> ended{0};  // subscriptions that the service knows no more
};

// Thread-safe. Works from here on until it is destroyed, which waits for what is being sent.
class Herald {
  public:
    struct Services {
        store::Store& store;
        PushTransport& transport;
        const Clock& clock;
        Log& log;
    };

    Herald(Services services, webpush::KeyPair key, Rules rules);

    // The public key, base64url.
    [[nodiscard]] const std::string& public_key() const { return public_key_; }

    // A change; a subscription is there; anything may have changed, or be subscribed to. None of
    // them waits.
    void changed(AccountId owner, CollectionId collection);
    void subscribed(AccountId owner, CollectionId collection);
    void missed();

    // Those who are subscribed to the collection, and have yet to be told, at once.
    void tell(AccountId owner, CollectionId collection, const std::stop_token& stop = {});

    [[nodiscard]] const Counters& counters() const { return counters_; }

  private:
    using Place = std::pair<AccountId, CollectionId>;
    using Time = std::chrono::steady_clock;
    struct News;

    void work(const std::stop_token& stop);
    // What is subscribed to. That which was not before may have changed unheard; else all of it.
    void look(bool is_all_unsure);
    void expect(const Place& place, Time::time_point at);
    void wake();
    [[nodiscard]] Result<News> news_of(const Place& place);
    void tell_one(const store::PushSubscription& subscription, const News& news);
    [[nodiscard]] Result<bool> may_see(const store::PushSubscription& subscription);
    [[nodiscard]] Result<int> send(const store::PushSubscription& subscription, const News& news);
    void settle(const store::PushSubscription& told, const Result<int>& status, const News& news);
    void end(const store::PushSubscription& subscription, std::string_view why);
    void failed(const store::PushSubscription& subscription, std::string_view reason);
    // Whether its account is left alone now; it is looked at again after that.
    bool rests(const store::PushSubscription& subscription);

    const Services services_;
    const webpush::KeyPair key_;
    const std::string public_key_;
    const Rules rules_;
    Counters counters_;

    struct Rest {
        Time::time_point until;
        std::chrono::seconds length{0};
    };
    std::mutex mutex_;  // guards all below but the threads
    std::condition_variable_any expected_changed_;
    std::uint64_t times_changed_ = 0;
    std::map<Place, Time::time_point> watched_;  // and when they were told of last
    std::map<Place, Time::time_point> expected_;
    std::map<AccountId, Rest> rests_;
    Time::time_point look_at_;  // another process may have added some
    bool all_unsure_ = true;    // since the last look

    std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace syncgate::herald
