#include "formats/vcard/card.h"

#include <gmock/gmock.h>

namespace syncgate::vcard {
namespace {

using testing::ElementsAre;

std::string text_of(std::string_view lines, std::string_view version = "3.0") {
    return "BEGIN:VCARD\r\nVERSION:" + std::string(version) + "\r\n" + std::string(lines) +
           "END:VCARD\r\n";
}

Card card_of(std::string_view lines, std::string_view version = "3.0") {
    auto card = read(text_of(lines, version));
    EXPECT_TRUE(card);
    return *std::move(card);
}

// The third property: the first after BEGIN and VERSION.
const Property& first(const Card& card) {
    return card.properties.at(2);
}

// The lines of a card after `edit` of its third property.
template <class Edit>
std::string edited(std::string_view lines, std::string_view version, Edit edit) {
    Card card = card_of(lines, version);
    edit(card.properties.at(2));
    const std::string text = write(card);
    const std::string before = text_of("", version);
    const auto end = text.size() - std::string_view("END:VCARD\r\n").size();
    const auto begin = before.size() - std::string_view("END:VCARD\r\n").size();
    return text.substr(begin, end - begin);
}

TEST(VcardRead, NamesHaveGroupsAndAnyCase) {
    const Card card = card_of("item1.eMail:a@b\r\nX-GOOGLE TALK;TYPE=WORK:jane\r\n");
    EXPECT_EQ(first(card).name(), "EMAIL");
    EXPECT_EQ(first(card).group(), "item1");
    EXPECT_EQ(card.properties[3].name(), "X-GOOGLE TALK");
}

TEST(VcardRead, ParametersHaveListsQuotesAndCarets) {
    const Card card = card_of(
        "ADR;TYPE=\"home,work\",x;LABEL=\"1 Main St.: a^nb ^'c^' ^^d ^x\";PREF=1:;;;\r\n", "4.0");
    const auto& parameters = first(card).parameters();
    ASSERT_EQ(parameters.size(), 3U);
    EXPECT_THAT(parameters[0].values, ElementsAre("home,work", "x"));
    EXPECT_EQ(first(card).parameter("LABEL"), "1 Main St.: a\nb \"c\" ^d ^x");
    for (const auto* type : {"HOME", "work", "X"}) {
        EXPECT_TRUE(first(card).has_type(type)) << type;
    }
    EXPECT_FALSE(first(card).has_type("PREF"));
}

TEST(VcardRead, BareParametersAreTypesOrEncodings) {
    const Card card = card_of("TEL;HOME;FAX;QUOTED-PRINTABLE:=2B1\r\n", "2.1");
    EXPECT_TRUE(first(card).has_type("home"));
    EXPECT_TRUE(first(card).has_type("FAX"));
    EXPECT_EQ(first(card).text(), "+1");
}

TEST(VcardRead, ParametersWithAnOpenQuoteAreNotLookedAtAndGoWithAnEdit) {
    const Card card = card_of("TEL;TYPE=\"cell:1\r\n");
    EXPECT_EQ(first(card).name(), "TEL");
    EXPECT_EQ(first(card).value(), "1");
    EXPECT_EQ(edited("TEL;TYPE=\"cell:1\r\n", "3.0", [](Property& p) { p.set_text("a\":b"); }),
              "TEL:a\":b\r\n");
}

TEST(VcardRead, ANameWithAQuoteIsNone) {
    EXPECT_EQ(first(card_of("A\"B:c\r\n")).name(), "");
}

TEST(VcardRead, OnlyAnEncodingMakesSoftBreaks) {
    const Card card = card_of("X-A;B=\"quoted-printable:\":1=\r\nFN:x\r\n", "2.1");
    EXPECT_EQ(first(card).text(), "1=");
    EXPECT_EQ(card.properties[3].name(), "FN");
}

TEST(VcardRead, FoldsAreTakenOffAndIn21TheirBlankStays) {
    EXPECT_EQ(first(card_of("NOTE:a\r\n b\n\tc\r\n  d\r\n")).text(), "abc d");
    EXPECT_EQ(first(card_of("NOTE:a\r\n b\r\n", "2.1")).text(), "a b");
}

TEST(VcardRead, SoftBreaksJoinLinesButNeverTheEnd) {
    EXPECT_EQ(
        first(card_of("N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=\r\n=A4;x=\r\n y\r\n", "2.1"))
            .components(),
        (std::vector<std::string>{"ä", "x y"}));
    EXPECT_EQ(first(card_of("N;ENCODING=QUOTED-PRINTABLE:x=\r\n", "2.1")).text(), "x=");
}

TEST(VcardRead, ASemicolonThatIsEncodedSeparatesNothing) {
    EXPECT_THAT(first(card_of("N;QUOTED-PRINTABLE:a=3Bb;c\r\n", "2.1")).components(),
                ElementsAre("a;b", "c"));
}

TEST(VcardRead, CharsetsAreRead) {
    EXPECT_EQ(first(card_of("FN;CHARSET=ISO-8859-1:J\xf6rg\r\n")).text(), "Jörg");
    EXPECT_EQ(first(card_of("FN;CHARSET=SHIFT_JIS:\x83\x5c\r\n", "2.1")).text(), "ソ");
    EXPECT_EQ(first(card_of("FN:J\xf6rg\r\n")).text(), "Jörg") << "undeclared";
    EXPECT_EQ(first(card_of("FN;CHARSET=nonsense:Jörg\r\n")).text(), "Jörg");
}

TEST(VcardRead, Base64LinesThatAPhoneDidNotFoldBelongToTheirPicture) {
    const Card card =
        card_of("PHOTO;ENCODING=BASE64;JPEG:\r\n /9j/\r\n4AAQ\r\n\r\nFN:x\r\n", "2.1");
    EXPECT_EQ(first(card).value(), " /9j/4AAQ");
    EXPECT_EQ(card.properties[4].name(), "FN");
}

TEST(VcardRead, EscapesAreUndoneAsTheyAreMeant) {
    EXPECT_EQ(first(card_of("NOTE:a\\nb\\Nc\\,d\\;e\\\\f\\\"g\r\n")).text(), "a\nb\nc,d;e\\f\"g");
    EXPECT_EQ(first(card_of("URL:http\\://x\r\n")).text(), "http://x");
    EXPECT_EQ(first(card_of("NOTE:C:\\temp\\\r\n")).text(), "C:\\temp\\");
    EXPECT_THAT(first(card_of("N:Doe\\;x;J,K\\,L;\r\n")).components(),
                ElementsAre("Doe;x", "J,K,L", ""));
    EXPECT_THAT(first(card_of("CATEGORIES:a\\,b,c\r\n")).items(), ElementsAre("a,b", "c"));
    EXPECT_EQ(first(card_of("N:a;b\r\n")).component(7), "");
}

TEST(VcardRead, LabelsOfAppleNameTheirGroup) {
    const Card card = card_of(
        "item2.TEL:1\r\nITEM2.X-ABLabel:_$!<AssistantPhone>!$_\r\r\nitem3.TEL:2\r\n"
        "item3.X-ABLABEL:Useless\r\nTEL:3\r\n");
    EXPECT_EQ(card.label(card.properties[2]), "AssistantPhone");
    EXPECT_EQ(card.label(card.properties[4]), "Useless");
    EXPECT_EQ(card.label(card.properties[6]), "");
}

TEST(VcardWrite, AChangedTextIsEscaped) {
    EXPECT_EQ(edited("item1.Note;X-A=\"b\":x\r\n", "3.0",
                     [](Property& p) { p.set_text("a;b,c\\d\r\ne: \"f\""); }),
              "item1.Note;X-A=\"b\":a\\;b\\,c\\\\d\\ne: \"f\"\r\n");
}

TEST(VcardWrite, AChangedComponentLeavesTheOthersAsTheyStand) {
    EXPECT_EQ(
        edited("N:Doe;Phil\\ip,Paul;\r\n", "3.0", [](Property& p) { p.set_component(3, "Dr."); }),
        "N:Doe;Phil\\ip,Paul;;Dr.\r\n");
    EXPECT_EQ(edited("N;CHARSET=ISO-8859-1:J\xf6rg;b\r\n", "3.0",
                     [](Property& p) { p.set_component(1, "ä"); }),
              "N:Jörg;ä\r\n");
}

TEST(VcardWrite, Version21TakesQuotedPrintableWhereItMust) {
    EXPECT_EQ(edited("N:a;b\r\n", "2.1", [](Property& p) { p.set_component(1, "x,y;z"); }),
              "N:a;x,y\\;z\r\n");
    EXPECT_EQ(edited("NOTE;HOME:x\r\n", "2.1", [](Property& p) { p.set_text("ä=1\nb"); }),
              "NOTE;HOME;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=A4=3D1=0D=0Ab\r\n");
    EXPECT_EQ(edited("NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=A4\r\n", "2.1",
                     [](Property& p) { p.set_text("plain"); }),
              "NOTE:plain\r\n");
}

TEST(VcardWrite, LongLinesAreFoldedBetweenCharacters) {
    const std::string line = edited("NOTE:x\r\n", "4.0", [](Property& p) {
        std::string text(69, 'a');
        p.set_text(text + "ää" + text + "bc");
    });
    EXPECT_EQ(line,
              "NOTE:" + std::string(69, 'a') + "\r\n ää" + std::string(69, 'a') + "b\r\n c\r\n");
}

TEST(VcardWrite, ANameIsNeverFolded) {
    const std::string name(100, 'A');
    EXPECT_EQ(edited(name + ":x\r\n", "3.0", [](Property& p) { p.set_text("y"); }),
              name + ":\r\n y\r\n");
}

TEST(VcardWrite, SoftBreaksNeverCutWhatIsEncoded) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
        text += "ä";
    }
    const std::string written = edited("NOTE:x\r\n", "2.1", [&](Property& p) { p.set_text(text); });
    EXPECT_NE(written.find("=\r\n"), std::string::npos);
    const Card again = card_of(written, "2.1");
    EXPECT_EQ(first(again).text(), text);
    EXPECT_EQ(again.properties.size(), 4U);
}

