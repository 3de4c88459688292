#include "gateway/http/answer_room.h"

namespace syncgate::http {
namespace {

bool fits(std::size_t held, std::size_t bytes, std::size_t most) {
    return held == 0 || held + bytes <= most;
}

}  // namespace

bool AnswerRoom::take(AccountId account, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (!fits(used_, bytes, most_)) {
        return false;
    }
    if (account != 0) {
        const auto it = accounts_.try_emplace(account, 0).first;
        if (!fits(it->second, bytes, account_most_)) {
            return false;  // it holds something: the entry is no new one
        }
        it->second += bytes;
    }
    used_ += bytes;
    return true;
}

void AnswerRoom::give_back(AccountId account, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    used_ -= bytes;
    const auto it = accounts_.find(account);
    if (it != accounts_.end() && (it->second -= bytes) == 0) {
        accounts_.erase(it);
    }
}

std::size_t AnswerRoom::used() const {
    const std::lock_guard lock(mutex_);
    return used_;
}

}  // namespace syncgate::http
