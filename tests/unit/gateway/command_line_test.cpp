#include "gateway/command_line.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "base/text.h"
#include "gateway/program_commands.h"
#include "store/directory.h"
#include "store/store.h"
#include "tests/unit/store/temp_folder.h"

namespace syncgate {
namespace {

using testing::HasSubstr;

struct Done {
    int status = -1;
    std::string out, err;
};

Done run(const std::vector<std::string>& arguments) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Done done;
    done.status = run_program(arguments);
    done.out = testing::internal::GetCapturedStdout();
    done.err = testing::internal::GetCapturedStderr();
    return done;
}

TEST(CommandLine, HelpNamesEveryCommandAndEachTeachesByExample) {
    const auto all = run({"--help"});
    EXPECT_EQ(all.status, 0);
    for (const auto& command : program_commands()) {
        EXPECT_THAT(all.out, HasSubstr(std::string(command.name)));
        std::vector<std::string> words;
        for (const auto word : split(command.name, ' ')) {
            words.emplace_back(word);
        }
        auto asked = words;
        asked.emplace_back("--help");
        const auto one = run(asked);
        EXPECT_EQ(one.status, 0) << command.name;
        EXPECT_THAT(one.out, HasSubstr("usage: syncgate"));
        EXPECT_THAT(one.out, HasSubstr("\n  ")) << "an example of " << command.name;
        words.insert(words.begin(), "help");
        EXPECT_EQ(run(words).out, one.out);
    }
}

TEST(CommandLine, EveryOptionIsExplainedAndEveryExplainedOptionIsTaken) {
    for (const auto& command : program_commands()) {
        for (auto option : split(command.options, ' ')) {
            if (option.ends_with('=')) {
                option.remove_suffix(1);
            }
            EXPECT_THAT(std::string(command.arguments), HasSubstr(std::string(option)))
                << command.name;
        }
        std::string_view left = command.arguments;
        for (auto at = left.find("--"); at != std::string_view::npos; at = left.find("--")) {
            left.remove_prefix(at);
            const auto option = left.substr(0, left.find_first_of(" ]"));
            EXPECT_THAT(std::string(command.options), HasSubstr(std::string(option)))
                << command.name;
            left.remove_prefix(option.size());
        }
    }
}

TEST(CommandLine, WhatIsWrongIsSaidAndIsTwo) {
    struct Row {
        std::vector<std::string> arguments;
        const char* said;
    };
    const Row rows[] = {
        {{}, "usage"},
        {{"nonsense"}, "there is no command nonsense"},
        {{"account"}, "account add"},
        {{"account", "nonsense"}, "account add"},
        {{"account", "add"}, "too few arguments"},
        {{"domain", "list", "more"}, "too many arguments"},
        {{"serve", "--nonsense"}, "there is no option --nonsense"},
        {{"serve", "--https"}, "--https wants a value"},
        {{"--data"}, "--data wants a value"},
    };
    for (const auto& row : rows) {
        const auto done = run(row.arguments);
        EXPECT_EQ(done.status, 2) << row.said;
        EXPECT_THAT(done.err, HasSubstr(row.said));
        EXPECT_EQ(done.out, "") << row.said;
    }
}

TEST(CommandLine, TheVersionIsANumber) {
    EXPECT_THAT(run({"--version"}).out,
                testing::MatchesRegex("syncgate [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(CommandLine, CommandsWorkOnTheFolderThatIsGivenWhereverItStands) {
    const TempFolder folder;
    const std::string data = folder.path() / "data";
    EXPECT_EQ(run({"--data", data, "domain", "add", "example.org"}).status, 0);
    EXPECT_EQ(run({"domain", "list", "--data=" + data}).out, "example.org\n");
    EXPECT_EQ(run({"domain", "--data", data, "list"}).out, "example.org\n");
    const auto twice = run({"--data", data, "domain", "add", "Example.org"});
    EXPECT_EQ(twice.status, 1);
    EXPECT_THAT(twice.err, HasSubstr("example.org"));
}

TEST(CommandLine, AFolderThatIsNotThereIsNamedAndNotMade) {
    const TempFolder folder;
    const std::string data = folder.path() / "none" / "data";
    for (const std::vector<std::string>& command : {std::vector<std::string>{"account", "list"},
                                                    {"domain", "add", "example.org"},
                                                    {"check"}}) {
        auto words = command;
        words.insert(words.begin(), {"--data", data});
        const auto done = run(words);
        EXPECT_EQ(done.status, 1) << command[0];
        EXPECT_THAT(done.err, HasSubstr(data));
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "none"));
}

// A data folder with u1@example.org.
void make_account(const std::filesystem::path& data) {
    const SystemClock clock;
    NullLog log;
    auto store = store::Store::open(data, {clock, log});
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)->directory().add_domain("example.org"));
    ASSERT_TRUE((*store)->create_account("u1@example.org", "hash"));
}

TEST(CommandLine, WhatIsImportedComesOutAgainByteForByte) {
    const TempFolder folder;
    const std::string data = folder.path() / "data";
    make_account(data);
    const std::string message = "Subject: one\r\n\r\nbody\r\n";
    std::ofstream(folder.path() / "1.eml") << message;
    const std::string source = folder.path() / "1.eml";
    const auto imported =
        run({"--data", data, "import", "u1", source, source, "--folder", "Projects/2026"});
    EXPECT_EQ(imported.status, 0) << imported.err;
    EXPECT_EQ(imported.out, "2 messages imported\n");
    const std::string target = folder.path() / "out";
    EXPECT_EQ(run({"--data", data, "export", "u1@example.org", target}).status, 0);
    for (const char* name : {"1.eml", "2.eml"}) {
        std::ostringstream content;
        content
            << std::ifstream(std::filesystem::path(target) / "Projects" / "2026" / name).rdbuf();
        EXPECT_EQ(content.str(), message);
    }
    EXPECT_THAT(run({"--data", data, "check"}).out, HasSubstr("no problems"));
}

TEST(CommandLine, AnImportNamesWhatItCouldNotTakeAndGoesOn) {
    const TempFolder folder;
    const std::string data = folder.path() / "data";
    make_account(data);
    const std::string good = folder.path() / "good.eml";
    std::ofstream(good) << "Subject: good\n\n";
    const std::string missing = folder.path() / "missing.eml";
    const auto done = run({"--data", data, "import", "u1", missing, good});
    EXPECT_EQ(done.status, 1);
    EXPECT_THAT(done.err, HasSubstr(missing));
    EXPECT_EQ(done.out, "1 messages imported, 1 not\n");
    const auto nobody = run({"--data", data, "import", "nobody@example.org", good});
    EXPECT_EQ(nobody.status, 1);
    EXPECT_THAT(nobody.err, HasSubstr("nobody@example.org"));
}

// What one user writes is not for the others of the machine.
TEST(CommandLine, TheStoreIsForItsOwnerAlone) {
    const TempFolder folder;
    const auto data = folder.path() / "data";
    ASSERT_EQ(run({"--data", data, "domain", "add", "example.org"}).status, 0);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
        using std::filesystem::perms;
        EXPECT_EQ(entry.status().permissions() & (perms::group_all | perms::others_all),
                  perms::none)
            << entry.path();
    }
}

}  // namespace
}  // namespace syncgate
