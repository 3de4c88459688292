// The last Sync of each device, so that it may ask the same with an empty body, or name only what
// differs (Partial). Source: MS-ASCMD 2.2.1.21 (empty Sync request), 2.2.3.130 Partial.
//
// Forgets at will: the device is asked for the whole request then (Status 13).
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "model/ids.h"

namespace syncgate::activesync {

// Thread-safe.
class SyncMemory {
  public:
    // `request` as Sync encodes it; one that is long is forgotten.
    void remember(AccountId account, const std::string& device, std::string request);
    [[nodiscard]] std::optional<std::string> recall(AccountId account,
                                                    const std::string& device) const;

  private:
    static constexpr std::size_t kMost = 100'000;
    static constexpr std::size_t kLongest = 2048;

    mutable std::mutex mutex_;  // guards requests_
    std::unordered_map<std::string, std::string> requests_;
};

}  // namespace syncgate::activesync
