#include "protocols/activesync/commands/search_terms.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

std::string show(const Term& term) {
    static constexpr std::string_view kNames[] = {
        "", "subject:", "from:", "to:", "cc:", "participants:", "body:", "attached", "received "};
    std::string out = term.excluded ? "-" : "";
    out += kNames[static_cast<std::size_t>(term.property)];
    return out + "[" + term.sought + "]";
}

std::string show(std::string_view text) {
    std::string out;
    for (const auto& terms : parse_search(text)) {
        out += out.empty() ? "" : " | ";
        for (const auto& term : terms) {
            out += show(term);
        }
    }
    return out;
}

struct Row {
    std::string_view typed, read;
};

constexpr Row kRows[] = {
    {"", ""},
    {"   ", ""},
    {"\"\"", ""},
    {"Budget", "[ budget]"},
    {"GRÜSSE", "[ grusse]"},
    {"two words", "[ two][ words]"},
    {"\"Next Year\" plan", "[ next year ][ plan]"},
    {"\"next ye\"* plan", "[ next ye][ plan]"},
    {"\"without an end", "[ without an end ]"},
    {"from:Jane subject:\"the plan\"", "from:[ jane]subject:[ the plan ]"},
    {"FROM:jane", "from:[ jane]"},
    {"re:budget", "[ re budget]"},
    {"10:30", "[ 10 30]"},
    {"jane@example.org", "[ jane example org]"},
    {"日本語", "[ 日 本 語]"},
    {"beginn*", "[ beginn]"},
    {"-draft +sure", "-[ draft][ sure]"},
    {"NOT draft", "-[ draft]"},
    {"NOT -draft", "[ draft]"},
    {"not", "[ not]"},
    {"a AND b", "[ a][ b]"},
    {"a OR b c", "[ a] | [ b][ c]"},
    {"OR", ""},
    {"a \"OR\" b", "[ a][ or ][ b]"},
    {"(a b) - ...", "[ a][ b]"},
    {"hasattachment:true", "attached[]"},
    {"hasattachment:no", "-attached[]"},
    {"-hasattachment:no", "attached[]"},
    {"received:never", ""},
    {"subject:", ""},
};

TEST(SearchTerms, AreReadAsPeopleWriteThem) {
    for (const auto& row : kRows) {
        EXPECT_EQ(show(row.typed), row.read) << row.typed;
    }
}

struct Time {
    std::string_view typed;
    UnixSeconds inside, outside;
};

constexpr UnixSeconds kDay = 1'767'225'600;  // 2026-01-01
constexpr Time kTimes[] = {
    {"received:2026-01-01", kDay + 86'399, kDay + 86'400},
    {"received=2026-01-01", kDay, kDay - 1},
    {"received>2026-01-01", kDay + 86'400, kDay + 86'399},
    {"received>=2026-01-01", kDay, kDay - 1},
    {"received<2026-01-01", kDay - 1, kDay},
    {"sent<=2026-01-01", kDay + 86'399, kDay + 86'400},
    {"received>=2026-01-01T12:00:00Z", kDay + 43'200, kDay + 43'199},
};

TEST(SearchTerms, OfADayAreItsSeconds) {
    for (const auto& row : kTimes) {
        const auto terms = parse_search(row.typed);
        ASSERT_EQ(terms.size(), 1U) << row.typed;
        const auto& term = terms.front().front();
        const auto fits = [&](UnixSeconds time) { return time >= term.from && time < term.until; };
        EXPECT_TRUE(fits(row.inside)) << row.typed;
        EXPECT_FALSE(fits(row.outside)) << row.typed;
    }
}

TEST(SearchTerms, AreNotEndless) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) {
        text += "word ";
    }
    EXPECT_LE(parse_search(text).front().size(), 100U);
}

}  // namespace
}  // namespace syncgate::activesync
