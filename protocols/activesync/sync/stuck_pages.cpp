#include "protocols/activesync/sync/stuck_pages.h"

#include <algorithm>

namespace syncgate::activesync {

StuckPages::Advice StuckPages::asked(const Place& place, std::string_view key, int window) {
    const UnixMillis now = clock_.now_millis();
    const std::lock_guard lock(mutex_);
    if (tracks_.size() >= kMost && !tracks_.contains(place)) {
        tracks_.erase(tracks_.begin());  // it will be found again if it is stuck
    }
    Track& track = tracks_[place];
    if (track.key != key) {
        track.key = key;
        track.tries = track.alone = 0;
        track.narrow = std::max(0, track.narrow - 1);
    }
    if (++track.tries > kTries) {
        track.narrow = std::max(track.narrow, track.count);
    }
    if (track.narrow == 0 || window <= 0) {
        return {window, false};
    }
    if (track.tries > kTries && track.alone++ == 0) {
        track.since = now;
    }
    return {1, track.alone > kTriesAlone && now - track.since >= kPatience * 1000};
}

void StuckPages::answered(const Place& place, int count) {
    const std::lock_guard lock(mutex_);
    const auto it = tracks_.find(place);
    if (it == tracks_.end()) {
        return;
    }
    it->second.count = count;
    if (count == 0) {
        tracks_.erase(it);  // at rest
    }
}

}  // namespace syncgate::activesync
