#include "protocols/dav/carddav/card_filter.h"

#include <gtest/gtest.h>

namespace syncgate::dav::carddav {
namespace {

constexpr std::string_view kCard =
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann \xc3\x84rger\r\nEMAIL;TYPE=WORK:a@x.org\r\n"
    "item1.TEL;TYPE=HOME,FAX:1\r\nNOTE:a\\, b\r\nEND:VCARD\r\n";

Taken<std::unique_ptr<Filter>> parse(const std::string& filters) {
    const auto query = xml::parse("<q xmlns=\"urn:ietf:params:xml:ns:carddav\"><filter>" + filters +
                                  "</filter></q>");
    EXPECT_TRUE(query) << filters;
    return parse_card_filter(*query);
}

bool finds(const std::string& filters, std::string_view card = kCard) {
    const auto filter = parse(filters);
    return std::get<std::unique_ptr<Filter>>(filter)->matches(card);
}

std::string in(const std::string& property, const std::string& tests) {
    return "<prop-filter name=\"" + property + "\">" + tests + "</prop-filter>";
}

TEST(CardFilter, ComparesTextsAsTheirCardMeansThem) {
    EXPECT_TRUE(finds(in("NOTE", "<text-match>a, b</text-match>")));
    EXPECT_TRUE(finds(in("FN", "<text-match>ÄRGER</text-match>")));
    EXPECT_TRUE(finds(in("FN", "<text-match>a\xcc\x88rg</text-match>"))) << "put together of two";
    EXPECT_FALSE(finds(in("FN", "<text-match>arger</text-match>")));
    EXPECT_TRUE(finds(
        in("TEL", "<param-filter name=\"type\"><text-match>fax</text-match></param-filter>")));
    EXPECT_FALSE(finds(in("TEL", "<param-filter name=\"X\"/>")));
    EXPECT_TRUE(finds(in("ITEM1.TEL", "")));
    EXPECT_FALSE(finds(in("item2.TEL", "")));
}

TEST(CardFilter, ReadsTypesOfTheOldVersionToo) {
    const std::string_view old = "BEGIN:VCARD\r\nVERSION:2.1\r\nTEL;HOME:1\r\nEND:VCARD\r\n";
    const auto home =
        in("TEL", "<param-filter name=\"TYPE\"><text-match>home</text-match></param-filter>");
    EXPECT_TRUE(finds(home, old));
}

TEST(CardFilter, OfWhatIsNoCardNothingMatches) {
    EXPECT_FALSE(finds("", "no card"));
    EXPECT_TRUE(finds(""));
}

TEST(CardFilter, WhatItDoesNotKnowIsRefused) {
    for (const std::string filters :
         {"<x/>", "<prop-filter/>", "<prop-filter name=\"FN\"><x/></prop-filter>",
          "<prop-filter name=\"FN\" test=\"x\"/>",
          "<prop-filter name=\"FN\"><param-filter/></prop-filter>"}) {
        const auto filter = parse(filters);
        ASSERT_TRUE(std::holds_alternative<Broken>(filter)) << filters;
        EXPECT_EQ(std::get<Broken>(filter).condition.local, "supported-filter");
    }
}

}  // namespace
}  // namespace syncgate::dav::carddav
