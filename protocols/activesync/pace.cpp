#include "protocols/activesync/pace.h"

#include <algorithm>

namespace syncgate::activesync {
namespace {

constexpr UnixMillis kHour = 3'600'000;
constexpr UnixMillis kMinute = 60'000;
constexpr UnixMillis kPauseMillis = Pace::kPause * 1000;
constexpr std::size_t kRecent = 16;
constexpr std::size_t kRestarted = 64;  // folders that a device starts again in turn

std::string key_of(AccountId account, std::string_view device) {
    return std::to_string(account) + " " + std::string(device);
}

UnixSeconds seconds_until(UnixMillis then, UnixMillis now) {
    return (then - now + 999) / 1000;
}

}  // namespace

bool Pace::Ring::meet(std::uint64_t digest, std::size_t most) {
    if (std::find(digests.begin(), digests.end(), digest) != digests.end()) {
        return true;
    }
    if (digests.size() < most) {
        digests.push_back(digest);
    } else {
        digests[next] = digest;
        next = (next + 1) % most;
    }
    return false;
}

bool Pace::overflows(Bucket& bucket, std::int64_t limit, UnixMillis now) {
    const auto most = static_cast<double>(limit);
    bucket.at = std::min(bucket.at, now);  // the clock was set back: it empties from now on
    const double drained = static_cast<double>(now - bucket.at) / kHour * most;
    bucket.used = std::max(0.0, bucket.used - drained) + 1;
    bucket.at = now;
    const bool over = limit != 0 && bucket.used > most;
    bucket.used = std::min(bucket.used, most);
    return over;
}

std::string_view Pace::charge(Track& track, const Paced& request, UnixMillis now) const {
    const bool again = track.recent.meet(request.digest, kRecent) && !request.may_repeat;
    const bool restarted = request.is_reset && track.restarted.meet(request.digest, kRestarted);
    std::string_view reason;
    if ((again || !request.moved_on) && overflows(track.requests, limits_.requests, now)) {
        reason = "CommandFrequency";
    }
    if (again && overflows(track.repeats, limits_.repeats, now)) {
        reason = "RecentCommands";
    }
    if (restarted && overflows(track.resets, limits_.resets, now)) {
        reason = "SyncCommands";
    }
    return reason;
}

Pace::Track* Pace::track_of(AccountId account, std::string_view device, UnixMillis now) {
    std::string key = key_of(account, device);
    if (tracks_.size() >= kMost && !tracks_.contains(key)) {
        if (now - swept_ > kMinute || now < swept_) {
            swept_ = now;
            std::erase_if(tracks_,
                          [&](const auto& entry) { return now - entry.second.seen > kHour; });
        }
        if (tracks_.size() >= kMost) {
            return nullptr;
        }
    }
    return &tracks_[std::move(key)];
}

std::optional<Pause> Pace::paused(AccountId account, std::string_view device) {
    const UnixMillis now = clock_.now_millis();
    const std::lock_guard lock(mutex_);
    const auto it = tracks_.find(key_of(account, device));
    if (it == tracks_.end() || it->second.paused_until <= now) {
        return std::nullopt;
    }
    Track& track = it->second;
    track.paused_until = std::min(track.paused_until, now + kPauseMillis);
    return Pause{track.reason, seconds_until(track.paused_until, now), false};
}

std::optional<Pause> Pace::count(AccountId account, std::string_view device, const Paced& request) {
    const UnixMillis now = clock_.now_millis();
    const std::lock_guard lock(mutex_);
    Track* track = track_of(account, device, now);
    if (track == nullptr) {
        return std::nullopt;
    }
    track->seen = now;
    const auto reason = charge(*track, request, now);
    if (reason.empty()) {
        return std::nullopt;
    }
    // Still at it since the last pause: that was said then.
    const bool is_news = track->paused_until == 0 || now - track->paused_until > kHour;
    track->reason = reason;
    track->paused_until = now + kPauseMillis;
    return Pause{reason, kPause, is_news};
}

std::size_t Pace::devices() {
    const std::lock_guard lock(mutex_);
    return tracks_.size();
}

}  // namespace syncgate::activesync
