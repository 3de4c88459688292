// A bound on the answers that wait for their readers: of all connections together, and of each
// account, so that one that reads slowly on many connections does not hold what others need.
#pragma once

#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "model/ids.h"

namespace syncgate::http {

// Thread-safe.
class AnswerRoom {
  public:
    AnswerRoom(std::size_t most, std::size_t account_most)
        : most_(most), account_most_(account_most) {}

    // All or nothing; but one answer alone always has its room, or a large one could never leave.
    // Account 0 (nobody, or the administrator) has no bound of its own.
    [[nodiscard]] bool take(AccountId account, std::size_t bytes);
    void give_back(AccountId account, std::size_t bytes);

    [[nodiscard]] std::size_t used() const;

  private:
    const std::size_t most_;
    const std::size_t account_most_;
    mutable std::mutex mutex_;  // guards the two below
    std::size_t used_ = 0;
    std::unordered_map<AccountId, std::size_t> accounts_;  // those that hold something
};

}  // namespace syncgate::http