TEST(VcardWrite, ParametersAreAddedReplacedAndTakenOff) {
    EXPECT_EQ(edited("ADR;TYPE=home:;;\r\n", "4.0",
                     [](Property& p) {
                         p.set_parameter("LABEL", "a\nb \"c\"^;");
                         p.set_parameter("TYPE", "work");
                     }),
              "ADR;TYPE=work;LABEL=\"a^nb ^'c^'^^;\":;;\r\n");
    EXPECT_EQ(edited("TEL;VALUE=uri;TYPE=home:tel:1\r\n", "4.0",
                     [](Property& p) { p.remove_parameter("VALUE"); }),
              "TEL;TYPE=home:tel:1\r\n");
}

TEST(VcardWrite, NewPropertiesStandBeforeTheEndWithTheLineEndsOfTheCard) {
    auto card = read("BEGIN:VCARD\nVERSION:3.0\nFN:x\nEND:VCARD\n");
    ASSERT_TRUE(card);
    Property note("NOTE", card->version);
    note.set_text("y");
    EXPECT_EQ(card->add(std::move(note)), 3U);
    EXPECT_EQ(write(*card), "BEGIN:VCARD\nVERSION:3.0\nFN:x\nNOTE:y\nEND:VCARD\n");
}

TEST(VcardWrite, ANewCardIsReadAgain) {
    const std::string text = write(new_card("a;b"));
    EXPECT_EQ(text,
              "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Syncgate//EN\r\nUID:a\\;b\r\nEND:VCARD\r\n");
    EXPECT_TRUE(read(text));
}

TEST(VcardCards, AFileMayHoldSeveral) {
    const std::string one = text_of("FN:a\r\n");
    const std::string two =
        text_of("AGENT:\r\nBEGIN:VCARD\r\nFN:c\r\nEND:VCARD\r\nFN:b\r\n", "2.1");
    EXPECT_THAT(cards_in("junk\r\n" + one + "\r\n" + two + "BEGIN:VCARD\r\nFN:cut\r\n"),
                ElementsAre(one, two));
    EXPECT_THAT(cards_in("\xEF\xBB\xBF" + one), ElementsAre(one));
}

}  // namespace
}  // namespace syncgate::vcard
