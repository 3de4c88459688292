#include "store/recipients.h"

namespace syncgate::store {

std::uint64_t Recipients::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

void Recipients::remember(std::string_view address, const AccountRecord& record,
                          std::uint64_t state) {
    const std::lock_guard lock(mutex_);
    if (state != state_) {
        return;
    }
    if (found_.size() >= kMost) {
        found_.clear();  // who still gets mail is soon back
    }
    found_.insert_or_assign(std::string(address), record);
}

std::optional<AccountRecord> Recipients::recall(std::string_view address) const {
    const std::string key(address);
    const std::lock_guard lock(mutex_);
    const auto found = found_.find(key);
    return found == found_.end() ? std::nullopt : std::optional(found->second);
}

void Recipients::forget() {
    const std::lock_guard lock(mutex_);
    ++state_;
    found_.clear();
}

}  // namespace syncgate::store
