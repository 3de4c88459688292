#include "protocols/activesync/sync/filter.h"

#include <algorithm>

#include "model/ids.h"

namespace syncgate::activesync {
namespace {

constexpr UnixSeconds kDay = 86'400;

// Days back for each FilterType; 0: everything.
constexpr int kDays[] = {0, 1, 3, 7, 14, 31, 92, 183};
constexpr int kIncompleteTasks = 8;

// The values beside 0 that a class knows, from and to.
struct Range {
    ItemClass item_class;
    int first, last;
};
constexpr Range kRanges[] = {
    {ItemClass::kMail, 1, 5},
    {ItemClass::kEvent, 4, 7},
    {ItemClass::kTask, kIncompleteTasks, kIncompleteTasks},
};

}  // namespace

std::optional<std::int64_t> window_edge(ItemClass item_class, int filter_type, UnixSeconds now) {
    const auto* range =
        std::find_if(std::begin(kRanges), std::end(kRanges),
                     [&](const Range& each) { return each.item_class == item_class; });
    if (filter_type == 0 || range == std::end(kRanges)) {
        return kMinKey;
    }
    if (filter_type < range->first || filter_type > range->last) {
        return std::nullopt;
    }
    if (filter_type == kIncompleteTasks) {
        return 1;  // the sort key of a task that is open
    }
    return (now / kDay - kDays[filter_type]) * kDay;
}

}  // namespace syncgate::activesync
