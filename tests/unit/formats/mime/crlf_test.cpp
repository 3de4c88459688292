#include <string_view>

#include <gtest/gtest.h>

#include "formats/mime/message_index.h"

namespace syncgate::mime {
namespace {

struct Row {
    std::string_view message;
    std::string_view crlf;
};

constexpr Row kRows[] = {
    {"", ""},
    {"a\r\nb\r\n", "a\r\nb\r\n"},
    {"a\nb", "a\r\nb"},
    {"a\rb\r", "a\r\nb\r\n"},
    {"\n\n\r\r\n", "\r\n\r\n\r\n\r\n"},
    {"From me Tue Nov 24\nSubject: x\n\nFrom you\n", "Subject: x\r\n\r\nFrom you\r\n"},
    {"From me\n", ""},
    {"From me", "From me"},
    {"From: me\n", "From: me\r\n"},
};

TEST(MimeCrlf, EveryLineEndBecomesCrlf) {
    for (const auto& row : kRows) {
        EXPECT_EQ(to_crlf(row.message), row.crlf) << row.message;
    }
    using namespace std::string_view_literals;
    EXPECT_EQ(to_crlf("a\0b\xff\n"sv), "a\0b\xff\r\n"sv);
}

}  // namespace
}  // namespace syncgate::mime
