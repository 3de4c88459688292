// How often a device may ask, and whether it gets anywhere: one that hammers, or goes in circles,
// pauses for some minutes and is then let in by itself.
//
// Three buckets a device, which fill again over an hour. An answered Sync that brought items costs
// nothing, however many there are, so that a phone may fetch a whole mailbox as fast as it can.
// Kept in memory alone: a restart forgives.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"

namespace syncgate::activesync {

// An hour; 0: no limit. No honest phone comes near: the worst of them polls each minute (60
// repeats), and one that was restored starts each of its folders once or twice (no, or one reset
// each).
struct PaceLimits {
    std::int64_t requests = 3000;  // that brought nothing
    std::int64_t repeats = 120;    // the same bytes as one of its last requests
    std::int64_t resets = 100;     // a folder started from key 0 once more
};

// Why a device pauses, in the words of X-MS-ASThrottle. Source: MS-ASHTTP 2.2.1.2 (503).
struct Pause {
    std::string_view reason;  // "CommandFrequency", "RecentCommands", "SyncCommands"
    UnixSeconds seconds = 0;  // that are left of it
    bool is_news = false;     // the first in a while: worth a line in the log
};

// A request that was answered.
struct Paced {
    std::uint64_t digest = 0;  // of all that it said
    bool is_reset = false;     // key 0
    bool may_repeat = false;   // the same again and again is how it is meant (Ping)
    bool moved_on = false;     // its answer brought something
};

// Thread-safe; bounded in memory.
class Pace {
  public:
    Pace(const Clock& clock, PaceLimits limits) : clock_(clock), limits_(limits) {}

    // The pause that the device is in; nullopt: it may ask.
    std::optional<Pause> paused(AccountId account, std::string_view device);

    // Counts a request that was answered; the pause that begins with it, if one does.
    std::optional<Pause> count(AccountId account, std::string_view device, const Paced& request);

    // For tests.
    [[nodiscard]] std::size_t devices();

    static constexpr UnixSeconds kPause = 180;
    static constexpr std::size_t kMost = 50'000;

  private:
    struct Bucket {
        double used = 0;  // of its limit
        UnixMillis at = 0;
    };
    // The last digests, the newest overwriting the oldest.
    struct Ring {
        std::vector<std::uint64_t> digests;
        std::size_t next = 0;

        // Whether it was there; it is now.
        bool meet(std::uint64_t digest, std::size_t most);
    };
    struct Track {
        Bucket requests, repeats, resets;
        Ring recent, restarted;
        std::string_view reason;
        UnixMillis paused_until = 0, seen = 0;
    };

    // Takes one; whether that was one too many.
    static bool overflows(Bucket& bucket, std::int64_t limit, UnixMillis now);
    std::string_view charge(Track& track, const Paced& request, UnixMillis now) const;
    // Null when there is no room for one more device.
    Track* track_of(AccountId account, std::string_view device, UnixMillis now);

    const Clock& clock_;
    const PaceLimits limits_;
    std::mutex mutex_;  // guards all below
    std::unordered_map<std::string, Track> tracks_;
    UnixMillis swept_ = 0;
};

}  // namespace syncgate::activesync
