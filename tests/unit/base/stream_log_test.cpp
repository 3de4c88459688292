#include "base/stream_log.h"

#include <sstream>
#include <streambuf>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"

namespace syncgate {
namespace {

using std::chrono_literals::operator""s;

// A stream that takes nothing until it is told to: a pipe that nobody reads.
class Stuck final : public std::stringbuf {
  public:
    void let_go() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void wait_until_asked() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return asked_; });
    }

  protected:
    std::streamsize xsputn(const char* bytes, std::streamsize size) override {
        std::unique_lock lock(mutex_);
        asked_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
        return std::stringbuf::xsputn(bytes, size);
    }

  private:
    std::mutex mutex_;  // guards the two below
    std::condition_variable changed_;
    bool open_ = false;
    bool asked_ = false;
};

// The only line of `out` without its time, which must be one.
std::string line_after_time(StreamLog& log, const std::ostringstream& out) {
    EXPECT_TRUE(log.flush(20s));
    const std::string text = out.str();
    const auto blank = text.find(' ');
    EXPECT_TRUE(parse_iso8601(text.substr(0, blank))) << text;
    EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
    return text.substr(blank + 1, text.size() - blank - 2);
}

TEST(Log, ALineHasTimeLevelEventAndFields) {
    std::ostringstream out;
    StreamLog log(out, LogLevel::kInfo);
    log.info("request", {{"account", "u1@example.org"}, {"status", 200}, {"ms", -3L}});
    EXPECT_EQ(line_after_time(log, out), "info request account=u1@example.org status=200 ms=-3");
}

struct Value {
    std::string_view value;
    std::string_view written;
};

constexpr Value kValues[] = {
    {"plain", "plain"},
    {"", "\"\""},
    {"two words", "\"two words\""},
    {"a=b", "\"a=b\""},
    {"say \"x\"", "\"say \\\"x\\\"\""},
    {"back\\slash", "\"back\\\\slash\""},
    {"\\x0a", "\"\\\\x0a\""},
    {"forged\r\nline", "forged\\x0d\\x0aline"},
    {"esc\x1b[0m\x7f", "esc\\x1b[0m\\x7f"},
    {"grüße", "grüße"},
};

TEST(Log, AValueNeverForgesALineOrAField) {
    for (const auto& row : kValues) {
        std::ostringstream out;
        StreamLog log(out, LogLevel::kDebug);
        log.error("event", {{"value", row.value}});
        EXPECT_EQ(line_after_time(log, out), "error event value=" + std::string(row.written));
    }
}

TEST(Log, LevelsBelowTheLeastAreDropped) {
    std::ostringstream out;
    StreamLog log(out, LogLevel::kWarning);
    log.debug("a");
    log.info("b");
    EXPECT_TRUE(log.flush(20s));
    EXPECT_EQ(out.str(), "");
    log.warning("c");
    EXPECT_EQ(line_after_time(log, out), "warning c");
}

TEST(Log, LinesOfSeveralThreadsStayWhole) {
    std::ostringstream out;
    StreamLog log(out, LogLevel::kInfo);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&log] {
                for (int n = 0; n < 200; ++n) {
                    log.info("event", {{"field", std::string(50, 'x')}});
                }
            });
        }
    }
    EXPECT_TRUE(log.flush(20s));
    const std::string written = out.str();
    const auto lines = split(written, '\n');
    ASSERT_EQ(lines.size(), 801U);
    for (std::size_t i = 0; i < 800; ++i) {
        EXPECT_TRUE(lines[i].ends_with(" info event field=" + std::string(50, 'x'))) << lines[i];
    }
}

TEST(Log, WhatWasSaidIsWrittenBeforeItEnds) {
    std::ostringstream out;
    { StreamLog(out, LogLevel::kInfo).info("last"); }
    EXPECT_NE(out.str().find(" info last\n"), std::string::npos);
}

TEST(Log, AReaderThatHasStoppedHoldsUpNobodyWhoSpeaks) {
    Stuck stuck;
    std::ostream out(&stuck);
    StreamLog log(out, LogLevel::kInfo);
    for (int i = 0; i < 1000; ++i) {
        log.info("event");
    }
    EXPECT_FALSE(log.flush(std::chrono::milliseconds(0)));
    stuck.let_go();
    EXPECT_TRUE(log.flush(20s));
    EXPECT_EQ(split(stuck.str(), '\n').size(), 1001U);
}

TEST(Log, LinesBeyondWhatMayWaitAreLostAndTheirNumberIsSaid) {
    Stuck stuck;
    std::ostream out(&stuck);
    StreamLog log(out, LogLevel::kInfo, 100);  // two lines
    log.info("first");
    stuck.wait_until_asked();
    for (int i = 0; i < 10; ++i) {
        log.info("event");
    }
    stuck.let_go();
    ASSERT_TRUE(log.flush(20s));
    const std::string written = stuck.str();
    const auto lines = split(written, '\n');
    ASSERT_EQ(lines.size(), 5U) << written;
    EXPECT_TRUE(lines[2].ends_with(" info event")) << written;
    EXPECT_TRUE(lines[3].ends_with(" warning log_lines_lost lines=8")) << written;
}

}  // namespace
}  // namespace syncgate
