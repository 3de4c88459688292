#include "protocols/dav/conditions.h"

#include <gtest/gtest.h>

#include "protocols/dav/http_date.h"

namespace syncgate::dav {
namespace {

constexpr UnixSeconds kChanged = 784'111'777;  // Sun, 06 Nov 1994 08:49:37 GMT

State there() {
    State state;
    state.etag = "\"a\"";
    state.token = "data:,1";
    state.changed = kChanged;
    return state;
}

State absent() {
    State state;
    state.exists = false;
    return state;
}

int check(std::string_view method, std::string header, std::string value, const State& state) {
    Request request;
    request.method = method;
    request.headers.add(std::move(header), std::move(value));
    return check_conditions(request, state, [](std::string_view path) {
        return path == "/other" ? std::optional(there()) : std::nullopt;
    });
}

struct Case {
    std::string header, value;
    int there, absent;  // what PUT is answered
};

TEST(DavConditions, DecideByWhatIsThere) {
    const Case cases[] = {
        {"If-Match", "*", 0, 412},
        {"If-Match", "\"a\"", 0, 412},
        {"If-Match", "\"b\" , \"a\"", 0, 412},
        {"If-Match", "W/\"a\"", 412, 412},
        {"If-Match", "a", 412, 412},
        {"If-None-Match", "*", 412, 0},
        {"If-None-Match", "\"a\"", 412, 0},
        {"If-None-Match", "W/\"a\"", 412, 0},
        {"If-None-Match", "\"b\"", 0, 0},
        {"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT", 0, 0},
        {"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT", 412, 0},
        {"If-Unmodified-Since", "yesterday", 0, 0},
        {"If", "([\"a\"])", 0, 412},
        {"If", "([\"b\"])", 412, 412},
        {"If", "(Not [\"b\"])", 0, 0},
        {"If", "([\"b\"]) ([\"a\"])", 0, 412},
        {"If", "([\"a\"] [\"b\"])", 412, 412},
        {"If", "(<data:,1>)", 0, 412},
        {"If", "(<urn:x>) (Not <DAV:no-lock>)", 0, 0},
        {"If", "</other> ([\"a\"])", 0, 0},
        {"If", "</nowhere> ([\"a\"])", 412, 412},
        {"If", "</nowhere> (Not [\"a\"])", 0, 0},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.header + ": " + each.value);
        EXPECT_EQ(check("PUT", each.header, each.value, there()), each.there);
        EXPECT_EQ(check("PUT", each.header, each.value, absent()), each.absent);
    }
}

TEST(DavConditions, AnIfHeaderThatCantBeReadIsRefused) {
    for (const std::string value :
         {"", "(", "()", "x", "(<a)", "([a)", "(Not)", "<a>", "(a)", "<a"}) {
        EXPECT_EQ(check("PUT", "If", value, there()), 400) << value;
    }
}

TEST(DavConditions, WhatIsKnownIsNotReadAgain) {
    EXPECT_EQ(check("GET", "If-None-Match", "\"a\"", there()), 304);
    EXPECT_EQ(check("HEAD", "If-None-Match", "*", there()), 304);
    EXPECT_EQ(check("GET", "If-Modified-Since", http_date(kChanged), there()), 304);
    EXPECT_EQ(check("GET", "If-Modified-Since", http_date(kChanged - 1), there()), 0);
    EXPECT_EQ(check("PUT", "If-Modified-Since", http_date(kChanged), there()), 0);
}

TEST(DavConditions, DatesAreReadAsTheyAreWritten) {
    EXPECT_EQ(http_date(kChanged), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(parse_http_date(http_date(kChanged)), kChanged);
    EXPECT_EQ(rfc3339(kChanged), "1994-11-06T08:49:37Z");
    for (const std::string odd :
         {"", "Sunday, 06-Nov-94 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT x"}) {
        EXPECT_EQ(parse_http_date(odd), std::nullopt) << odd;
    }
}

}  // namespace
}  // namespace syncgate::dav
