#include "adapters/learn_command.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <signal.h>

#include "tests/unit/store/temp_folder.h"

namespace syncgate::adapters {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

MailText text_of(const std::string& text) {
    return {text.size(), [&text](std::uint64_t begin, std::uint64_t end) {
                return Result(text.substr(begin, end - begin));
            }};
}

class LearnCommandTest : public testing::Test {
  protected:
    void SetUp() override { signal(SIGPIPE, SIG_IGN); }
    void TearDown() override { signal(SIGPIPE, SIG_DFL); }
    std::string path(const char* name) { return (folder_.path() / name).string(); }
    std::string content(const char* name) {
        std::ostringstream text;
        text << std::ifstream(path(name)).rdbuf();
        return text.str();
    }
    // As spam, by this command.
    Result<void> learn(const std::string& line, const std::string& text = "x",
                       std::chrono::milliseconds most = 30s) {
        LearnCommand filter({line, "", most});
        return filter.learn(text_of(text), true, "u1@example.org", {});
    }

    TempFolder folder_;
};

TEST_F(LearnCommandTest, GivesTheMessageAndTheAccountToTheCommandOfItsKind) {
    LearnCommand filter(
        {"cat > " + path("spam"),
         "cat > " + path("ham") + "; printf %s \"$SYNCGATE_ACCOUNT\" > " + path("account")});
    std::string large = "Subject: x\r\n\r\n";
    for (int i = 0; i < 100'000; ++i) {
        large += std::to_string(i) + "\r\n";
    }
    ASSERT_TRUE(filter.learn(text_of(large), true, "u1@example.org", {}));
    EXPECT_EQ(content("spam"), large);
    EXPECT_FALSE(std::filesystem::exists(path("ham")));
    ASSERT_TRUE(filter.learn(text_of("ham"), false, "a'b$(c)@example.org", {}));
    EXPECT_EQ(content("ham"), "ham");
    EXPECT_EQ(content("account"), "a'b$(c)@example.org");
}

TEST_F(LearnCommandTest, WithoutACommandNobodyIsTold) {
    LearnCommand filter({"", "exit 1"});
    EXPECT_TRUE(filter.learn(text_of("x"), true, "u1@example.org", {}));
    EXPECT_FALSE(filter.learn(text_of("x"), false, "u1@example.org", {}));
}

TEST_F(LearnCommandTest, TellsWhyACommandFailed) {
    const auto failed = learn("echo no such server >&2; exit 3");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(failed.error().detail, "status 3: no such server");
    EXPECT_THAT(learn("kill -TERM $$").error().detail, HasSubstr("signal 15"));
    EXPECT_THAT(learn("exec /no/such/program").error().detail, HasSubstr("status 127"));
    const auto long_one = learn("yes | head -c 1000000; exit 1");
    EXPECT_LT(long_one.error().detail.size(), 300U);
}

TEST_F(LearnCommandTest, ACommandNeedNotReadItsInput) {
    EXPECT_TRUE(learn("exit 0", std::string(1'000'000, 'x')));
    EXPECT_TRUE(learn("exec <&-; exit 0", std::string(1'000'000, 'x')));
}

TEST_F(LearnCommandTest, WhatTakesTooLongIsGivenUp) {
    const auto late = learn("exec sleep 600", "x", 1ms);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().detail, "it took too long");
}

// Half a minute at most.
void wait_until(const std::function<bool()>& is_so) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!is_so() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
}

// Or a zombie that its new parent has not buried yet.
bool is_gone(const std::string& process) {
    std::ifstream stat("/proc/" + process + "/stat");
    std::string number;
    std::string name;
    std::string state;
    return !(stat >> number >> name >> state) || state == "Z" || state == "X";
}

TEST_F(LearnCommandTest, AStopKillsItWithAllThatItStarted) {
    LearnCommand filter({"sleep 600 & printf %s $! > " + path("part") + "; mv " + path("part") +
                             " " + path("child") + "; wait",
                         ""});
    Result<void> stopped;
    std::jthread working([&](const std::stop_token& stop) {
        stopped = filter.learn(text_of("x"), true, "u1@example.org", stop);
    });
    wait_until([&] { return std::filesystem::exists(path("child")); });
    const auto child = content("child");
    EXPECT_FALSE(is_gone(child));
    working.request_stop();
    working.join();
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().detail, "it was to stop");
    wait_until([&] { return is_gone(child); });
    EXPECT_TRUE(is_gone(child));
}

TEST_F(LearnCommandTest, TheInputsErrorIsItsOwn) {
    LearnCommand filter({"cat > /dev/null", ""});
    const MailText broken{10, [](std::uint64_t, std::uint64_t) -> Result<std::string> {
                              return Error{ErrorCode::kInternal, "no bytes"};
                          }};
    const auto failed = filter.learn(broken, true, "u1@example.org", {});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().detail, "no bytes");
}

TEST_F(LearnCommandTest, ACommandHasNoneOfOurFilesAndTheUsualSignals) {
    const std::ifstream open_here("/proc/self/stat");
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const auto looked =
        learn("readlink /proc/$$/fd/* > " + path("files") + "; grep SigBlk /proc/self/status > " +
              path("blocked") + "; kill -PIPE $$");
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    EXPECT_THAT(content("files"), testing::Not(HasSubstr("/stat")));
    EXPECT_THAT(content("files"), HasSubstr("pipe:"));
    EXPECT_EQ(content("blocked"), "SigBlk:\t0000000000000000\n");
    ASSERT_FALSE(looked);
    EXPECT_THAT(looked.error().detail, HasSubstr("signal 13"));
}

}  // namespace
}  // namespace syncgate::adapters
