#include "tests/unit/protocols/activesync/sync/sync_world.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>

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
    for (const auto* name :
         {"crashes", "lost answers", "doubled", "late", "restarts", "pages", "riders"}) {
        EXPECT_GT(world.counts().at(name), 20) << name;
    }
    EXPECT_GT(world.counts().at("compared"), 2000);
}

class PlantedMistake : public testing::TestWithParam<NamedMistake> {};

TEST_P(PlantedMistake, IsFound) {
    const auto [what, when] = walk(1, 300'000, GetParam().mistake);
    EXPECT_NE(what, "") << "a world that can't see this mistake proves nothing";
    RecordProperty("step", std::to_string(when));
    RecordProperty("violation", what);
}

INSTANTIATE_TEST_SUITE_P(Each, PlantedMistake, testing::ValuesIn(kMistakes), [](const auto& named) {
    std::string name(named.param.name);
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(PlantedMistakes, AreAllThatTheModelNames) {
    std::ifstream model(SYNCGATE_SOURCE_DIR "/docs/sync_model/model.py");
    const std::regex row(R"re(^    "([a-z-]+)": ".*)re");
    int count = 0;
    for (std::string line; std::getline(model, line);) {
        if (std::smatch match; std::regex_match(line, match, row)) {
            ++count;
            EXPECT_TRUE(find_mistake(match[1].str())) << line;
        }
    }
    EXPECT_EQ(count, 17);
}

}  // namespace
}  // namespace syncgate::activesync
