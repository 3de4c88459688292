#include "protocols/activesync/sync/ping_memory.h"

namespace syncgate::activesync {
namespace {

std::string key_of(AccountId account, const std::string& device) {
    return std::to_string(account) + " " + device;
}

}  // namespace

void PingMemory::remember(AccountId account, const std::string& device, Look look) {
    const std::lock_guard lock(mutex_);
    if (looks_.size() >= kMost) {
        looks_.erase(looks_.begin());
    }
    looks_[key_of(account, device)] = std::move(look);
}

void PingMemory::forget(AccountId account, const std::string& device) {
    const std::lock_guard lock(mutex_);
    looks_.erase(key_of(account, device));
}

std::optional<Park> PingMemory::renew(AccountId account, const std::string& device,
                                      std::string_view body_digest, bool empty_body,
                                      Waiting& waiting) {
    Look look;
    {
        const std::lock_guard lock(mutex_);
        const auto it = looks_.find(key_of(account, device));
        if (it == looks_.end() || (!empty_body && it->second.digest != body_digest)) {
            return std::nullopt;
        }
        look = it->second;
    }
    waiting.watch(look.watch);
    for (std::size_t i = 0; i < look.highest.size(); ++i) {
        if (waiting.highest(account, look.watch.collections[i]) != look.highest[i]) {
            return std::nullopt;
        }
    }
    return Park{look.wait, std::move(look.state)};
}

}  // namespace syncgate::activesync
