// One request at a time for a device and collection. Striped: two lines may share a lock, which
// costs them a wait and nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>

#include "model/device.h"
#include "model/ids.h"

namespace syncgate::activesync {

// Thread-safe. At most one lock is held by a thread.
class LineLocks {
  public:
    [[nodiscard]] std::unique_lock<std::mutex> lock(AccountId account, DeviceNumber device,
                                                    CollectionId collection) {
        std::uint64_t hash = static_cast<std::uint64_t>(account);
        hash = hash * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(device);
        hash = hash * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(collection);
        return std::unique_lock(stripes_[(hash >> 32U) % stripes_.size()]);
    }

  private:
    std::array<std::mutex, 509> stripes_;
};

}  // namespace syncgate::activesync
