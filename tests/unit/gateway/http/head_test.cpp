#include "gateway/http/head.h"

#include <string>

#include <gtest/gtest.h>

namespace syncgate::http {
namespace {

Head read(const std::string& line, const std::string& fields = "") {
    Head head;
    EXPECT_EQ(read_head(line + "\r\nHost: h\r\n" + fields + "\r\n", head), 0) << line << fields;
    return head;
}

int status_of(const std::string& line, const std::string& fields = "") {
    Head head;
    return read_head(line + "\r\nHost: h\r\n" + fields + "\r\n", head);
}

TEST(Head, GivesMethodPathAndQuery) {
    const Head head = read("POST /a%20b/%C3%A9?Cmd=Sync&User=a%40b HTTP/1.1");
    EXPECT_EQ(head.request.method, "POST");
    EXPECT_EQ(head.request.path, "/a b/\xc3\xa9");
    EXPECT_EQ(head.request.query, "Cmd=Sync&User=a%40b");
    EXPECT_EQ(read("GET / HTTP/1.1").request.query, "");
    EXPECT_EQ(read("GET /x? HTTP/1.1").request.query, "");
    EXPECT_EQ(read("GET /x?a?b HTTP/1.1").request.query, "a?b");
}

TEST(Head, TheAbsoluteFormIsReadAsItsPath) {
    EXPECT_EQ(read("GET http://h/x?y HTTP/1.1").request.path, "/x");
    EXPECT_EQ(read("GET http://h/x?y HTTP/1.1").request.query, "y");
    EXPECT_EQ(read("GET HTTPS://h HTTP/1.1").request.path, "/");
}

TEST(Head, APathThatTwoReadersResolveDifferentlyIsRefused) {
    for (const std::string path :
         {"/a/../b", "/..", "/a/%2e%2e/b", "/a/./b", "/a%00b", "/a%0d%0ab", "/a%zz", "/a%4"}) {
        EXPECT_EQ(status_of("GET " + path + " HTTP/1.1"), 400) << path;
    }
    EXPECT_EQ(read("GET /a..b/...c HTTP/1.1").request.path, "/a..b/...c");
}

TEST(Head, FieldsKeepTheirOrderAndRepetition) {
    const Head head = read("GET / HTTP/1.1", "X-A: 1\r\nX-B: 2\r\nx-a:  3 \r\n");
    const auto& fields = head.request.headers.fields();
    ASSERT_EQ(fields.size(), 4U);
    EXPECT_EQ(fields[1].second, "1");
    EXPECT_EQ(fields[3].second, "3");
    EXPECT_EQ(*head.request.headers.find("X-a"), "1");
}

struct Alive {
    const char* version;
    const char* fields;
    bool keep_alive;
};
constexpr Alive kAlive[] = {
    {"HTTP/1.1", "", true},
    {"HTTP/1.1", "Connection: keep-alive\r\n", true},
    {"HTTP/1.1", "Connection: close\r\n", false},
    {"HTTP/1.1", "Connection: Close\r\n", false},
    {"HTTP/1.1", "Connection: close, TE\r\n", false},
    {"HTTP/1.0", "", false},
    {"HTTP/1.0", "Connection: Keep-Alive\r\n", true},
};

TEST(Head, SaysWhetherTheConnectionGoesOn) {
    for (const auto& row : kAlive) {
        EXPECT_EQ(read(std::string("GET / ") + row.version, row.fields).keep_alive, row.keep_alive)
            << row.version << " " << row.fields;
    }
}

TEST(Head, SaysHowTheBodyComes) {
    EXPECT_EQ(read("POST / HTTP/1.1", "Content-Length: 123\r\n").content_length, 123U);
    EXPECT_FALSE(read("POST / HTTP/1.1", "Content-Length: 123\r\n").chunked);
    EXPECT_TRUE(read("POST / HTTP/1.1", "Transfer-Encoding: Chunked\r\n").chunked);
    EXPECT_TRUE(read("POST / HTTP/1.1", "Expect: 100-Continue\r\n").expects_continue);
    EXPECT_FALSE(read("POST / HTTP/1.0", "Expect: 100-continue\r\n").expects_continue);
    EXPECT_TRUE(read("POST / HTTP/1.1", "Content-Encoding: gzip\r\n").gzip_body);
    EXPECT_FALSE(read("POST / HTTP/1.1", "Content-Encoding: identity\r\n").gzip_body);
    EXPECT_EQ(status_of("POST / HTTP/1.1", "Content-Encoding: br\r\n"), 415);
}

struct Accepted {
    const char* value;
    bool gzip;
};
constexpr Accepted kAccepted[] = {
    {"gzip", true},     {"deflate, gzip;q=0.5", true}, {"GZIP ; q=1", true},     {"", false},
    {"deflate", false}, {"gzip;q=0", false},           {"gzip; q=0.000", false}, {"xgzip", false},
};

TEST(Head, SaysWhetherGzipIsAccepted) {
    for (const auto& row : kAccepted) {
        EXPECT_EQ(read("GET / HTTP/1.1", std::string("Accept-Encoding: ") + row.value + "\r\n")
                      .accepts_gzip,
                  row.gzip)
            << row.value;
    }
}

struct Basic {
    const char* value;
    const char* login;  // null: none
    const char* password;
};
constexpr Basic kBasic[] = {
    {"Basic dTpw", "u", "p"},         {"basic dTpw", "u", "p"},
    {"Basic dTpwOnE=", "u", "p:q"},  // the password may hold colons
    {"Basic dTo=", "u", ""},          {"Basic RE9NXHU6w6k=", "DOM\\u", "\xc3\xa9"},  // as bytes
    {"Basic dTrp", "u", "\xe9"},      {"Bearer dTpw", nullptr, nullptr},
    {"Basic", nullptr, nullptr},      {"Basic ", nullptr, nullptr},
    {"Basic  dTpw ", "u", "p"},       {"Basic dQ==", nullptr, nullptr},  // no colon
    {"Basic OnA=", nullptr, nullptr},                                    // nobody
    {"Basic d!pw", nullptr, nullptr}, {"Basic dTpw dTpw", nullptr, nullptr},
    {"Basicdummy", nullptr, nullptr},
};

TEST(Head, ReadsBasicCredentials) {
    for (const auto& row : kBasic) {
        SCOPED_TRACE(row.value);
        const Head head =
            read("GET / HTTP/1.1", std::string("Authorization: ") + row.value + "\r\n");
        ASSERT_EQ(head.basic.has_value(), row.login != nullptr);
        if (head.basic) {
            EXPECT_EQ(head.basic->login, row.login);
            EXPECT_EQ(head.basic->password, row.password);
        }
    }
    EXPECT_FALSE(read("GET / HTTP/1.1").basic);
}

TEST(Head, AnEncodedWordInAFieldCannotMakeALineEnd) {
    Head head;
    const int status =
        read_head("GET / HTTP/1.1\r\nHost: h\r\nX-A: =?utf-8?Q?a=0D=0AX-B:_b?=\r\n\r\n", head);
    if (status == 0) {
        for (const auto& [name, value] : head.request.headers.fields()) {
            EXPECT_EQ(value.find('\n'), std::string::npos);
        }
    } else {
        EXPECT_EQ(status, 400);
    }
}

}  // namespace
}  // namespace syncgate::http
