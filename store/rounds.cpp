#include "store/rounds.h"

#include <algorithm>

namespace syncgate::store {
namespace {

constexpr UnixSeconds kFirst = 60;  // what is asked for each minute begins at once

}  // namespace

Result<std::vector<AccountId>> Rounds::next(Directory& directory, UnixSeconds now) {
    const bool over = done_ == accounts_.size() && now >= started_ + kRoundSeconds;
    if (started_ == 0 || now < started_ || over) {
        auto records = directory.accounts();
        if (!records) {
            return records.error();
        }
        accounts_.clear();
        for (const auto& record : *records) {
            accounts_.push_back(record.id);
        }
        done_ = 0;
        started_ = now;
    }
    const auto elapsed = static_cast<std::size_t>(std::min(now - started_ + kFirst, kRoundSeconds));
    constexpr auto kRound = static_cast<std::size_t>(kRoundSeconds);
    const std::size_t due = (accounts_.size() * elapsed + kRound - 1) / kRound;
    std::vector<AccountId> turn(accounts_.begin() + static_cast<std::ptrdiff_t>(done_),
                                accounts_.begin() + static_cast<std::ptrdiff_t>(due));
    done_ = due;
    return turn;
}

}  // namespace syncgate::store
