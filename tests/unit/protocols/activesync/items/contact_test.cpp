#include "protocols/activesync/items/contact.h"

#include <array>
#include <string>

#include <gmock/gmock.h>

#include "base/limits.h"
#include "protocols/activesync/items/contact_names.h"
#include "tests/unit/protocols/activesync/items/contact_fixture.h"

namespace syncgate::activesync {
namespace {

namespace base = wbxml::air_sync_base;
namespace contacts = wbxml::contacts;
namespace contacts2 = wbxml::contacts2;

constexpr std::string_view kJane =
    "N:Doe;Jane;;Dr.;\r\nFN:Dr. Jane Doe\r\nORG:Acme\\; Sons;Research;Cellar\r\n"
    "TEL;TYPE=HOME,VOICE:+49 30 1\r\nX-SHOE-SIZE:38\r\n";

ErrorCode refused(const vcard::Card& card, const wbxml::Element& data,
                  const EditOptions& merge = {}) {
    const auto result = merge_contact(card, data, merge);
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code;
}

EditOptions ghosting_all_but(std::vector<wbxml::Tag> tags) {
    EditOptions merge;
    std::sort(tags.begin(), tags.end());
    merge.supported = {true, std::move(tags)};
    return merge;
}

TEST(Contact, AnEditKeepsWhatActiveSyncCannotSay) {
    const auto card = card_of(kJane);
    const auto data = with(rendered(card), contacts::kLastName, "Roe");
    EXPECT_EQ(lines_of(merged(card, with(data, contacts::kFileAs, std::nullopt))),
              "N:Roe;Jane;;Dr.;\r\nFN:Dr. Jane Roe\r\nORG:Acme\\; Sons;Research;Cellar\r\n"
              "TEL;TYPE=HOME,VOICE:+49 30 1\r\nX-SHOE-SIZE:38\r\n");
}

TEST(Contact, AbsentMeansRemovedUnlessGhosted) {
    const auto card = card_of(kJane);
    const auto data = contact_with(contacts::kLastName, "Doe");
    EXPECT_EQ(lines_of(merged(card, data)),
              "N:Doe;;;;\r\nFN:Doe\r\nORG:;;Cellar\r\nX-SHOE-SIZE:38\r\n");
    EXPECT_EQ(lines_of(merged(card, data, ghosting_all_but({}))), kJane) << "an empty Supported";
    EXPECT_EQ(lines_of(merged(card, data,
                              ghosting_all_but({contacts::kLastName, contacts::kDepartment}))),
              "N:Doe;Jane;;Dr.;\r\nFN:Dr. Jane Doe\r\nORG:Acme\\; Sons;;Cellar\r\n"
              "TEL;TYPE=HOME,VOICE:+49 30 1\r\nX-SHOE-SIZE:38\r\n");
}

TEST(Contact, SlotsStayWhenTheOneBeforeGoes) {
    const auto card = card_of(
        "N:x;;;;\r\nFN:x\r\nTEL;TYPE=HOME:1\r\nTEL;TYPE=HOME:2\r\n"
        "TEL;TYPE=HOME:3\r\n");
    const auto edited =
        merged(card, with(rendered(card), contacts::kHomePhoneNumber, std::nullopt));
    EXPECT_EQ(lines_of(edited),
              "N:x;;;;\r\nFN:x\r\nTEL;TYPE=HOME;X-SYNCGATE-SLOT=1:2\r\n"
              "TEL;TYPE=HOME;X-SYNCGATE-SLOT=2:3\r\n");
    EXPECT_EQ(shown(edited, contacts::kHome2PhoneNumber), "2");
    const auto filled = merged(edited, with(rendered(edited), contacts::kHomePhoneNumber, "4"));
    EXPECT_EQ(shown(filled, contacts::kHomePhoneNumber), "4");
    EXPECT_EQ(shown(filled, contacts::kHome2PhoneNumber), "2");
}

TEST(Contact, ASecondThingAloneIsPinnedToItsSlot) {
    const auto card =
        merged(card_of("N:;;;;\r\nFN:a@b\r\n"), contact_with(contacts::kEmail2Address, "a@b"));
    EXPECT_EQ(lines_of(card), "N:;;;;\r\nFN:a@b\r\nEMAIL;X-SYNCGATE-SLOT=1:a@b\r\n");
    EXPECT_EQ(shown(card, contacts::kEmail1Address), "(none)");
}

TEST(Contact, APhoneOfNoKindIsSeenAtHomeBehindThoseOfHome) {
    const auto card = card_of("TEL:1\r\nTEL;TYPE=HOME:2\r\nTEL;TYPE=CELL:3\r\n");
    EXPECT_EQ(shown(card, contacts::kHomePhoneNumber), "2");
    EXPECT_EQ(shown(card, contacts::kHome2PhoneNumber), "1");
    EXPECT_EQ(shown(card, contacts::kMobilePhoneNumber), "3");
}

struct PhoneCase {
    std::string_view line;
    wbxml::Tag tag;
};
constexpr PhoneCase kPhones[] = {
    {"TEL;HOME;FAX:1", contacts::kHomeFaxNumber},
    {"TEL;TYPE=work;TYPE=fax:1", contacts::kBusinessFaxNumber},
    {"TEL;TYPE=FAX:1", contacts::kBusinessFaxNumber},
    {"TEL;TYPE=\"work,cell,voice\":1", contacts::kMobilePhoneNumber},
    {"TEL;TYPE=WORK,MSG:1", contacts::kBusinessPhoneNumber},
    {"TEL;VALUE=uri;TYPE=pager:tel:1", contacts::kPagerNumber},
    {"TEL;CAR:1", contacts::kCarPhoneNumber},
    {"TEL;TYPE=X-EVOLUTION-RADIO:1", contacts::kRadioPhoneNumber},
    {"TEL;TYPE=X-EVOLUTION-ASSISTANT:1", contacts::kAssistantPhoneNumber},
    {"item1.TEL:1\r\nitem1.X-ABLabel:_$!<AssistantPhone>!$_", contacts::kAssistantPhoneNumber},
    {"TEL;TYPE=MAIN:1", contacts2::kCompanyMainPhone},
};

TEST(Contact, PhonesAreKnownByTheirTypesAndLabels) {
    for (const auto& [line, tag] : kPhones) {
        EXPECT_EQ(shown(card_of(std::string(line) + "\r\n"), tag), "1") << line;
    }
    EXPECT_EQ(rendered(card_of("TEL;TYPE=MODEM:1\r\n")).children().size(), 2U)
        << "a body and its type";
}

TEST(Contact, AChangedNumberOfAUriIsText) {
    const auto card = card_of("N:x;;;;\r\nFN:x\r\nTEL;VALUE=uri;TYPE=home:tel:+1;ext=2\r\n", "4.0");
    EXPECT_EQ(shown(card, contacts::kHomePhoneNumber), "+1;ext=2");
    EXPECT_EQ(lines_of(merged(card, with(rendered(card), contacts::kHomePhoneNumber, "5"))),
              "N:x;;;;\r\nFN:x\r\nTEL;TYPE=home:5\r\n");
}

TEST(Contact, TheLabelOfWhatGoesGoesToo) {
    const auto card = card_of(
        "N:x;;;;\r\nFN:x\r\nitem1.TEL:1\r\nitem1.X-ABLabel:Assistant\r\n"
        "item2.ADR;TYPE=HOME:;;s;;;;\r\nitem2.X-ABADR:de\r\n"
        "item3.URL:u\r\nitem3.X-ABLabel:y\r\nitem3.X-OTHER:z\r\n");
    EXPECT_EQ(lines_of(merged(card, contact_with(contacts::kLastName, "x"))),
              "N:x;;;;\r\nFN:x\r\nitem3.X-ABLabel:y\r\nitem3.X-OTHER:z\r\n");
}

TEST(Contact, StreetsShowTheBoxAndTheFlat) {
    const auto card =
        card_of("N:x;;;;\r\nFN:x\r\nADR;TYPE=WORK;LABEL=old:;Suite 101;38 West;L;;;\r\n", "4.0");
    EXPECT_EQ(shown(card, contacts::kBusinessAddressStreet), "Suite 101\r\n38 West");
    EXPECT_EQ(lines_of(merged(card, with(rendered(card), contacts::kBusinessAddressStreet, "1 A"))),
              "N:x;;;;\r\nFN:x\r\nADR;TYPE=WORK:;;1 A;L;;;\r\n");
}

TEST(Contact, MessengersKeepTheirService) {
    const auto card = merged(card_of("N:x;;;;\r\nFN:x\r\n"), [] {
        auto data = contact_with(contacts::kLastName, "x");
        data.add(contacts2::kIMAddress, std::string("jane@example.com"));
        data.add(contacts2::kIMAddress2, std::string("xmpp:j@x"));
        data.add(contacts2::kIMAddress3, std::string("im:j"));
        return data;
    }());
    EXPECT_EQ(lines_of(card),
              "N:x;;;;\r\nFN:x\r\nIMPP:im:jane@example.com\r\nIMPP:xmpp:j@x\r\n"
              "IMPP:im:im:j\r\n");
    EXPECT_EQ(shown(card, contacts2::kIMAddress), "jane@example.com");
    EXPECT_EQ(shown(card_of("X-AIM:a\r\nIMPP:skype:b\r\n"), contacts2::kIMAddress2), "a");
}

struct DayCase {
    std::string_view sent;
    std::string_view day;
};
constexpr DayCase kDays[] = {
    {"1980-03-22T00:00:00.000Z", "1980-03-22"},  // midnight
    {"1980-03-22T12:00:00.000Z", "1980-03-22"},  // noon
    {"1980-03-22T11:59:00.000Z", "1980-03-22"},
    {"1980-03-21T23:00:00.000Z", "1980-03-22"},  // midnight in Berlin
    {"1980-03-21T15:00:00Z", "1980-03-22"},      // in Tokyo
    {"19800322T080000Z", "1980-03-22"},          // in Los Angeles
    {"1980-03-22T11:00:00.000Z", "1980-03-22"},  // in Pago Pago
};

TEST(Contact, ADayIsTheSameWhateverMidnightTheClientSends) {
    for (const auto& [sent, day] : kDays) {
        for (const auto tag : {contacts::kBirthday, contacts::kAnniversary}) {
            auto data = contact_with(contacts::kLastName, "x");
            data.add(tag, std::string(sent));
            const auto card = merged(card_of("N:x;;;;\r\nFN:x\r\n"), data);
            EXPECT_EQ(shown(card, tag), std::string(day) + "T00:00:00.000Z") << sent;
        }
    }
}

TEST(Contact, ADayThatStandsKeepsItsFormAndItsTime) {
    for (const auto* line :
         {"BDAY:1953-10-15T23:10:00Z\r\n", "BDAY;VALUE=date:1953-10-15\r\n", "BDAY:19531015\r\n"}) {
        const auto card = card_of("N:x;;;;\r\nFN:x\r\n" + std::string(line));
        const auto data = with(rendered(card), contacts::kBirthday, "1953-10-14T23:00:00.000Z");
        EXPECT_EQ(lines_of(merged(card, data)), "N:x;;;;\r\nFN:x\r\n" + std::string(line));
    }
}

TEST(Contact, ADayWithoutAYearIsOneOf1604) {
    const auto card = card_of("N:x;;;;\r\nFN:x\r\nBDAY:--0229\r\n", "4.0");
    EXPECT_EQ(shown(card, contacts::kBirthday), "1604-02-29T00:00:00.000Z");
    const auto data = with(rendered(card), contacts::kBirthday, "1604-03-01T00:00:00.000Z");
    EXPECT_EQ(lines_of(merged(card, data)), "N:x;;;;\r\nFN:x\r\nBDAY:--0301\r\n");
}

TEST(Contact, ADayThatCannotBeShownStaysUntilAnotherIsSent) {
    const auto card = card_of("N:x;;;;\r\nFN:x\r\nBDAY;VALUE=text:circa 1800\r\n", "4.0");
    EXPECT_EQ(shown(card, contacts::kBirthday), "(none)");
    const auto data = contact_with(contacts::kLastName, "x");
    EXPECT_EQ(lines_of(merged(card, data)), lines_of(card));
    EXPECT_EQ(lines_of(merged(card, with(data, contacts::kBirthday, "1980-03-22T00:00:00.000Z"))),
              "N:x;;;;\r\nFN:x\r\nBDAY:19800322\r\n");
}

TEST(Contact, WhatIsNoDayOrNoPictureIsRefused) {
    const auto card = card_of("N:x;;;;\r\nFN:x\r\n");
    for (const auto* text : {"yesterday", "1980-02-30T00:00:00.000Z", "9999-12-31T20:00:00.000Z"}) {
        EXPECT_EQ(refused(card, contact_with(contacts::kBirthday, text)), ErrorCode::kMalformed);
    }
    EXPECT_EQ(refused(card, contact_with(contacts::kPicture, "@")), ErrorCode::kMalformed);
    EXPECT_TRUE(
        merge_contact(card, contact_with(contacts::kPicture, std::string(49'152, 'A')), {}));
    EXPECT_EQ(refused(card, contact_with(contacts::kPicture, std::string(49'156, 'A'))),
              ErrorCode::kMalformed);
}

TEST(Contact, APictureTooLargeToShowIsKept) {
    const std::string photo = "PHOTO;ENCODING=b:" + std::string(60'000, 'A') + "\r\n";
    const auto card = card_of("N:x;;;;\r\nFN:x\r\n" + photo);
    EXPECT_EQ(shown(card, contacts::kPicture), "(none)");
    EXPECT_EQ(lines_of(merged(card, contact_with(contacts::kLastName, "x"))), lines_of(card));
}

TEST(Contact, AnEmptyPictureRemovesItButForClientsThatAlwaysSendOne) {
    const auto card = card_of("N:x;;;;\r\nFN:x\r\nPHOTO;ENCODING=b:/9j/\r\n");
    auto data = contact_with(contacts::kLastName, "x");
    data.add(contacts::kPicture);
    EXPECT_EQ(lines_of(merged(card, data)), "N:x;;;;\r\nFN:x\r\n");
    EditOptions merge;
    merge.empty_picture_keeps = true;
    EXPECT_EQ(lines_of(merged(card, data, merge)), lines_of(card));
}

TEST(Contact, ALinkToAPictureGivesWayToOne) {
    const auto card = card_of(
        "N:x;;;;\r\nFN:x\r\nPHOTO;VALUE=uri:http://x\r\n"
        "PHOTO;ENCODING=b:/9j/\r\n");
    EXPECT_EQ(shown(card, contacts::kPicture), "/9j/");
    const auto link = card_of("N:x;;;;\r\nFN:x\r\nPHOTO;VALUE=uri:http://x\r\n");
    EXPECT_EQ(lines_of(merged(link, with(rendered(link), contacts::kPicture, "/9j/"))),
              "N:x;;;;\r\nFN:x\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/\r\n");
}

TEST(Contact, CategoriesAreEditedOneByOne) {
    const auto card = card_of("N:x;;;;\r\nFN:x\r\nCATEGORIES:a,b\\,c\r\nCATEGORIES:d\r\n");
    auto data = contact_with(contacts::kLastName, "x");
    auto& list = data.add(contacts::kCategories);
    for (const auto* item : {"e", "b,c", "b,c"}) {
        list.add(contacts::kCategory, std::string(item));
    }
    EXPECT_EQ(lines_of(merged(card, data)), "N:x;;;;\r\nFN:x\r\nCATEGORIES:b\\,c,e\r\n");
    EXPECT_EQ(lines_of(merged(card, contact_with(contacts::kLastName, "x"))),
              "N:x;;;;\r\nFN:x\r\n");
}

TEST(Contact, ChildrenAreKnownInEachFormAndEditedOneByOne) {
    const auto card = card_of(
        "N:x;;;;\r\nFN:x\r\nitem1.X-ABRELATEDNAMES:Ann\r\n"
        "item1.X-ABLabel:_$!<Child>!$_\r\nRELATED;TYPE=child;VALUE=text:Bo\r\n"
        "RELATED;TYPE=child:urn:uuid:1\r\n");
    auto data = contact_with(contacts::kLastName, "x");
    auto& list = data.add(contacts::kChildren);
    list.add(contacts::kChild, std::string("Bo"));
    list.add(contacts::kChild, std::string("Cy"));
    EXPECT_EQ(lines_of(merged(card, data)),
              "N:x;;;;\r\nFN:x\r\nRELATED;TYPE=child;VALUE=text:Bo\r\n"
              "RELATED;TYPE=child:urn:uuid:1\r\nX-SYNCGATE-CHILD:Cy\r\n");
}

TEST(Contact, ListsHold300Items) {
    const auto card = card_of("N:x;;;;\r\nFN:x\r\n");
    for (const auto& [list, item] : {std::pair{contacts::kCategories, contacts::kCategory},
                                     std::pair{contacts::kChildren, contacts::kChild}}) {
        wbxml::Element data(wbxml::air_sync::kApplicationData);
        auto& items = data.add(list);
        for (int i = 0; i < 300; ++i) {
            items.add(item, std::to_string(i));
        }
        EXPECT_EQ(rendered(merged(card, data)).child(list)->children().size(), 300U);
        items.add(item, std::string("one more"));
        EXPECT_EQ(refused(card, data), ErrorCode::kMalformed);
    }
}

TEST(Contact, FiledAsItsOwnerSaysElseAsItsNameReads) {
    const auto card = card_of("N:Doe;Jane;;;\r\nFN:Jane Doe\r\n");
    EXPECT_EQ(shown(card, contacts::kFileAs), "Jane Doe");
    EXPECT_EQ(shown(card_of("N:Doe;Jane;;Dr.;\r\n"), contacts::kFileAs), "Dr. Jane Doe");
    EXPECT_EQ(shown(card_of("EMAIL:a@b\r\nORG:Acme\r\n"), contacts::kFileAs), "Acme");
    EXPECT_EQ(shown(card_of("EMAIL:a@b\r\n"), contacts::kFileAs), "a@b");
    const auto filed = merged(card, with(rendered(card), contacts::kFileAs, "Doe, Jane"));
    EXPECT_EQ(lines_of(filed),
              "N:Doe;Jane;;;\r\nFN:Jane Doe\r\nX-EVOLUTION-FILE-AS:Doe\\, Jane\r\n");
    EXPECT_EQ(lines_of(merged(filed, with(rendered(filed), contacts::kFileAs, std::nullopt))),
              lines_of(card));
}

TEST(Contact, AFormattedNameAloneStandsInForTheLastName) {
    const auto card = card_of("FN:Mickey Mouse\r\n");
    EXPECT_EQ(shown(card, contacts::kLastName), "Mickey Mouse");
    EXPECT_EQ(lines_of(merged(card, rendered(card))), "FN:Mickey Mouse\r\n");
    const auto named = merged(card, with(rendered(card), contacts::kTitle, "Mr."));
    EXPECT_EQ(shown(named, contacts::kLastName), "Mickey Mouse");
    EXPECT_EQ(shown(named, contacts::kTitle), "Mr.");
    EXPECT_EQ(shown(card_of("FN:Acme\r\nORG:Acme\r\n"), contacts::kLastName), "(none)");
}

TEST(Contact, ANewOneHasWhatVcardRequires) {
    const auto card = merged(new_contact("u1"), contact_with(contacts::kCompanyName, "Acme"));
    EXPECT_EQ(vcard::write(card),
              "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Syncgate//EN\r\nUID:u1\r\nN:;;;;\r\n"
              "FN:Acme\r\nORG:Acme\r\nEND:VCARD\r\n");
}

TEST(Contact, WhatOnlyTheServerWritesIsShownSince14AndNeverTaken) {
    const auto card = card_of(
        "N:x;;;;\r\nFN:x\r\nX-SYNCGATE-ALIAS:jane\r\n"
        "X-SYNCGATE-WEIGHTED-RANK:7\r\n");
    EXPECT_EQ(shown(card, contacts::kWeightedRank), "7");
    EXPECT_FALSE(rendered(card, Version::k12_1).has(contacts::kAlias));
    auto data = contact_with(contacts::kLastName, "x");
    data.add(contacts::kAlias, std::string("other"));
    EXPECT_EQ(lines_of(merged(card, data)), lines_of(card));
}

TEST(Contact, ACardOverItsLimitIsRefused) {
    const auto card =
        card_of("N:x;;;;\r\nFN:x\r\nX-A:" + std::string(limits::kVcardBytes - 576, 'x') + "\r\n");
    EXPECT_EQ(refused(card, contact_with(contacts::kLastName, std::string(1000, 'y'))),
              ErrorCode::kTooLarge);
}

struct NameCase {
    std::string_view formatted;
    Names before;
    Names after;
    std::string_view follows;
};
const NameCase kNames[] = {
    {"Jane Doe", {.first = "Jane", .last = "Doe"}, {.first = "Jane", .last = "Roe"}, "Jane Roe"},
    {"Doe, Jane", {.first = "Jane", .last = "Doe"}, {.first = "Joan", .last = "Doe"}, "Doe, Joan"},
    {"Dr. Jane Doe", {"Dr.", "Jane", "", "Doe"}, {"", "Jane", "Q.", "Doe"}, "Jane Q. Doe"},
    {"山田太郎", {.first = "太郎", .last = "山田"}, {.first = "花子", .last = "山田"}, "山田花子"},
    {"Grandma", {.first = "Jane", .last = "Doe"}, {.first = "Jane", .last = "Roe"}, "Grandma"},
    {"Jane Doe (work)",
     {.first = "Jane", .last = "Doe"},
     {.first = "Jane", .last = "Roe"},
     "Jane Roe (work)"},
    {"Jan January", {.first = "Jan"}, {.first = "Jo"}, "Jo January"},
    {"Acme", {.company = "Acme"}, {.first = "Tim", .company = "Acme"}, "Tim"},
    {"a@b", {.reached_at = "a@b"}, {.reached_at = "c@d"}, "c@d"},
    {"Doe", {.last = "Doe"}, {.company = "Acme"}, "Acme"},
    {"", {}, {.first = "Jane"}, "Jane"},
};

TEST(ContactNames, TheFormattedNameFollowsItsParts) {
    for (const auto& [formatted, before, after, follows] : kNames) {
        EXPECT_EQ(following_name(formatted, before, after), follows) << formatted;
    }
}

TEST(Contact, ARevisionSaysWhenTheCardWasEdited) {
    constexpr UnixSeconds kNow = 1'795'773'600;
    EditOptions options;
    options.now = kNow;
    for (const auto& [version, before, after] :
         {std::array{"3.0", "REV:1995-10-31T22:27:10Z\r\n", "REV:2026-11-27T10:00:00Z\r\n"},
          std::array{"4.0", "REV:19951031T222710Z\r\n", "REV:20261127T100000Z\r\n"},
          std::array{"3.0", "", ""}}) {
        const std::string names = "N:Doe;;;;\r\nFN:Doe\r\n";
        const auto card = card_of(names + before, version);
        const auto data = rendered(card);
        EXPECT_EQ(lines_of(merged(card, data, options)), names + before) << "no edit";
        EXPECT_EQ(lines_of(merged(card, with(data, contacts::kJobTitle, "Boss"), options)),
                  names + after + "TITLE:Boss\r\n");
    }
}

}  // namespace
}  // namespace syncgate::activesync
