// What the last look of each waiting device found: nothing, in collections whose highest modseq was
// then this. A Ping that asks the same while they stand there still is parked again without the
// store, on the event loop.
//
// Forgets at will: an absent entry costs one look.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/exchange.h"

namespace syncgate::activesync {

// Thread-safe.
class PingMemory {
  public:
    struct Look {
        std::string digest;  // of the request's body
        std::chrono::milliseconds wait{};
        std::string state;  // of the Park
        Watch watch;
        // As Waiting::highest() said after watch() and before the look; one for each collection
        // watched.
        std::vector<std::optional<Modseq>> highest;
    };

    void remember(AccountId account, const std::string& device, Look look);
    void forget(AccountId account, const std::string& device);

    // Park again for the same request (or one with an empty body), if nothing was published since.
    // Watches first, so that nothing is missed between.
    std::optional<Park> renew(AccountId account, const std::string& device,
                              std::string_view body_digest, bool empty_body, Waiting& waiting);

  private:
    static constexpr std::size_t kMost = 100'000;

    std::mutex mutex_;  // guards looks_
    std::unordered_map<std::string, Look> looks_;
};

}  // namespace syncgate::activesync
