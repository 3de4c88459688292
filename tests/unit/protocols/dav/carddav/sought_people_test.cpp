#include "protocols/dav/carddav/sought_people.h"

#include <gtest/gtest.h>

#include "formats/vcard/card.h"
#include "protocols/dav/carddav/person_card.h"

namespace syncgate::dav::carddav {
namespace {

// "ann lee | bob": alternatives of beginnings; "*": words do not find all.
std::string sought(const std::string& filter) {
    const auto query = xml::parse("<C:addressbook-query xmlns:C='urn:ietf:params:xml:ns:carddav'>" +
                                  filter + "</C:addressbook-query>");
    EXPECT_TRUE(query) << filter;
    const auto found = sought_people(*query);
    if (!found) {
        return "*";
    }
    std::string text;
    for (const auto& alternative : *found) {
        text += text.empty() ? "" : " | ";
        for (std::size_t i = 0; i < alternative.size(); ++i) {
            text += (i == 0 ? "" : " ") + alternative[i];
        }
    }
    return text;
}

std::string prop(const std::string& name, const std::string& inside, const std::string& test = "") {
    return "<C:prop-filter name='" + name + "'" + test + ">" + inside + "</C:prop-filter>";
}
std::string text(const std::string& value, const std::string& more = "") {
    return "<C:text-match" + more + ">" + value + "</C:text-match>";
}
std::string filter(const std::string& inside, const std::string& test = "") {
    return "<C:filter" + test + ">" + inside + "</C:filter>";
}

const std::string kAll = " test='allof'";
const std::string kNot = " negate-condition='yes'";

TEST(SoughtPeople, WordsFindWhomAQueryNames) {
    EXPECT_EQ(sought(filter(prop("FN", text("Ann Lee")))), "ann lee");
    EXPECT_EQ(sought(filter(prop("email", text("ann.lee@example.org")))), "ann lee");
    EXPECT_EQ(sought(filter(prop("FN", text("ann")) + prop("N", text("bob")))), "ann | bob");
    EXPECT_EQ(sought(filter(prop("FN", text("ann") + text("bob")))), "ann | bob");
}

TEST(SoughtPeople, WhatNoCardHasMatchesNobody) {
    EXPECT_EQ(sought(filter(prop("TEL", text("1")))), "");
    EXPECT_EQ(sought(filter(prop("TEL", ""))), "");
    EXPECT_EQ(sought(filter(prop("item1.FN", text("ann")))), "");
    EXPECT_EQ(sought(filter(prop("FN", text("ann")) + prop("TEL", text("1")))), "ann");
}

TEST(SoughtPeople, WhereAllMustHoldOneThatIsFoundIsEnough) {
    EXPECT_EQ(sought(filter(prop("FN", text("ann") + text("x", kNot), kAll))), "ann");
    EXPECT_EQ(sought(filter(prop("FN", text("x", kNot)) + prop("N", text("lee")), kAll)), "lee");
}

TEST(SoughtPeople, WhoeverElseMayMatchIsNotFoundByWords) {
    for (const auto& each :
         {std::string(), filter(""), filter(prop("FN", "")), filter(prop("FN", text("x", kNot))),
          filter(prop("FN", text("..."))), filter(prop("EMAIL", text("@example.org"))),
          filter(prop("FN", "<C:is-not-defined/>")), filter(prop("VERSION", text("3.0"))),
          filter(prop("TEL", "<C:is-not-defined/>")),
          filter(prop("FN", text("ann")) + prop("N", text("x", kNot))),
          filter(prop("EMAIL", "<C:param-filter name='TYPE'/>")),
          filter(prop("FN", text("ann") + text("x", kNot)))}) {
        EXPECT_EQ(sought(each), "*") << each;
    }
}

TEST(PersonCard, SaysNameAndAddressAndNothingElse) {
    const auto text = person_card({"Lee, Ann; \"A\"", "ann@example.org"});
    EXPECT_EQ(text, person_card({"Lee, Ann; \"A\"", "ann@example.org"}));
    const auto card = vcard::read(text);
    ASSERT_TRUE(card);
    EXPECT_EQ(card->find("FN")->text(), "Lee, Ann; \"A\"");
    EXPECT_EQ(card->find("N")->component(0), "Lee, Ann; \"A\"");
    EXPECT_EQ(card->find("N")->components().size(), 5U);
    EXPECT_EQ(card->find("NICKNAME")->text(), "ann");
    EXPECT_EQ(card->find("EMAIL")->text(), "ann@example.org");
    EXPECT_EQ(card->find("UID")->text(), "ann@example.org");
}

}  // namespace
}  // namespace syncgate::dav::carddav
