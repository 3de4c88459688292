#include "formats/webpush/push_url.h"

#include <gtest/gtest.h>

namespace syncgate::webpush {
namespace {

struct Row {
    std::string_view text, origin, target;
};
constexpr Row kRows[] = {
    {"https://push.example.net", "https://push.example.net", "/"},
    {"HTTPS://Push.Example.NET:443/Wp/a_b?x=1", "https://push.example.net", "/Wp/a_b?x=1"},
    {"https://push.example.net:8443/a", "https://push.example.net:8443", "/a"},
    {"https://push.example.net?x", "https://push.example.net", "/?x"},
    {"https://192.0.2.7/a", "https://192.0.2.7", "/a"},
    {"https://[2001:DB8::1]:444/a", "https://[2001:db8::1]:444", "/a"},
};

TEST(PushUrl, TellsWhereAMessageGoes) {
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.text);
        const auto url = parse_push_url(row.text);
        ASSERT_TRUE(url);
        EXPECT_EQ(url->origin(), row.origin);
        EXPECT_EQ(url->target, row.target);
    }
    EXPECT_EQ(parse_push_url("https://[::1]/")->host, "::1");
}

TEST(PushUrl, RefusesAllElse) {
    for (const std::string_view text : {"",
                                        "https://",
                                        "http://push.example.net/",
                                        "ftp://push.example.net/",
                                        "/path",
                                        "https:/push.example.net",
                                        "https://user@push.example.net/",
                                        "https://push.example.net@10.0.0.1/",
                                        "https://push.example.net:0/",
                                        "https://push.example.net:65536/",
                                        "https://push.example.net:/",
                                        "https://a:1x/",
                                        "https://push.example.net/a#b",
                                        "https://push.example.net/a b",
                                        "https://push.example.net/a\r\nHost: x",
                                        "https://push_example/",
                                        "https://[::1/",
                                        "https://[::1]x/",
                                        "https://[push]/",
                                        "https://push.example.net\\@10.0.0.1/"}) {
        EXPECT_FALSE(parse_push_url(text)) << text;
    }
    EXPECT_FALSE(parse_push_url("https://push.example.net/" + std::string(2048, 'x')));
}

}  // namespace
}  // namespace syncgate::webpush
