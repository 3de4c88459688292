#include "gateway/outbox/post.h"

#include <algorithm>
#include <exception>

namespace syncgate::outbox {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kLookEvery = 60s;  // another gateway may have left some
constexpr int kTurn = 20;  // messages of an account before others have theirs

}  // namespace

Post::Post(Postman::Services services, PostRules rules, Bell& bell, int senders)
    : services_(services), postman_(services, std::move(rules)), bell_(bell) {
    if (auto expected = services_.store.expect_outgoing(); !expected) {
        services_.log.error("outbox_failed", {{"reason", expected.error().detail}});
    }
    threads_.emplace_back([this](const std::stop_token& stop) { look(stop); });
    for (int i = 0; i < senders; ++i) {
        threads_.emplace_back([this](const std::stop_token& stop) { send(stop); });
    }
}

void Post::look(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        (void)bell_.take();  // what rings from here on is looked for again
        bell_.wait(stop, spread());
    }
}

std::chrono::milliseconds Post::spread() {
    const auto due = services_.store.outgoing_due();
    if (!due) {
        services_.log.error("outbox_failed", {{"reason", due.error().detail}});
        return kLookEvery;
    }
    {
        const std::lock_guard lock(mutex_);
        for (const auto account : due->accounts) {
            if (busy_.contains(account)) {
                again_.insert(account);
            } else if (listed_.insert(account).second) {
                ready_.push_back(account);
            }
        }
    }
    ready_changed_.notify_all();
    if (!due->next) {
        return kLookEvery;
    }
    const auto left = std::chrono::seconds(*due->next - services_.clock.now());
    return std::clamp<std::chrono::milliseconds>(left, 100ms, kLookEvery);
}

void Post::send(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (ready_changed_.wait(lock, stop, [this] { return !ready_.empty(); })) {
        const AccountId account = ready_.front();
        ready_.pop_front();
        listed_.erase(account);
        busy_.insert(account);
        lock.unlock();
        send_all(account, stop);
        lock.lock();
        busy_.erase(account);
        if (again_.erase(account) != 0 && listed_.insert(account).second) {
            ready_.push_back(account);
            ready_changed_.notify_one();
        }
    }
}

void Post::send_all(AccountId account, const std::stop_token& stop) {
    auto step = Postman::Step::kSent;
    try {
        for (int i = 0; i < kTurn && step == Postman::Step::kSent; ++i) {
            step =
                stop.stop_requested() ? Postman::Step::kFailed : postman_.send_one(account, stop);
        }
    } catch (const std::exception& failure) {
        services_.log.error("outbox_failed", {{"account", account}, {"reason", failure.what()}});
        return;
    }
    if (step != Postman::Step::kFailed) {
        bell_.ring();  // the account's next time is another; a failure waits for the next look
    }
}

}  // namespace syncgate::outbox
