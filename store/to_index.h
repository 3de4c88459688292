// The accounts whose index of words is behind, each once, first come first.
//
// Thread-safe.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <set>

#include "model/ids.h"

namespace syncgate::store {

class ToIndex {
  public:
    void add(AccountId account) {
        const std::lock_guard lock(mutex_);
        if (waiting_.insert(account).second) {
            order_.push_back(account);
        }
    }

    std::optional<AccountId> next() {
        const std::lock_guard lock(mutex_);
        if (order_.empty()) {
            return std::nullopt;
        }
        const AccountId account = order_.front();
        order_.pop_front();
        waiting_.erase(account);
        return account;
    }

    // How many there are.
    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return order_.size();
    }

  private:
    std::mutex mutex_;  // guards both
    std::deque<AccountId> order_;
    std::set<AccountId> waiting_;
};

}  // namespace syncgate::store
