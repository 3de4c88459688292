#include "protocols/activesync/sync/filter.h"

#include "model/ids.h"

namespace syncgate::activesync {
namespace {

constexpr UnixSeconds kDay = 86'400;

// Days back for each FilterType; 0: everything.
constexpr int kDays[] = {0, 1, 3, 7, 14, 31, 92, 183};
constexpr int kIncompleteTasks = 8;

// The values that a class knows, from and to.
struct Range {
    ItemClass item_class;
    int first, last;
};
constexpr Range kRanges[] = {
    {ItemClass::kMail, 0, 5},
    {ItemClass::kEvent, 0, 7},
};

}  // namespace

std::optional<std::int64_t> window_edge(ItemClass item_class, int filter_type, UnixSeconds now) {
    if (item_class == ItemClass::kTask && filter_type == kIncompleteTasks) {
        return 1;
    }
    for (const auto& range : kRanges) {
        if (range.item_class == item_class && filter_type > range.last) {
            return std::nullopt;
        }
        if (range.item_class == item_class && filter_type > 0) {
            return (now / kDay - kDays[filter_type]) * kDay;
        }
    }
    if (filter_type != 0) {
        return std::nullopt;
    }
    return kMinKey;
}

}  // namespace syncgate::activesync
