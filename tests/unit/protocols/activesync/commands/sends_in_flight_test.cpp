#include "protocols/activesync/commands/sends_in_flight.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

constexpr std::chrono::milliseconds kAtOnce{0};

TEST(SendsInFlight, GiveATurnToOneAtATime) {
    SendsInFlight sends;
    {
        const auto first = sends.begin("a", kAtOnce);
        ASSERT_TRUE(first);
        EXPECT_FALSE(sends.begin("a", kAtOnce));
        EXPECT_TRUE(sends.begin("b", kAtOnce));
    }
    EXPECT_TRUE(sends.begin("a", kAtOnce));
}

TEST(SendsInFlight, RememberWhatTheRelayTookUntilItIsKept) {
    SendsInFlight sends;
    EXPECT_FALSE(sends.begin("a", kAtOnce)->relayed());
    sends.begin("a", kAtOnce)->set_relayed("digest");
    EXPECT_EQ(sends.begin("a", kAtOnce)->relayed(), "digest");
    EXPECT_FALSE(sends.begin("b", kAtOnce)->relayed());
    sends.begin("a", kAtOnce)->kept();
    EXPECT_FALSE(sends.begin("a", kAtOnce)->relayed());
}

}  // namespace
}  // namespace syncgate::activesync
