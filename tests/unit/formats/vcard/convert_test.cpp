#include "formats/vcard/convert.h"

#include <gmock/gmock.h>

#include "formats/vcard/binary.h"
#include "formats/vcard/date.h"
#include "formats/vcard/group.h"
#include "tests/unit/formats/vcard/corpus.h"

namespace syncgate::vcard {
namespace {

std::string converted_lines(std::string_view lines, std::string_view from, Version to) {
    const auto card = read("BEGIN:VCARD\r\nVERSION:" + std::string(from) + "\r\n" +
                           std::string(lines) + "END:VCARD\r\n");
    EXPECT_TRUE(card);
    const std::string text = write(converted(*card, to));
    const std::string begin =
        std::string("BEGIN:VCARD\r\nVERSION:") + (to == Version::k4_0 ? "4.0" : "3.0") + "\r\n";
    const std::string end = "END:VCARD\r\n";
    EXPECT_TRUE(text.starts_with(begin) && text.ends_with(end)) << text;
    return text.substr(begin.size(), text.size() - begin.size() - end.size());
}

struct Row {
    std::string_view in_3_0;
    std::string_view in_4_0;
};
constexpr Row kRows[] = {
    {"N:Doe;J,K;;;\r\n", "N:Doe;J,K;;;\r\n"},
    {"PHOTO;ENCODING=b;TYPE=JPEG:/9j/\r\n", "PHOTO:data:image/jpeg;base64,/9j/\r\n"},
    {"PHOTO;VALUE=uri:http://x/y\r\n", "PHOTO;VALUE=uri:http://x/y\r\n"},
    {"BDAY:1996-04-15\r\n", "BDAY:19960415\r\n"},
    {"BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-03\r\n", "BDAY:--0203\r\n"},
    {"BDAY:1953-10-15T23:10:00Z\r\n", "BDAY:1953-10-15T23:10:00Z\r\n"},
    {"X-ANNIVERSARY:1990-04-30\r\n", "ANNIVERSARY:19900430\r\n"},
    {"EMAIL;TYPE=home,pref:a@b\r\n", "EMAIL;TYPE=home;PREF=1:a@b\r\n"},
    {"X-ADDRESSBOOKSERVER-KIND:group\r\n", "KIND:group\r\n"},
    {"item1.X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1\r\n", "item1.MEMBER:urn:uuid:1\r\n"},
    {"GEO:37.38;-122.08\r\n", "GEO:geo:37.38,-122.08\r\n"},
    {"ADR;TYPE=HOME:;;a;;;;\r\nLABEL;TYPE=HOME:a\\nb\r\n", "ADR;TYPE=HOME;LABEL=a^nb:;;a;;;;\r\n"},
    {"X-UNKNOWN;A=b:c\\nd\r\n", "X-UNKNOWN;A=b:c\\nd\r\n"},
};

TEST(VcardConvert, EachRowGoesBothWays) {
    for (const auto& [old, current] : kRows) {
        EXPECT_EQ(converted_lines(old, "3.0", Version::k4_0), current);
        std::string back = converted_lines(current, "4.0", Version::k3_0);
        if (old.find("TYPE=home,pref") == std::string_view::npos) {
            EXPECT_EQ(back, old);
        }
    }
    EXPECT_EQ(converted_lines("EMAIL;TYPE=home;PREF=1:a@b\r\n", "4.0", Version::k3_0),
              "EMAIL;TYPE=home,pref:a@b\r\n");
    EXPECT_EQ(converted_lines("TEL;VALUE=uri;TYPE=home:tel:+1;ext=2\r\n", "4.0", Version::k3_0),
              "TEL;TYPE=home:+1\\;ext=2\r\n");
}

TEST(VcardConvert, Version21LosesItsEncodingsAndBareParameters) {
    EXPECT_EQ(converted_lines("TEL;HOME;PREF;FAX:1\r\n", "2.1", Version::k3_0),
              "TEL;TYPE=HOME;TYPE=PREF;TYPE=FAX:1\r\n");
    EXPECT_EQ(converted_lines("N;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:D=F6;a, b;=0D=0Ac\r\n", "2.1",
                              Version::k3_0),
              "N:Dö;a\\, b;\\nc\r\n");
    EXPECT_EQ(converted_lines("CATEGORIES:a,b\\;\r\nPHOTO;JPEG;BASE64:\r\n /9j/\r\n\r\n", "2.1",
                              Version::k4_0),
              "CATEGORIES:a,b\\;\r\nPHOTO:data:image/jpeg;base64,/9j/\r\n\r\n");
}

TEST(VcardConvert, TheSameVersionIsTheSameBytes) {
    const std::string text = "BEGIN:VCARD\nVERSION:4.0\nPHOTO;ENCODING=b:AA==\nEND:VCARD";
    const auto card = read(text);
    ASSERT_TRUE(card);
    EXPECT_EQ(write(converted(*card, Version::k4_0)), text);
}

// What a card says, whatever its version.
std::vector<std::string> said(const Card& card) {
    constexpr std::string_view kSame[] = {"N",     "FN",  "ORG",  "TITLE",      "EMAIL", "URL",
                                          "NOTE",  "UID", "ROLE", "CATEGORIES", "ADR",   "IMPP",
                                          "PHOTO", "KEY", "LOGO", "BDAY"};
    std::vector<std::string> out;
    for (const auto& property : card.properties) {
        if (std::find(std::begin(kSame), std::end(kSame), property.name()) == std::end(kSame)) {
            continue;
        }
        std::string line = property.group() + '.' + property.name();
        const auto date = read_date(property);
        if (const auto binary = read_binary(property)) {
            line += binary->bytes;
        } else if (property.name() == "BDAY" && date) {
            line += std::to_string(date->year.value_or(0)) + '/' + std::to_string(date->month) +
                    '/' + std::to_string(date->day);
        } else {
            for (const auto& component : property.components()) {
                line += '|' + component;
            }
        }
        out.push_back(std::move(line));
    }
    for (const auto& member : members(card)) {
        out.push_back(member);
    }
    return out;
}

TEST(VcardConvert, EveryCorpusCardSaysTheSameInEachVersion) {
    for (const auto& [name, text] : corpus_cards()) {
        SCOPED_TRACE(name);
        const auto card = read(text);
        ASSERT_TRUE(card);
        for (const auto to : {Version::k3_0, Version::k4_0}) {
            const auto there = read(write(converted(*card, to)));
            ASSERT_TRUE(there);
            EXPECT_EQ(there->version, to);
            EXPECT_EQ(said(*there), said(*card));
        }
    }
}

}  // namespace
}  // namespace syncgate::vcard
