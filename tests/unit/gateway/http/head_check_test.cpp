#include "gateway/http/head_check.h"

#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace syncgate::http {
namespace {

using std::string_literals::operator""s;

// What the front makes of a head: 0, or the status that refuses it.
int judge(const std::string& head) {
    const HeadScan scan = scan_head(head, 0);
    if (scan.status != 0) {
        return scan.status;
    }
    EXPECT_EQ(scan.size, head.size()) << "the head ends elsewhere";
    return check_head(std::string_view(head).substr(0, scan.size));
}

std::string with(const std::string& fields) {
    return "POST /x HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n";
}

struct Fields {
    const char* what;
    std::string fields;
};
// What request smuggling is made of. Source: RFC 9112 11.2.
const Fields kAmbiguous[] = {
    {"two lengths", "Content-Length: 4\r\nContent-Length: 5"},
    {"the same length twice", "Content-Length: 4\r\ncontent-length: 4"},
    {"a list of lengths", "Content-Length: 4, 4"},
    {"length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked"},
    {"chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 4"},
    {"negative length", "Content-Length: -1"},
    {"signed length", "Content-Length: +4"},
    {"hexadecimal length", "Content-Length: 0x4"},
    {"letters after the length", "Content-Length: 5x"},
    {"a blank inside the length", "Content-Length: 1 4"},
    {"an empty length", "Content-Length: "},
    {"a length over 64 bits", "Content-Length: 99999999999999999999999"},
    {"a length that overflows to 4", "Content-Length: 18446744073709551620"},
    {"a blank before the colon", "Content-Length : 4"},
    {"a tab before the colon", "Transfer-Encoding\t: chunked"},
    {"no name", ": value"},
    {"no colon", "Content-Length 4"},
    {"a continued line", "X-A: b\r\n Content-Length: 4"},
    {"a line continued by a tab", "X-A: b\r\n\tContent-Length: 4"},
    {"NUL in a value", "X-A: b\0c"s},
    {"NUL in a name", "X-\0A: b"s},
    {"CR in a value", "X-A: b\rContent-Length: 4"},
    {"CR before the line end", "X-A: b\r"},
    {"a control character", "X-A: b\x0b"},
    {"delete", "X-A: b\x7f"},
    {"an unknown coding", "Transfer-Encoding: cow"},
    {"chunked twice", "Transfer-Encoding: chunked, chunked"},
    {"chunked not last", "Transfer-Encoding: chunked, identity"},
    {"a second coding field", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"},
    {"a vertical tab before chunked",
     "Transfer-Encoding: \x0b"
     "chunked"},
    {"quoted chunked", "Transfer-Encoding: \"chunked\""},
    {"an empty coding", "Transfer-Encoding: "},
    {"a blank in a name", "Content Length: 4"},
    {"a name beyond ASCII", "Content-Length\x80: 4"},
    {"a second host", "Host: other"},
    {"the same host twice", "host: h"},
};

TEST(HeadCheck, WhatTwoParsersCouldReadInTwoWaysIsRefused) {
    for (const auto& row : kAmbiguous) {
        EXPECT_EQ(judge(with(row.fields)), 400) << row.what;
    }
}

TEST(HeadCheck, WhatPhonesSendIsLetThrough) {
    for (const std::string& fields :
         {"X-A: b"s, "Content-Length: 0"s, "Content-Length:4"s, "Content-Length: \t4 \t"s,
          "Transfer-Encoding: chunked"s, "Transfer-Encoding: Chunked"s, "X-Empty:"s,
          "Expect: 100-continue"s, "X-Latin: caf\xe9"s, "X-Tab: a\tb"s,
          "Authorization: Basic dTpw\r\nMS-ASProtocolVersion: 16.1\r\nAccept: */*"s}) {
        EXPECT_EQ(judge(with(fields)), 0) << fields;
    }
}

struct Line {
    const char* line;
    int status;
};
const Line kLines[] = {
    {"GET / HTTP/1.1", 0},
    {"OPTIONS * HTTP/1.1", 0},
    {"POST /Microsoft-Server-ActiveSync?jAkJBAp2MTQwRGV2aWNl HTTP/1.1", 0},
    {"GET http://h/x HTTP/1.1", 0},
    {"PROPFIND /dav/ HTTP/1.1", 0},
    {"POST  /x HTTP/1.1", 400},
    {"POST /x", 400},
    {"POST /x HTTP/1.1 more", 400},
    {" POST /x HTTP/1.1", 400},
    {"POST /x http/1.1", 400},
    {"P(ST /x HTTP/1.1", 400},
    {"POST x HTTP/1.1", 400},
    {"POST /a\tb HTTP/1.1", 400},
    {"POST /\x80 HTTP/1.1", 400},
    {"POST /x#y HTTP/1.1", 400},
    {"POST /x\x7f HTTP/1.1", 400},
    {"GET /x HTTP/2.0", 505},
    {"GET /x HTTP/1.10", 505},
    {"GET /x HTTP/0.9", 505},
    {"\x16\x03\x01", 400},
};

TEST(HeadCheck, TheRequestLineIsReadToTheLetter) {
    for (const auto& row : kLines) {
        EXPECT_EQ(judge(std::string(row.line) + "\r\nHost: h\r\n\r\n"), row.status) << row.line;
    }
}

TEST(HeadCheck, Http11NeedsAHostAndHttp10TakesNoChunks) {
    EXPECT_EQ(judge("GET / HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(judge("GET / HTTP/1.0\r\n\r\n"), 0);
    EXPECT_EQ(judge("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(HeadCheck, AnExpectationOtherThan100IsRefused) {
    EXPECT_EQ(judge(with("Expect: 200-ok")), 417);
}

TEST(HeadCheck, OtherLineEndsAreRefusedWithoutWaitingForMore) {
    for (const std::string& bad : {"GET / HTTP/1.1\n"s, "\n"s, "GET / HTTP/1.1\r\nHost: h\n"s,
                                   "GET / HTTP/1.1\n\r"s, "GET /\0"s}) {
        EXPECT_EQ(scan_head(bad, 0).status, 400) << bad;
    }
    EXPECT_EQ(judge("GET / HTTP/1.1\rHost: h\r\n\r\n"), 400);
}

TEST(HeadCheck, FindsTheEndWhereverTheInputWasCut) {
    const std::string head = with("X-A: b");
    const std::string input = head + "GET /next HTTP/1.1\r\n\r\n";
    for (std::size_t cut = 0; cut < head.size(); ++cut) {
        const HeadScan part = scan_head(std::string_view(input).substr(0, cut), 0);
        ASSERT_EQ(part.size, 0U) << cut;
        ASSERT_EQ(part.status, 0) << cut;
        ASSERT_EQ(scan_head(input, cut).size, head.size()) << cut;
    }
}

TEST(HeadCheck, SizesAreBounded) {
    const auto fields = [](std::size_t count) {
        std::string text = "X-0: y";
        for (std::size_t i = 1; i < count; ++i) {
            text += "\r\nX-" + std::to_string(i) + ": y";
        }
        return text;
    };
    EXPECT_EQ(judge(with(fields(limits::kHttpFields - 1))), 0);  // and the Host
    EXPECT_EQ(judge(with(fields(limits::kHttpFields))), 431);
    EXPECT_EQ(judge(with("X: " + std::string(8192, 'x'))), 0);
    EXPECT_EQ(judge(with("X: " + std::string(8193, 'x'))), 431);
    EXPECT_EQ(judge("GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414);
    const std::string endless(limits::kHttpHeadBytes + 1, 'x');
    EXPECT_EQ(scan_head(endless, 0).status, 431);
    EXPECT_EQ(scan_head(endless.substr(0, limits::kHttpHeadBytes), 0).status, 0);
}

}  // namespace
}  // namespace syncgate::http
