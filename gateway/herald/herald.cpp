#include "gateway/herald/herald.h"

#include <algorithm>
#include <utility>

#include "formats/digest/sha256.h"
#include "formats/webpush/message.h"
#include "formats/webpush/push_url.h"
#include "protocols/dav/push.h"
#include "protocols/dav/sync_token.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/groups.h"

namespace syncgate::herald {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenLooks = 60s;
constexpr std::chrono::seconds kFirstRest = 60s;
constexpr std::chrono::seconds kLongestRest = 3600s;
constexpr UnixSeconds kTokenSeconds = 12 * 3600;  // a service takes at most a day

bool is_taken(int status) {
    return status >= 200 && status < 300;
}

// The service knows the subscription no more. Source: RFC 8030 7.3.
bool is_gone(int status) {
    return status == 404 || status == 410;
}

}  // namespace

// What there is to tell of a collection.
struct Herald::News {
    Modseq modseq = 0;
    std::string message;
    bool is_gone = false;  // the collection
};

Herald::Herald(Services services, webpush::KeyPair key, Rules rules)
    : services_(services),
      key_(std::move(key)),
      public_key_(webpush::base64url(key_.public_bytes())),
      rules_(std::move(rules)),
      look_at_(Time::now()) {
    for (int i = 0; i < rules_.senders; ++i) {
        threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
}

void Herald::expect(const Place& place, Time::time_point at) {
    const auto [it, is_new] = expected_.emplace(place, at);
    if (!is_new) {
        it->second = std::min(it->second, at);
    }
    wake();
}

void Herald::wake() {
    ++times_changed_;
    expected_changed_.notify_one();
}

void Herald::changed(AccountId owner, CollectionId collection) {
    const std::lock_guard lock(mutex_);
    if (const auto it = watched_.find({owner, collection}); it != watched_.end()) {
        expect(it->first, std::max(Time::now() + rules_.delay, it->second + rules_.between));
    }
}

void Herald::subscribed(AccountId owner, CollectionId collection) {
    const std::lock_guard lock(mutex_);
    watched_.try_emplace({owner, collection});
    expect({owner, collection}, Time::now() + rules_.delay);
}

void Herald::missed() {
    const std::lock_guard lock(mutex_);
    look_at_ = Time::now();
    all_unsure_ = true;
    wake();
}

void Herald::look(bool is_all_unsure) {
    const auto all = services_.store.directory().push_subscriptions().all();
    if (!all) {
        services_.log.error("push_unreadable", {{"reason", all.error().detail}});
        return;
    }
    std::map<Place, Time::time_point> watched;
    for (const auto& each : *all) {
        watched.try_emplace({each.owner, each.collection});
    }
    const std::lock_guard lock(mutex_);
    for (const auto& [place, never] : watched) {
        if (is_all_unsure || !watched_.contains(place)) {
            expect(place, Time::now() + rules_.delay);
        }
    }
    // Those that are no more go when they change.
    watched_.merge(watched);
}

void Herald::work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::unique_lock lock(mutex_);
        const auto now = Time::now();
        if (look_at_ <= now) {
            look_at_ = now + kBetweenLooks;
            const bool is_all_unsure = std::exchange(all_unsure_, false);
            lock.unlock();
            look(is_all_unsure);
            continue;
        }
        const auto first =
            std::min_element(expected_.begin(), expected_.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        if (first == expected_.end() || first->second > now) {
            const auto until =
                first == expected_.end() ? look_at_ : std::min(look_at_, first->second);
            expected_changed_.wait_until(lock, stop, until, [this, seen = times_changed_] {
                return times_changed_ != seen;
            });
            continue;
        }
        const Place place = first->first;
        expected_.erase(first);
        if (const auto it = watched_.find(place); it != watched_.end()) {
            it->second = now;
        }
        lock.unlock();
        tell(place.first, place.second, stop);
    }
}

Result<Herald::News> Herald::news_of(const Place& place) {
    const auto topic = dav::push_topic(public_key_, place.first, place.second);
    auto account = services_.store.account(place.first);
    if (!account) {
        return account.error();
    }
    return (*account)->read([&](const store::Snapshot& snapshot) -> Result<News> {
        const auto collection = snapshot.collection(place.second);
        if (!collection) {
            return News{snapshot.modseq(), dav::push_message(topic, ""), true};
        }
        return News{collection->highest,
                    dav::push_message(topic, dav::sync_token(place.first, *collection))};
    });
}

