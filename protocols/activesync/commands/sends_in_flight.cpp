#include "protocols/activesync/commands/sends_in_flight.h"

namespace syncgate::activesync {

std::optional<SendsInFlight::Turn> SendsInFlight::begin(const std::string& key,
                                                        std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    if (!ended_.wait_for(lock, wait, [&] { return !busy_.contains(key); })) {
        return std::nullopt;
    }
    busy_.insert(key);
    return std::optional<Turn>(std::in_place, *this, key);
}

SendsInFlight::Turn::~Turn() {
    if (owner_ == nullptr) {
        return;
    }
    {
        const std::lock_guard lock(owner_->mutex_);
        owner_->busy_.erase(key_);
    }
    owner_->ended_.notify_all();
}

std::optional<std::string> SendsInFlight::Turn::relayed() const {
    const std::lock_guard lock(owner_->mutex_);
    const auto found = owner_->relayed_.find(key_);
    return found == owner_->relayed_.end() ? std::nullopt : std::optional(found->second);
}

void SendsInFlight::Turn::set_relayed(const std::string& digest) {
    const std::lock_guard lock(owner_->mutex_);
    if (!owner_->relayed_.emplace(key_, digest).second) {
        return;
    }
    owner_->relayed_order_.push_back(key_);
    if (owner_->relayed_order_.size() > kMostRelayed) {
        owner_->relayed_.erase(owner_->relayed_order_.front());
        owner_->relayed_order_.pop_front();
    }
}

void SendsInFlight::Turn::kept() {
    const std::lock_guard lock(owner_->mutex_);
    owner_->relayed_.erase(key_);
}

}  // namespace syncgate::activesync
