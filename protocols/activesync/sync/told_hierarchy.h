// Of which new hierarchy each device was told by a Sync that waits (Status 12). Once is enough: a
// client that does not follow it with FolderSync would get nothing else, and come again at once.
//
// Forgets at will: the device is then told once more.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "model/device.h"
#include "model/ids.h"

namespace syncgate::activesync {

// Thread-safe.
class ToldHierarchy {
  public:
    // Whether the device was not told of this one yet, as unseen_hierarchy() names it; now it is.
    bool tell(AccountId account, DeviceNumber device, const std::string& name);

  private:
    static constexpr std::size_t kMost = 100'000;

    std::mutex mutex_;  // guards told_
    std::map<std::pair<AccountId, DeviceNumber>, std::string> told_;
};

}  // namespace syncgate::activesync
