#include "formats/xml/writer.h"

#include <gtest/gtest.h>

namespace syncgate::xml {
namespace {

constexpr Writer::Prefix kPrefixes[] = {{"DAV:", "D"}, {"urn:c", "C"}};

TEST(XmlWriter, SaysItsPrefixesOnceAndOtherNamespacesWhereTheyAre) {
    Writer writer(kPrefixes);
    writer.open({"DAV:", "root"}, {{"a", "1\n\"2\""}});
    writer.element({"urn:c", "book"});
    writer.element({"urn:other", "odd"}, "<&>");
    writer.open({"", "none"});
    writer.text("a\rb");
    writer.close();
    writer.close();
    EXPECT_EQ(writer.take(),
              "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
              "<D:root xmlns:D=\"DAV:\" xmlns:C=\"urn:c\" a=\"1&#10;&quot;2&quot;\">"
              "<C:book/><odd xmlns=\"urn:other\">&lt;&amp;&gt;</odd>"
              "<none xmlns=\"\">a&#13;b</none></D:root>");
}

// What is put as an element comes back as the same one, wherever it is shown.
TEST(XmlWriter, WritesAnElementThatIsReadAsTheSame) {
    constexpr std::string_view kDocuments[] = {
        R"(<a/>)",
        R"(<p:a xmlns:p="urn:p"><p:b/><b/></p:a>)",
        R"(<a xmlns="urn:a">one<b xmlns="">two</b>three<b/><c xml:lang="de" t=" &#9;x&#10;"/>four</a>)",
        R"(<a x:k="1" y:k="2" k="3" xmlns:x="urn:x" xmlns:y="urn:y"> &#13;&#10; </a>)",
        R"(<a><xml:b><c/></xml:b></a>)",
        "<a>\xf0\x90\x80\x80</a>",
    };
    for (const auto document : kDocuments) {
        SCOPED_TRACE(document);
        const auto first = parse(document);
        ASSERT_TRUE(first) << first.error().detail;
        const std::string written = write(*first);
        const auto within = parse("<o xmlns=\"urn:o\">" + written + "</o>");
        ASSERT_TRUE(within) << written;
        ASSERT_EQ(within->children.size(), 1U);
        EXPECT_EQ(write(within->children[0]), written);
        EXPECT_EQ(within->children[0].ns, first->ns);
        EXPECT_EQ(within->children[0].text, first->text);
        EXPECT_EQ(within->children[0].attributes.size(), first->attributes.size());
    }
}

}  // namespace
}  // namespace syncgate::xml
