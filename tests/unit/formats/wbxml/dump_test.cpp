#include <gtest/gtest.h>

#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"

namespace syncgate::wbxml {
namespace {

using namespace std::string_view_literals;
using namespace std::string_literals;

TEST(Dump, IsIndentedAndNamesTheNamespaces) {
    Element root(air_sync::kSync);
    auto& data = root.add(air_sync::kCollections).add(air_sync::kCollection);
    data.add(air_sync::kSyncKey, "{3}12"s);
    data.add(air_sync::kMoreAvailable);
    data.add(email::kSubject, "a < b & c > d"s);
    data.add(Element::opaque(email2::kConversationIndex, "\x00\xca\x01"s));
    EXPECT_EQ(dump(root),
              "<AirSync:Sync>\n"
              "  <AirSync:Collections>\n"
              "    <AirSync:Collection>\n"
              "      <AirSync:SyncKey>{3}12</AirSync:SyncKey>\n"
              "      <AirSync:MoreAvailable/>\n"
              "      <Email:Subject>a &lt; b &amp; c &gt; d</Email:Subject>\n"
              "      <Email2:ConversationIndex encoding=\"hex\">00ca01</Email2:ConversationIndex>\n"
              "    </AirSync:Collection>\n"
              "  </AirSync:Collections>\n"
              "</AirSync:Sync>\n");
}

TEST(Dump, CutsLongContentAndNamesItsLength) {
    EXPECT_EQ(dump(Element(email::kSubject, std::string(200, 'x'))),
              "<Email:Subject>" + std::string(200, 'x') + "</Email:Subject>\n");
    EXPECT_EQ(dump(Element(email::kSubject, "Gr\xc3\xbc\xc3\x9f\x65"s), 3),
              "<Email:Subject>Gr... (7 bytes)</Email:Subject>\n");
    EXPECT_EQ(dump(Element::opaque(compose_mail::kMime, "Subject: x"), 4),
              "<ComposeMail:Mime encoding=\"hex\">5375626a... (10 bytes)</ComposeMail:Mime>\n");
}

TEST(Dump, MasksEveryTagThatCarriesASecret) {
    for (const Tag tag : {settings::kPassword, settings::kDevicePassword, search::kPassword,
                          item_operations::kPassword}) {
        for (const Element& element : {Element(tag, "hunter2"s), Element::opaque(tag, "hunter2")}) {
            const std::string shown = dump(element);
            EXPECT_NE(shown.find(">***<"), std::string::npos) << shown;
            EXPECT_EQ(shown.find("hunter2"), std::string::npos) << shown;
            EXPECT_EQ(shown.find("68756e"), std::string::npos) << shown;  // in hex
        }
    }
    EXPECT_EQ(dump(Element(provision::kDevicePasswordEnabled, 1)),
              "<Provision:DevicePasswordEnabled>1</Provision:DevicePasswordEnabled>\n");
}

struct Shown {
    std::string_view text;
    std::string_view shown;
};

constexpr Shown kShown[] = {
    {"two\nlines\tand a tab", "two\nlines\tand a tab"},
    {"cr\r\n", "cr&#x0d;\n"},
    {"red \x1b[31m", "red &#x1b;[31m"},
    {"\x7f", "&#x7f;"},
    {"csi \xc2\x9b"
     "31m",
     "csi &#x9b;31m"},
    {"no-break \xc2\xa0 space", "no-break \xc2\xa0 space"},
    {"latin \xe4", "latin \xef\xbf\xbd"},
};

TEST(Dump, LetsNoControlCharacterReachATerminal) {
    for (const auto& row : kShown) {
        EXPECT_EQ(dump(Element(email::kSubject, std::string(row.text))),
                  "<Email:Subject>" + std::string(row.shown) + "</Email:Subject>\n");
    }
}

}  // namespace
}  // namespace syncgate::wbxml