void Herald::tell(AccountId owner, CollectionId collection, const std::stop_token& stop) {
    const auto all = services_.store.directory().push_subscriptions().about(owner, collection);
    if (!all) {
        services_.log.error("push_unreadable", {{"reason", all.error().detail}});
        return;
    }
    if (all->empty()) {
        const std::lock_guard lock(mutex_);
        watched_.erase({owner, collection});
        return;
    }
    const auto news = news_of({owner, collection});
    if (!news) {
        services_.log.error("push_unreadable", {{"reason", news.error().detail}});
        return;
    }
    for (const auto& each : *all) {
        if (stop.stop_requested()) {
            return;
        }
        // One that knows more than there is has it from a store that was restored since.
        if (each.told != news->modseq && !rests(each)) {
            tell_one(each, *news);
        }
    }
}

bool Herald::rests(const store::PushSubscription& subscription) {
    const std::lock_guard lock(mutex_);
    const auto it = rests_.find(subscription.account);
    if (it == rests_.end() || it->second.until <= Time::now()) {
        return false;
    }
    expect({subscription.owner, subscription.collection}, it->second.until);
    return true;
}

Result<bool> Herald::may_see(const store::PushSubscription& subscription) {
    auto& directory = services_.store.directory();
    const auto account = directory.account(subscription.account);
    if (!account) {
        return account.error();
    }
    if (!account->enabled || subscription.account == subscription.owner) {
        return account->enabled;
    }
    const auto sharing = directory.groups().sharing(subscription.account, subscription.owner);
    return sharing ? Result<bool>(sharing->book_rights_on(subscription.collection) !=
                                  store::Rights::kNone)
                   : sharing.error();
}

void Herald::tell_one(const store::PushSubscription& subscription, const News& news) {
    const auto seen = may_see(subscription);
    if (!seen) {
        services_.log.error("push_unreadable", {{"reason", seen.error().detail}});
        return;
    }
    if (!*seen) {
        end(subscription, "its account may not see it any more");
        return;
    }
    const auto mine =
        services_.store.directory().push_subscriptions().tell(subscription, news.modseq);
    if (!mine) {
        services_.log.error("push_unreadable", {{"reason", mine.error().detail}});
        return;
    }
    if (*mine) {  // else another process tells it, or it is gone
        settle(subscription, send(subscription, news), news);
    }
}

Result<int> Herald::send(const store::PushSubscription& subscription, const News& news) {
    const auto url = webpush::parse_push_url(subscription.resource);
    if (!url) {
        return url.error();
    }
    auto body =
        webpush::encrypt(news.message, {subscription.public_key, subscription.secret},
                         webpush::KeyPair::make(), digest::random_bytes(webpush::kSecretBytes));
    if (!body) {
        return body.error();
    }
    const auto authorization = webpush::authorization(url->origin(), rules_.contact,
                                                      services_.clock.now() + kTokenSeconds, key_);
    const auto topic = dav::push_topic(public_key_, subscription.owner, subscription.collection);
    return services_.transport.send(
        {subscription.resource, authorization, topic, *std::move(body)});
}

void Herald::settle(const store::PushSubscription& told, const Result<int>& status,
                    const News& news) {
    if (status ? is_gone(*status) : status.error().code != ErrorCode::kUnavailable) {
        end(told, status ? "the push service knows it no more" : status.error().detail);
        return;
    }
    if (status && is_taken(*status)) {
        ++counters_.sent;
        const std::lock_guard lock(mutex_);
        rests_.erase(told.account);
    } else {
        failed(told,
               status ? "the push service says " + std::to_string(*status) : status.error().detail);
        auto put_back = told;
        put_back.told = news.modseq;
        const auto back =
            services_.store.directory().push_subscriptions().tell(put_back, told.told);
        if (!back) {
            services_.log.error("push_unreadable", {{"reason", back.error().detail}});
        }
        return;
    }
    if (news.is_gone) {
        end(told, "the collection is gone");
    }
}

void Herald::end(const store::PushSubscription& subscription, std::string_view why) {
    ++counters_.ended;
    services_.log.info(
        "push_ended",
        {{"account", subscription.account}, {"subscription", subscription.id}, {"reason", why}});
    const auto removed = services_.store.directory().push_subscriptions().remove(
        subscription.account, subscription.id);
    if (!removed && removed.error().code != ErrorCode::kNotFound) {
        services_.log.error("push_unreadable", {{"reason", removed.error().detail}});
    }
}

void Herald::failed(const store::PushSubscription& subscription, std::string_view reason) {
    ++counters_.failed;
    services_.log.warning(
        "push_failed",
        {{"account", subscription.account}, {"subscription", subscription.id}, {"reason", reason}});
    const std::lock_guard lock(mutex_);
    auto& rest = rests_[subscription.account];
    rest.length = std::clamp(2 * rest.length, kFirstRest, kLongestRest);
    rest.until = Time::now() + rest.length;
    expect({subscription.owner, subscription.collection}, rest.until);
}

}  // namespace syncgate::herald
