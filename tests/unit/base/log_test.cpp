#include "base/log.h"

#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"

namespace syncgate {
namespace {

// The only line of `out` without its time, which must be one.
std::string line_after_time(const std::ostringstream& out) {
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
    EXPECT_EQ(line_after_time(out), "info request account=u1@example.org status=200 ms=-3");
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
        EXPECT_EQ(line_after_time(out), "error event value=" + std::string(row.written));
    }
}

TEST(Log, LevelsBelowTheLeastAreDropped) {
    std::ostringstream out;
    StreamLog log(out, LogLevel::kWarning);
    log.debug("a");
    log.info("b");
    EXPECT_EQ(out.str(), "");
    log.warning("c");
    EXPECT_EQ(line_after_time(out), "warning c");
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
    const std::string written = out.str();
    const auto lines = split(written, '\n');
    ASSERT_EQ(lines.size(), 801U);
    for (std::size_t i = 0; i < 800; ++i) {
        EXPECT_TRUE(lines[i].ends_with(" info event field=" + std::string(50, 'x'))) << lines[i];
    }
}

}  // namespace
}  // namespace syncgate
