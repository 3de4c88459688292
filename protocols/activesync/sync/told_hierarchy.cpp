#include "protocols/activesync/sync/told_hierarchy.h"

namespace syncgate::activesync {

bool ToldHierarchy::tell(AccountId account, DeviceNumber device, const std::string& name) {
    const std::lock_guard lock(mutex_);
    if (told_.size() >= kMost) {
        told_.clear();
    }
    auto& last = told_[{account, device}];
    if (last == name) {
        return false;
    }
    last = name;
    return true;
}

}  // namespace syncgate::activesync
