#include "protocols/activesync/sync/line.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::activesync {
namespace {

constexpr std::ptrdiff_t kUnconfirmed = 2;
constexpr Modseq kWorthAKey = 1000;  // changes of the account, which a later Sync walks over again

}  // namespace

Result<SyncLine> SyncLine::load(const store::Snapshot& snapshot, DeviceNumber device,
                                CollectionId collection) {
    store::Line stored = snapshot.line(device, collection);
    SyncLine line;
    line.confirmed_ = stored.confirmed;
    line.version_ = stored.version;
    for (const auto& row : stored.points) {
        auto point = from_row(row);
        if (!point) {
            return point.error();
        }
        if (point->options.empty()) {
            point->options = stored.options;  // written while a line had one for all its points
        }
        line.points_.push_back(*std::move(point));
    }
    return line;
}

bool SyncLine::save(store::Note& note, DeviceNumber device, CollectionId collection) {
    store::Line stored;
    stored.version = version_;
    stored.confirmed = confirmed_;
    for (const auto& point : points_) {
        stored.points.push_back(to_row(point));
    }
    if (!note.save_line(device, collection, stored)) {
        return false;
    }
    ++version_;
    return true;
}

SyncLine::Used SyncLine::use(std::int64_t key) {
    const auto by_key = [&](std::int64_t wanted) {
        return std::find_if(points_.begin(), points_.end(),
                            [&](const SyncPoint& point) { return point.key == wanted; });
    };
    const auto found = by_key(key);
    if (found == points_.end()) {
        return {};
    }
    if (key == confirmed_) {
        return {&*found, false};
    }
    if (const auto before = by_key(confirmed_); before != points_.end()) {
        found->confirm(*before);
    } else {
        found->confirm({});
    }
    SyncPoint kept = std::move(*found);
    points_.clear();
    points_.push_back(std::move(kept));
    confirmed_ = key;
    return {&points_.front(), true};
}

SyncPoint SyncLine::begin(Modseq highest) const {
    SyncPoint point = SyncPoint::initial(highest);
    const auto confirmed = std::find_if(points_.begin(), points_.end(), [&](const SyncPoint& each) {
        return each.key == confirmed_;
    });
    if (confirmed == points_.end()) {
        return point;
    }
    point.carry = confirmed->carry;
    SyncPoint used = point;
    used.confirm(*confirmed);
    if (is_overfull(used)) {  // else its key would be refused, and the device begin without end
        point.carry = {};
    }
    return point;
}

void SyncLine::issue(SyncPoint point) {
    points_.push_back(std::move(point));
    const auto unconfirmed = [&](const SyncPoint& each) { return each.key != confirmed_; };
    while (std::count_if(points_.begin(), points_.end(), unconfirmed) > kUnconfirmed) {
        points_.erase(std::find_if(points_.begin(), points_.end(), unconfirmed));
    }
}

void SyncLine::doubt(Uid uid, const CollectionView& view) {
    for (auto& point : points_) {
        if (const auto own = point.own.find(uid); own != point.own.end()) {
            own->second.stale = true;
            continue;
        }
        const auto low = view.lowest_key(uid, at(point.a, uid), at(point.m, uid));
        if (low && Position{*low, uid} >= point.bound) {
            point.own[uid] = {true, 0, true};
        }
    }
}

bool SyncLine::may_stay(const SyncPoint& confirmed, const SyncPoint& next) const {
    const bool answered = std::all_of(points_.begin(), points_.end(), [&](const SyncPoint& point) {
        return point.key == confirmed_;
    });
    return answered && confirmed.journal.empty() && next.bound == confirmed.bound &&
           next.own == confirmed.own && next.m.modseq - confirmed.m.modseq < kWorthAKey;
}

const SyncPoint* SyncLine::newest() const {
    return points_.empty() ? nullptr : &points_.back();
}

std::optional<std::int64_t> parse_sync_key(std::string_view text) {
    const auto number = parse_uint(text);
    if (!number || *number > static_cast<std::uint64_t>(kMaxKey)) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*number);
}

}  // namespace syncgate::activesync
