// Who gets mail for an address, remembered as long as the directory does not change: nearly every
// message is for somebody who got one before. Only what was found is kept, of at most kMost
// addresses as they were written.
//
// Thread-safe; nothing waits under its lock.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/directory.h"

namespace syncgate::store {

class Recipients {
  public:
    static constexpr std::size_t kMost = 10'000;

    // Which state the directory is in. Taken before it is read for remember().
    [[nodiscard]] std::uint64_t state() const;
    // Nothing happens when the directory has changed since `state`.
    void remember(std::string_view address, const AccountRecord& record, std::uint64_t state);
    [[nodiscard]] std::optional<AccountRecord> recall(std::string_view address) const;
    // The directory has changed.
    void forget();

  private:
    mutable std::mutex mutex_;  // guards all below
    std::uint64_t state_ = 0;
    std::unordered_map<std::string, AccountRecord> found_;
};

}  // namespace syncgate::store
