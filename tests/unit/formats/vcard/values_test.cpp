// Dates, bytes and groups in a card.
#include <gmock/gmock.h>

#include "base/base64.h"
#include "formats/vcard/binary.h"
#include "formats/vcard/date.h"
#include "formats/vcard/group.h"

namespace syncgate::vcard {
namespace {

Property property_of(std::string_view line, Version version = Version::k3_0) {
    return Property::parsed(line, std::string(line), version);
}

std::string head_and_value(const Property& property) {
    std::string out = property.head();
    for (const auto& parameter : property.parameters()) {
        out += ';' + parameter.written;
    }
    return out + ':' + property.value();
}

struct DateCase {
    std::string_view line;
    std::optional<Date> date;
};
constexpr DateCase kDates[] = {
    {"BDAY:1996-04-15", Date{1996, 4, 15}},
    {"BDAY:19960415", Date{1996, 4, 15}},
    {"BDAY;VALUE=date:2012-06-06", Date{2012, 6, 6}},
    {"BDAY:1953-10-15T23:10:00Z", Date{1953, 10, 15}},
    {"BDAY:1987-09-27T08:30:00-06:00", Date{1987, 9, 27}},
    {"ANNIVERSARY:20090808T1430-0500", Date{2009, 8, 8}},
    {"BDAY:--0203", Date{std::nullopt, 2, 3}},
    {"BDAY:--02-29", Date{std::nullopt, 2, 29}},
    {"BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-22", Date{std::nullopt, 3, 22}},
    {"BDAY;X-APPLE-OMIT-YEAR=1604:1980-03-22", Date{1980, 3, 22}},
    {"BDAY: 1996-04-15 ", Date{1996, 4, 15}},
    {"BDAY;VALUE=text:19960415", std::nullopt},
    {"BDAY;VALUE=text:circa 1800", std::nullopt},
    {"BDAY:70-7-14", std::nullopt},
    {"BDAY:1985-04", std::nullopt},
    {"BDAY:1985", std::nullopt},
    {"BDAY:---12", std::nullopt},
    {"BDAY:0000", std::nullopt},
    {"BDAY:1996-13-01", std::nullopt},
    {"BDAY:1997-02-29", std::nullopt},
    {"BDAY:19960415x", std::nullopt},
    {"BDAY:", std::nullopt},
};

TEST(VcardDate, IsReadInEachOfItsForms) {
    for (const auto& [line, date] : kDates) {
        EXPECT_EQ(read_date(property_of(line)), date) << line;
    }
}

TEST(VcardDate, IsWrittenInTheFormThatStandsThere) {
    const Date date{1980, 5, 6};
    const auto changed = [&](std::string_view line, Version version, Date to) {
        Property property = property_of(line, version);
        write_date(property, to);
        return head_and_value(property);
    };
    EXPECT_EQ(changed("BDAY:1996-04-15", Version::k4_0, date), "BDAY:1980-05-06");
    EXPECT_EQ(changed("BDAY:19960415", Version::k3_0, date), "BDAY:19800506");
    EXPECT_EQ(changed("BDAY;VALUE=date:1996-04-15", Version::k3_0, date),
              "BDAY;VALUE=date:1980-05-06");
    EXPECT_EQ(changed("BDAY;VALUE=text:old", Version::k4_0, date), "BDAY:19800506");
    EXPECT_EQ(changed("BDAY:", Version::k3_0, date), "BDAY:1980-05-06");
    EXPECT_EQ(changed("BDAY:", Version::k4_0, date), "BDAY:19800506");
    EXPECT_EQ(changed("BDAY:", Version::k4_0, {std::nullopt, 5, 6}), "BDAY:--0506");
    EXPECT_EQ(changed("BDAY:1996-04-15", Version::k3_0, {std::nullopt, 5, 6}),
              "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-06");
    EXPECT_EQ(changed("BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-06", Version::k3_0, date),
              "BDAY:1980-05-06");
}

TEST(VcardDate, WhatIsWrittenIsRead) {
    for (const auto version : {Version::k2_1, Version::k3_0, Version::k4_0}) {
        for (const Date& date : {Date{2024, 2, 29}, Date{std::nullopt, 2, 29}, Date{1, 1, 1}}) {
            Property property("BDAY", version);
            write_date(property, date);
            EXPECT_EQ(read_date(property), date);
        }
    }
}

TEST(VcardBinary, IsReadFromBase64AndFromDataUris) {
    struct Case {
        std::string_view line;
        std::string_view bytes;
        std::string_view type;
    };
    constexpr Case kCases[] = {
        {"PHOTO;ENCODING=b;TYPE=JPEG:aGk=", "hi", "image/jpeg"},
        {"PHOTO;JPEG;BASE64: aG k=", "hi", "image/jpeg"},
        {"PHOTO;ENCODING=B;TYPE=image/png:aGk=", "hi", "image/png"},
        {"PHOTO;BASE64:R0lGODk=", "GIF89", "image/gif"},
        {"PHOTO:data:image/png;base64,aGk=", "hi", "image/png"},
        {"PHOTO:DATA:image/png;charset=x;base64\\,aGk=", "hi", "image/png"},
        {"SOUND;TYPE=BASIC;ENCODING=b:aGk=", "hi", "audio/basic"},
    };
    for (const auto& [line, bytes, type] : kCases) {
        const auto binary = read_binary(property_of(line));
        ASSERT_TRUE(binary) << line;
        EXPECT_EQ(binary->bytes, bytes) << line;
        EXPECT_EQ(binary->media_type, type) << line;
    }
}

TEST(VcardBinary, LinksAndRubbishAreNone) {
    for (const auto* line :
         {"PHOTO;VALUE=uri:http://127.0.0.1/x.gif", "PHOTO:https://x/y", "PHOTO;ENCODING=b:@@@@",
          "PHOTO;ENCODING=b:", "PHOTO:data:image/png,hi", "PHOTO;encoding=8bit:val\\nue"}) {
        EXPECT_FALSE(read_binary(property_of(line))) << line;
    }
}

TEST(VcardBinary, IsWrittenAsEachVersionHasIt) {
    const auto changed = [](std::string_view line, Version version) {
        Property property = property_of(line, version);
        write_binary(property, "\xff\xd8\xff");
        return head_and_value(property);
    };
    EXPECT_EQ(changed("PHOTO;VALUE=uri;TYPE=GIF:http://x", Version::k3_0),
              "PHOTO;ENCODING=b;TYPE=JPEG:/9j/");
    EXPECT_EQ(changed("item1.PHOTO;GIF;BASE64:R0lG", Version::k2_1),
              "item1.PHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/");
    EXPECT_EQ(changed("PHOTO;MEDIATYPE=image/gif:http://x", Version::k4_0),
              "PHOTO:data:image/jpeg;base64,/9j/");
}

TEST(VcardGroup, OfEitherKindHasMembersEachOnce) {
    const auto card = read(
        "BEGIN:VCARD\r\nX-ADDRESSBOOKSERVER-KIND:Group\r\n"
        "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:b\r\nMEMBER:mailto:a@x\r\n"
        "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:b\r\nEND:VCARD\r\n");
    ASSERT_TRUE(card);
    EXPECT_TRUE(is_group(*card));
    EXPECT_THAT(members(*card), testing::ElementsAre("urn:uuid:b", "mailto:a@x"));
    const auto person = read("BEGIN:VCARD\r\nKIND:individual\r\nEND:VCARD\r\n");
    ASSERT_TRUE(person);
    EXPECT_FALSE(is_group(*person));
}

}  // namespace
}  // namespace syncgate::vcard
