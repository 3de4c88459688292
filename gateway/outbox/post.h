// The threads that send what waits: one looks which accounts have mail whose time has come, the
// others take these accounts, each one at a time.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "gateway/outbox/bell.h"
#include "gateway/outbox/postman.h"

namespace syncgate::outbox {

class Post {
  public:
    // Works from here on until it is destroyed, which waits for what is with the relay at that
    // moment. `bell` is rung when there is new work.
    Post(Postman::Services services, PostRules rules, Bell& bell, int senders);

    [[nodiscard]] const PostCounters& counters() const { return postman_.counters(); }

  private:
    void look(const std::stop_token& stop);
    // How long until somebody has to look again.
    std::chrono::milliseconds spread();
    void send(const std::stop_token& stop);
    void send_all(AccountId account, const std::stop_token& stop);

    const Postman::Services services_;
    Postman postman_;
    Bell& bell_;

    std::mutex mutex_;  // guards all below but the threads
    std::condition_variable_any ready_changed_;
    std::deque<AccountId> ready_;
    std::set<AccountId> listed_;  // in ready_
    std::set<AccountId> busy_;
    std::set<AccountId> again_;  // due once more while they were busy

    std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace syncgate::outbox
