#include "formats/xml/element.h"

#include <gtest/gtest.h>

namespace syncgate::xml {
namespace {

using namespace std::string_view_literals;

TEST(Xml, GivesATreeOfNamesNamespacesAndTexts) {
    const auto root = parse(R"(<?xml version="1.0"?><a xmlns="urn:a" x="1">one<!-- no -->
<b:b xmlns:b="urn:b">two &amp; &#252;</b:b><![CDATA[<three>]]><b/></a>)");
    ASSERT_TRUE(root) << root.error().detail;
    EXPECT_EQ(root->ns, "urn:a");
    EXPECT_EQ(root->name, "a");
    EXPECT_EQ(root->text, "one\n<three>");
    ASSERT_EQ(root->count("b"), 2U);
    EXPECT_EQ(root->child("b")->ns, "urn:b");
    EXPECT_EQ(root->child("b")->text, "two & ü");
    EXPECT_EQ(root->child("c"), nullptr);
}

TEST(Xml, KeepsAttributesAndWhereAChildStands) {
    const auto root =
        parse(R"(<a x="1" y:x="&lt;2" xmlns:y="urn:y" xml:lang="de">one<b/>two<c/></a>)");
    ASSERT_TRUE(root) << root.error().detail;
    ASSERT_NE(root->attribute({"", "x"}), nullptr);
    EXPECT_EQ(*root->attribute({"", "x"}), "1");
    EXPECT_EQ(*root->attribute({"urn:y", "x"}), "<2");
    EXPECT_EQ(*root->attribute({kXmlNamespace, "lang"}), "de");
    EXPECT_EQ(root->attribute({"", "lang"}), nullptr);
    EXPECT_EQ(root->text, "onetwo");
    EXPECT_EQ(root->child("b")->at, 3U);
    EXPECT_EQ(root->child("c")->at, 6U);
    EXPECT_EQ(root->child(Name{"urn:y", "b"}), nullptr);
    EXPECT_EQ(root->child(Name{"", "b"}), &root->children[0]);
}

TEST(Xml, ReadsTheEncodingsThatClientsSend) {
    for (const auto document : {"\xef\xbb\xbf<a>\xc3\xbc</a>"sv,
                                "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xfc</a>"sv,
                                "\xff\xfe<\0a\0>\0\xfc\0<\0/\0a\0>\0"sv}) {
        const auto root = parse(document);
        ASSERT_TRUE(root) << root.error().detail;
        EXPECT_EQ(root->text, "ü");
    }
}

TEST(Xml, RefusesWhatIsNotWellFormed) {
    for (const auto document :
         {""sv, "text"sv, "<a>"sv, "<a></b>"sv, "<a/><b/>"sv, "<a>&unknown;</a>"sv, "<x:a/>"sv,
          "<a>\xff</a>"sv, "<a>\0</a>"sv, "<?xml version='1.0' encoding='EBCDIC'?><a/>"sv}) {
        const auto root = parse(document);
        ASSERT_FALSE(root) << document;
        EXPECT_EQ(root.error().code, ErrorCode::kMalformed) << document;
    }
}

TEST(Xml, RefusesEveryDocumentType) {
    for (const auto document :
         {"<!DOCTYPE a><a/>"sv, R"(<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>)"sv,
          R"(<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>)"sv,
          R"(<!DOCTYPE a [<!ENTITY e "eeeeeeee"><!ENTITY f "&e;&e;&e;">]><a>&f;</a>)"sv}) {
        const auto root = parse(document);
        ASSERT_FALSE(root) << document;
        EXPECT_EQ(root.error().code, ErrorCode::kUnsupported) << document;
    }
}

TEST(Xml, HoldsItsLimits) {
    EXPECT_TRUE(parse("<a><b/></a>", {2, 2}));
    for (const auto document : {"<a><b><c/></b></a>"sv, "<a><b/><c/></a>"sv, "<a><b><c>"sv}) {
        const auto root = parse(document, {2, 2});
        ASSERT_FALSE(root) << document;
        EXPECT_EQ(root.error().code, ErrorCode::kTooLarge) << document;
    }
}

TEST(Xml, EscapesSoThatAnyTextIsReadAgain) {
    EXPECT_EQ(escape("a<b>&\"c\x01"), "a&lt;b&gt;&amp;&quot;c");
    const auto root = parse("<a>" + escape("]]> \r\n</a>") + "</a>");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->text, "]]> \r\n</a>");
}

}  // namespace
}  // namespace syncgate::xml
