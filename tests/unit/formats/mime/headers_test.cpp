#include "formats/mime/headers.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace syncgate::mime {
namespace {

constexpr std::string_view kMessage =
    "From: a@example.org\r\n"
    "Bcc: secret@example.org,\r\n"
    "\tother@example.org\r\n"
    "Subject: one\r\n two\r\n"
    "BCC : third@example.org\r\n"
    "\r\n"
    "Bcc: body@example.org\r\n";

struct Offset {
    std::string_view message;
    std::size_t body;
};

constexpr Offset kOffsets[] = {
    {"", 0},
    {"\r\nbody", 2},
    {"\nbody", 1},
    {"A: b\r\n\r\nbody", 8},
    {"A: b\n\nbody", 6},
    {"A: b\r\n", 6},                     // no body
    {"A: b", 4},                         // not even a line end
    {"A: b\r\n c\r\n\r\nx", 12},         // folded
    {"A: b\r\n \r\nB: c\r\n\r\nx", 17},  // a blank line of a fold
    {"A: b\r\n \r\nx", 9},               // a line of blanks, and no field behind it
    {"A: b\r\n\t\r\nx y: z\r\n", 9},
    {"A: b\r\n \r\n", 9},
    {"A: b\r\nno field\r\nC: d\r\n\r\nx", 24},
    {"no header at all\r\nSubject: x\r\n\r\n", 0},
    {"From someone Tue Nov 24 2026\r\nA: b\r\n\r\nx", 38},
    {"  indented junk\r\nA: b\r\n\r\nx", 25},
    {"\xef\xbb\xbf"
     "A: b\r\n\r\nx",
     11},
};

TEST(MimeHeaders, TheBodyBeginsAfterTheBlankLine) {
    for (const auto& row : kOffsets) {
        EXPECT_EQ(body_offset(row.message), row.body) << row.message;
    }
}

TEST(MimeHeaders, AFieldIsFoundUnfoldedAndOnlyInTheHeader) {
    EXPECT_EQ(header(kMessage, "subject"), "one two");
    EXPECT_EQ(header(kMessage, "FROM"), "a@example.org");
    EXPECT_EQ(header(kMessage, "Date"), std::nullopt);
    EXPECT_EQ(header("A: b\n c\n\nx", "a"), "b c");
    EXPECT_EQ(header("A:\r\n\r\n", "a"), "");
    EXPECT_EQ(header("no header\r\nA: b\r\n", "a"), std::nullopt);
    EXPECT_EQ(header(" From: x\r\nTo: y\r\n", "from"), "x");  // its first line was indented
}

TEST(MimeHeaders, EveryFieldOfANameGivesItsAddresses) {
    const std::vector<Address> bcc = {
        {"", "secret@example.org"}, {"", "other@example.org"}, {"", "third@example.org"}};
    EXPECT_EQ(addresses(kMessage, "Bcc"), bcc);
    const std::vector<Address> group = {{"A", "a@example.org"}, {"", "b@example.org"}};
    EXPECT_EQ(addresses("To: Team: A <a@example.org>, b@example.org;\r\n\r\n", "to"), group);
    EXPECT_TRUE(addresses("To: undisclosed-recipients:;\r\n\r\n", "to").empty());
}

TEST(MimeHeaders, ARemovedFieldTakesNothingElseWithIt) {
    EXPECT_EQ(without_header(kMessage, "bcc"),
              "From: a@example.org\r\nSubject: one\r\n two\r\n\r\nBcc: body@example.org\r\n");
    EXPECT_EQ(without_header(kMessage, "X-Absent"), kMessage);
    EXPECT_EQ(without_header("Bcc: x\n\nbody\n", "Bcc"), "\nbody\n");
    EXPECT_EQ(without_header("Bcc: x", "Bcc"), "");
    EXPECT_EQ(without_header("Bcc x\r\nBcc: y\r\n", "Bcc"), "Bcc x\r\nBcc: y\r\n");  // no header
}

TEST(MimeHeaders, AnAddedFieldStandsFirst) {
    EXPECT_EQ(with_header("A: b\r\n\r\nx", "Date", "now"), "Date: now\r\nA: b\r\n\r\nx");
    EXPECT_EQ(with_header("\r\nx", "Date", "now"), "Date: now\r\n\r\nx");
    EXPECT_EQ(with_header("only body", "Date", "now"), "Date: now\r\n\r\nonly body");
    EXPECT_EQ(with_header("", "Date", "now"), "Date: now\r\n\r\n");
    for (std::string_view message :
         {kMessage, std::string_view("only body"), std::string_view("\r\nx")}) {
        const std::string added = with_header(message, "X-New", "v");
        EXPECT_EQ(header(added, "x-new"), "v");
        EXPECT_EQ(added.substr(body_offset(added)), message.substr(body_offset(message)));
    }
}

}  // namespace
}  // namespace syncgate::mime
