// Messages that are on their way out. A repetition that comes while the first is with the relay
// waits for it; one that comes after the relay took the message, but before that could be written
// down, does not go to the relay again.
//
// Memory of this process only: what a kill between the relay's yes and our commit means stands in
// docs/decisions/0008-sending-once.md.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace syncgate::activesync {

// Thread-safe.
class SendsInFlight {
  public:
    // The right to send what `key` names; given back when it is destroyed.
    class Turn {
      public:
        Turn(SendsInFlight& owner, std::string key) : owner_(&owner), key_(std::move(key)) {}
        Turn(Turn&& other) noexcept
            : owner_(std::exchange(other.owner_, nullptr)), key_(std::move(other.key_)) {}
        Turn& operator=(Turn&&) = delete;
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn();

        // The digest of the message that the relay took in an earlier turn which could not be
        // kept; nullopt: it took none.
        [[nodiscard]] std::optional<std::string> relayed() const;
        void set_relayed(const std::string& digest);
        // It stands in the store now.
        void kept();

      private:
        SendsInFlight* owner_;  // null: moved from
        std::string key_;
    };

    // nullopt when another turn of the same key has not ended after `wait`.
    std::optional<Turn> begin(const std::string& key, std::chrono::milliseconds wait);

  private:
    static constexpr std::size_t kMostRelayed = 10'000;

    std::mutex mutex_;  // guards all below
    std::condition_variable ended_;
    std::unordered_set<std::string> busy_;
    std::unordered_map<std::string, std::string> relayed_;  // key -> digest
    std::deque<std::string> relayed_order_;  // the oldest first; may name what is kept by now
};

}  // namespace syncgate::activesync
