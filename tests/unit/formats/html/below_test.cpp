#include "formats/html/below.h"

#include <gtest/gtest.h>

namespace syncgate::html {
namespace {

struct Row {
    std::string_view upper, lower, joined;
};

constexpr Row kRows[] = {
    {"<p>up</p>", "<p>low</p>", "<p>up</p><p>low</p>"},
    {"<html><body>up</body></html>", "<html><body bgcolor=\"a>b\">low</body></html>",
     "<html><body>up"
     "low</body></html>"},
    {"<html>up</html>", "<html>low</html>", "<html>up<html>low</html>"},
    {"<body>up", "<body>low", "<body>uplow"},
    {"", "", ""},
    // Style sheets of the head come along, titles and scripts do not.
    {"<body>up</body>", "<head><title>t</title><style>p{}</style></head><body>low</body>",
     "<body>up<style>p{}</style>low</body>"},
    {"<p>up", "<style>p{}</style><p>low", "<p>up<style>p{}</style><p>low"},
    // A mention of a tag is none.
    {"<body><!-- </body> -->up</body>", "low", "<body><!-- </body> -->uplow</body>"},
    {"<body><script>'</body>'</script>up</body>", "low",
     "<body><script>'</body>'</script>uplow</body>"},
    // Of several ends the last one counts.
    {"<body>a<body>b</body>c</body>", "low", "<body>a<body>b</body>clow</body>"},
    {"up", "a</body>b</body>", "upa</body>b"},
    // Ends before their beginning are nothing.
    {"up", "</body><body>low", "uplow"},
};

TEST(Below, PutsOneDocumentAtTheEndOfAnother) {
    for (const auto& row : kRows) {
        EXPECT_EQ(below(row.upper, row.lower), row.joined) << row.upper << " | " << row.lower;
    }
}

}  // namespace
}  // namespace syncgate::html
