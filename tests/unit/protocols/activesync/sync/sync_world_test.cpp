#include "tests/unit/protocols/activesync/sync/sync_world.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

constexpr long kEpoch = 20'000;  // steps in one world

// The first violation in `steps` steps, and when it came; "" for none.
std::pair<std::string, long> walk(std::uint64_t seed, long steps, Mistake mistake) {
    for (long done = 0; done < steps;) {
        SyncWorld world(seed * 1'000'003 + static_cast<std::uint64_t>(done), mistake);
        try {
            for (long i = 0; i < kEpoch && done < steps; ++i, ++done) {
                world.step();
            }
        } catch (const Violation& violation) {
            return {violation.what(), done};
        }
    }
    return {};
}

// SYNC_WORLD_STEPS makes it longer.
TEST(SyncWorld, NoDeviceIsEverWrong) {
    const char* given = std::getenv("SYNC_WORLD_STEPS");
    const long steps = given == nullptr ? 200'000 : std::strtol(given, nullptr, 10);
    const auto [what, when] = walk(1, steps, Mistake::kNone);
    EXPECT_EQ(what, "") << "at step " << when << " of seed 1";
}

TEST(SyncWorld, HappensToMeetEveryFault) {
    SyncWorld world(7);
    for (int i = 0; i < 20'000; ++i) {
        world.step();
    }
    for (const auto* name : {"crashes", "lost answers", "doubled", "late", "restarts", "pages"}) {
        EXPECT_GT(world.counts().at(name), 20) << name;
    }
    EXPECT_GT(world.counts().at("compared"), 2000);
}

struct Planted {
    const char* name;
    Mistake mistake;
};
constexpr Planted kPlanted[] = {
    {"EnterByModseq", Mistake::kEnterByModseq},
    {"NoSubcursor", Mistake::kNoSubcursor},
    {"Tie", Mistake::kTie},
    {"Edge", Mistake::kEdge},
    {"OwnHides", Mistake::kOwnHides},
    {"OwnGone", Mistake::kOwnGone},
    {"OwnBelow", Mistake::kOwnBelow},
    {"KeyNow", Mistake::kKeyNow},
    {"CompactM", Mistake::kCompactM},
    {"JournalLate", Mistake::kJournalLate},
    {"SelfConflict", Mistake::kSelfConflict},
    {"ConflictChange", Mistake::kConflictChange},
    {"NoCarry", Mistake::kNoCarry},
    {"StateOnly", Mistake::kStateOnly},
};

class PlantedMistake : public testing::TestWithParam<Planted> {};

TEST_P(PlantedMistake, IsFound) {
    const auto [what, when] = walk(1, 400'000, GetParam().mistake);
    EXPECT_NE(what, "") << "a world that can't see this mistake proves nothing";
    RecordProperty("step", std::to_string(when));
    RecordProperty("violation", what);
}

INSTANTIATE_TEST_SUITE_P(Each, PlantedMistake, testing::ValuesIn(kPlanted),
                         [](const auto& named) { return std::string(named.param.name); });

}  // namespace
}  // namespace syncgate::activesync
