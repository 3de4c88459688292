// docs/activesync.md says what the program does.
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "base/limits.h"
#include "protocols/activesync/commands/command.h"
#include "protocols/activesync/version.h"

namespace syncgate::activesync {
namespace {

using testing::HasSubstr;

std::string page() {
    std::ostringstream content;
    content << std::ifstream(SYNCGATE_SOURCE_DIR "/docs/activesync.md").rdbuf();
    return content.str();
}

std::string row(const Command& command) {
    const std::string since(to_string(command.since));
    const std::string versions = command.until == Version::k16_1
                                     ? "from " + since
                                     : since + " to " + std::string(to_string(command.until));
    return "| `" + std::string(command.name) + "` | " + versions + " | " +
           (command.needs_policy ? "yes" : "no") + " | " +
           (command.run != nullptr ? "yes" : "refused") + " |\n";
}

TEST(SupportPage, HasEachCommandAsTheProgramKnowsIt) {
    std::string table;
    for (const auto& command : commands()) {
        table += row(command);
    }
    EXPECT_THAT(page(), HasSubstr(table));
}

TEST(SupportPage, NamesTheOfferedVersions) {
    EXPECT_THAT(page(), HasSubstr("`" + std::string(offered_versions()) + "`"));
}

TEST(SupportPage, NamesTheLimitsOfPingAndSync) {
    EXPECT_THAT(page(), HasSubstr(std::to_string(limits::kHeartbeatMin) + " to " +
                                  std::to_string(limits::kHeartbeatMax) + " s"));
    EXPECT_THAT(page(), HasSubstr("at most " + std::to_string(limits::kPingFolders) + " folders"));
    EXPECT_THAT(page(), HasSubstr("at most " + std::to_string(limits::kWindowSizeMax) + " "));
}

}  // namespace
}  // namespace syncgate::activesync
