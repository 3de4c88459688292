#include "protocols/activesync/sync/filter.h"

#include <gtest/gtest.h>

#include "model/ids.h"

namespace syncgate::activesync {
namespace {

constexpr UnixSeconds kDay = 86'400;
constexpr UnixSeconds kMidnight = 20'000 * kDay;
constexpr UnixSeconds kNow = kMidnight + 12'345;

struct Row {
    ItemClass item_class;
    int filter;
    std::optional<std::int64_t> edge;
};

// MS-ASCMD 2.2.3.68.2: what each class knows.
const Row kRows[] = {
    {ItemClass::kMail, 0, kMinKey},
    {ItemClass::kMail, 1, kMidnight - 1 * kDay},
    {ItemClass::kMail, 2, kMidnight - 3 * kDay},
    {ItemClass::kMail, 3, kMidnight - 7 * kDay},
    {ItemClass::kMail, 4, kMidnight - 14 * kDay},
    {ItemClass::kMail, 5, kMidnight - 31 * kDay},
    {ItemClass::kMail, 6, std::nullopt},
    {ItemClass::kMail, 8, std::nullopt},
    {ItemClass::kEvent, 0, kMinKey},
    {ItemClass::kEvent, 1, std::nullopt},
    {ItemClass::kEvent, 4, kMidnight - 14 * kDay},
    {ItemClass::kEvent, 6, kMidnight - 92 * kDay},
    {ItemClass::kEvent, 7, kMidnight - 183 * kDay},
    {ItemClass::kEvent, 8, std::nullopt},
    {ItemClass::kTask, 0, kMinKey},
    {ItemClass::kTask, 8, 1},
    {ItemClass::kTask, 3, std::nullopt},
    {ItemClass::kContact, 0, kMinKey},
    {ItemClass::kContact, 3, kMinKey},  // has no filter: one that is sent says nothing
};

TEST(Filter, GivesEachClassItsEdge) {
    for (const auto& row : kRows) {
        EXPECT_EQ(window_edge(row.item_class, row.filter, kNow), row.edge)
            << static_cast<int>(row.item_class) << " " << row.filter;
    }
}

TEST(Filter, MovesOnlyAtMidnight) {
    const auto edge = [](UnixSeconds now) { return window_edge(ItemClass::kMail, 1, now); };
    EXPECT_EQ(edge(kMidnight), edge(kMidnight + kDay - 1));
    EXPECT_EQ(*edge(kMidnight) + kDay, *edge(kMidnight + kDay));
}

}  // namespace
}  // namespace syncgate::activesync
