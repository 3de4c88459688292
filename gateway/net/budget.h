// A bound on what all connections together may hold.
#pragma once

#include <atomic>
#include <cstddef>

namespace syncgate::net {

// Thread-safe.
class Budget {
  public:
    explicit Budget(std::size_t limit) : limit_(limit) {}

    // All or nothing.
    [[nodiscard]] bool take(std::size_t amount) {
        if (used_.fetch_add(amount) + amount <= limit_) {
            return true;
        }
        used_ -= amount;
        return false;
    }
    void give_back(std::size_t amount) { used_ -= amount; }
    [[nodiscard]] std::size_t used() const { return used_; }

  private:
    const std::size_t limit_;
    std::atomic<std::size_t> used_{0};
};

}  // namespace syncgate::net
