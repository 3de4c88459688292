// The administrator's guide and the program say the same.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "base/text.h"
#include "gateway/config.h"
#include "gateway/program_commands.h"

namespace syncgate {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path kRoot = SYNCGATE_SOURCE_DIR;

std::string read(const fs::path& file) {
    std::ostringstream content;
    content << std::ifstream(file).rdbuf();
    return content.str();
}

std::string guide() {
    return read(kRoot / "docs" / "administration.md");
}

// Event to level, as `pattern` finds them: (level, event).
using Events = std::map<std::string, std::set<std::string>>;

struct Source {
    std::string name, text;
};
std::vector<Source> sources() {
    std::vector<Source> found;
    for (const char* folder :
         {"base", "formats", "model", "store", "certs", "adapters", "protocols", "gateway"}) {
        for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
            if (entry.path().extension() == ".cpp" || entry.path().extension() == ".h") {
                found.push_back({entry.path().string(), read(entry.path())});
            }
        }
    }
    return found;
}

Events events_in_code() {
    static const std::regex kCall(R"(\blog_?(?:\(\))?\.(warning|error)\(\s*"([a-z0-9_]+)\")");
    Events found;
    for (const auto& [name, text] : sources()) {
        for (std::sregex_iterator it(text.begin(), text.end(), kCall), end; it != end; ++it) {
            found[(*it)[2]].insert((*it)[1]);
        }
    }
    return found;
}

Events events_in_guide() {
    static const std::regex kRow(R"(^\| `([a-z0-9_]+)` \| (warning|error) \| [^|]+ \| [^|]+ \|$)");
    Events found;
    const std::string text = guide();
    for (const auto line : split(text, '\n')) {
        std::match_results<std::string_view::const_iterator> row;
        if (std::regex_match(line.begin(), line.end(), row, kRow)) {
            found[row[1]].insert(row[2]);
        }
    }
    return found;
}

TEST(AdministrationGuide, ListsEveryWarningAndErrorAndNoOther) {
    const Events code = events_in_code();
    EXPECT_GT(code.size(), 20U);
    EXPECT_EQ(events_in_guide(), code);
}

// An event that is no constant in its call can't be found by the test above.
TEST(AdministrationGuide, EveryEventIsAConstantWhereItIsLogged) {
    static const std::regex kComputed(R"(\blog_?(?:\(\))?\.(?:warning|error)\(\s*[^"\s])");
    for (const auto& [name, text] : sources()) {
        EXPECT_FALSE(std::regex_search(text, kComputed)) << name;
    }
}

TEST(AdministrationGuide, ShowsTheConfigurationAsTheProgramDoes) {
    EXPECT_THAT(guide(), HasSubstr("```toml\n" + show_config(Config{}) + "```\n"));
}

TEST(AdministrationGuide, NamesEveryCommand) {
    const std::string text = guide();
    for (const auto& command : program_commands()) {
        EXPECT_THAT(text, HasSubstr("`" + std::string(command.name))) << command.name;
    }
}

}  // namespace
}  // namespace syncgate
