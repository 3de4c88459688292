// The executable specification and the engine say the same, command by command.
#include "tests/unit/protocols/activesync/sync/model_replay.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace syncgate::activesync::model_world {
namespace {

// SYNC_MODEL_RECORDING names another one (script/replay_model makes it).
TEST(ModelReplay, GivesTheSameCommandsInTheSameOrder) {
    const char* given = std::getenv("SYNC_MODEL_RECORDING");
    const std::string path =
        given != nullptr ? given : SYNCGATE_SOURCE_DIR "/tests/data/sync_model_recording.txt";
    std::ifstream recording(path);
    ASSERT_TRUE(recording) << path;
    ModelReplay replay;
    ASSERT_NO_THROW(replay.run(recording));
    EXPECT_GT(replay.requests(), 1000);
    EXPECT_GT(replay.commands(), 1000);
    std::printf("%ld worlds, %ld requests, %ld commands\n", replay.worlds(), replay.requests(),
                replay.commands());
}

TEST(ModelReplay, NoticesACommandTooFewAndAnotherOrder) {
    // The newest come first.
    const std::string start =
        "world 1 mail\n? 0 0 0 9 0 1 1 0\n! 1 1 0\nw\n+ 0 1 7 1 0\n+ 0 2 7 2 0\n"
        "? 0 0 1 9 0 1 1 0\n";
    for (const auto* answer : {"! 1 2 0 A2\n", "! 1 2 0 A1 A2\n", "! 1 2 1 A2 A1\n", "! 3 0 0\n"}) {
        std::istringstream recording(start + answer);
        EXPECT_THROW(ModelReplay().run(recording), Violation) << answer;
    }
    std::istringstream recording(start + "! 1 2 0 A2 A1\n");
    EXPECT_NO_THROW(ModelReplay().run(recording));
}

}  // namespace
}  // namespace syncgate::activesync::model_world
