#include "protocols/activesync/sync/sync_memory.h"

#include <utility>

namespace syncgate::activesync {
namespace {

std::string key_of(AccountId account, const std::string& device) {
    return std::to_string(account) + " " + device;
}

}  // namespace

void SyncMemory::remember(AccountId account, const std::string& device, std::string request) {
    const std::lock_guard lock(mutex_);
    const std::string key = key_of(account, device);
    if (request.size() > kLongest) {
        requests_.erase(key);
        return;
    }
    if (requests_.size() >= kMost && !requests_.contains(key)) {
        requests_.erase(requests_.begin());
    }
    requests_[key] = std::move(request);
}

std::optional<std::string> SyncMemory::recall(AccountId account, const std::string& device) const {
    const std::lock_guard lock(mutex_);
    const auto it = requests_.find(key_of(account, device));
    return it == requests_.end() ? std::nullopt : std::optional(it->second);
}

}  // namespace syncgate::activesync
