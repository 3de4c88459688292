#include "formats/mime/address.h"

#include <ostream>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace syncgate::mime {

void PrintTo(const Address& address, std::ostream* out) {
    *out << "{" << address.name << "|" << address.address << "}";
}

namespace {

struct Row {
    std::string_view value;
    std::vector<Address> addresses;
};

const Row kRows[] = {
    {"", {}},
    {"jane@example.org", {{"", "jane@example.org"}}},
    {"<jane@example.org>", {{"", "jane@example.org"}}},
    {"Jane Doe <jane@example.org>", {{"Jane Doe", "jane@example.org"}}},
    {"\"Doe, Jane\" <jane@example.org>", {{"Doe, Jane", "jane@example.org"}}},
    {R"("Jane \"JD\" Doe" <jane@example.org>)", {{"Jane \"JD\" Doe", "jane@example.org"}}},
    {"jane@example.org (Jane Doe)", {{"Jane Doe", "jane@example.org"}}},
    {"<jane@example.org> (Jane (JD) Doe)", {{"Jane (JD) Doe", "jane@example.org"}}},
    {"a@example.org, b@example.org", {{"", "a@example.org"}, {"", "b@example.org"}}},
    {"a@example.org,,b@example.org,", {{"", "a@example.org"}, {"", "b@example.org"}}},
    {"a@example.org; b@example.org", {{"", "a@example.org"}, {"", "b@example.org"}}},
    {"J. R. Doe <jane@example.org>", {{"J. R. Doe", "jane@example.org"}}},
    {"\"jane doe\"@example.org", {{"", "\"janedoe\"@example.org"}}},
    {"<@a.example,@b.example:jane@example.org>", {{"", "jane@example.org"}}},
    {"jane @ example . org", {{"", "jane@example.org"}}},
    {"<jane @ example . org>", {{"", "jane@example.org"}}},
    {"<jane(at home)@example.org(here (and there))>", {{"", "jane@example.org"}}},
    {"<jane(@example.org>", {{"", "jane(@example.org"}}},
    {"jøran@example.org", {{"", "jøran@example.org"}}},
    {"postmaster", {{"", "postmaster"}}},
    {"Jane Doe", {{"Jane Doe", ""}}},
    {"Jane Doe jane@example.org", {{"Jane Doe", "jane@example.org"}}},
    {"'Jane' <jane@example.org>", {{"Jane", "jane@example.org"}}},
    // Groups
    {"undisclosed-recipients:;", {{"undisclosed-recipients", ""}}},
    {"Team: a@example.org, B <b@example.org>; c@example.org",
     {{"Team", ""}, {"", "a@example.org"}, {"B", "b@example.org"}, {"", "c@example.org"}}},
    // Encoded words
    {"=?utf-8?Q?J=C3=BCrgen?= <j@example.org>", {{"Jürgen", "j@example.org"}}},
    {"=?utf-8?Q?Doe,_Jane?= <j@example.org>", {{"Doe, Jane", "j@example.org"}}},
    {"\"=?utf-8?Q?J=C3=BCrgen?=\" <j@example.org>", {{"Jürgen", "j@example.org"}}},
    {"=?utf-8?Q?Doe,?= Jane <j@example.org>", {{"Doe, Jane", "j@example.org"}}},
    {"=?utf-8?Q?Jane_<j@example.org>?=", {{"Jane", "j@example.org"}}},
    {"=?utf-8?Q?J=C3=BCrgen?= j@example.org", {{"Jürgen", "j@example.org"}}},
    {"=?utf-8?Q?Doe,_Jane=0D=0ABcc:_x?= <j@example.org>", {{"Doe, Jane  Bcc: x", "j@example.org"}}},
    {"J\xfcrgen <j@example.org>", {{"Jürgen", "j@example.org"}}},
    // Broken
    {"Jane <jane@example.org", {{"Jane", "jane@example.org"}}},
    {"Jane <jane@example.org, Bob <bob@example.org>",
     {{"Jane", "jane@example.org"}, {"Bob", "bob@example.org"}}},
    {"Jane <jane@example.org> Bob <bob@example.org>",
     {{"Jane", "jane@example.org"}, {"Bob", "bob@example.org"}}},
    {"\"Jane <jane@example.org>", {{"Jane", "jane@example.org"}}},
    {"Jane (JD <jane@example.org>", {{"Jane JD", "jane@example.org"}}},
    {"jane@example.org>", {{"", "jane@example.org"}}},
    {"<>", {}},
    {"(nobody)", {}},
};

TEST(MimeAddress, ListsAreReadAsPeopleWriteThem) {
    for (const auto& row : kRows) {
        std::vector<Address> read;
        append_addresses(row.value, "", read);
        EXPECT_EQ(read, row.addresses) << row.value;
    }
}

TEST(MimeAddress, AListIsShownAsAHeaderShowsIt) {
    EXPECT_EQ(format({}), "");
    EXPECT_EQ(format({{"", "a@example.org"}}), "a@example.org");
    EXPECT_EQ(format({{"Jane Doe", "jane@example.org"}, {"", "b@example.org"}}),
              "\"Jane Doe\" <jane@example.org>, b@example.org");
    EXPECT_EQ(format({{"a \"b\" \\", "c@example.org"}}), R"("a \"b\" \\" <c@example.org>)");
    EXPECT_EQ(format({{"Team", ""}}), "\"Team\"");
}

TEST(MimeAddress, WhatWasShownIsReadAgain) {
    const std::vector<Address> addresses = {
        {"Doe, \"Jane\"", "jane@example.org"}, {"Jürgen", "j@example.org"}, {"", "x@example.org"}};
    std::vector<Address> read;
    append_addresses(format(addresses), "", read);
    EXPECT_EQ(read, addresses);
}

}  // namespace
}  // namespace syncgate::mime
