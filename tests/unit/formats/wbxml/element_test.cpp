#include "formats/wbxml/element.h"

#include <gtest/gtest.h>

#include "formats/wbxml/tags.h"

namespace syncgate::wbxml {
namespace {

Element folder(std::string id) {
    Element element(ping::kFolder);
    element.add(ping::kId, std::move(id));
    element.add(ping::kClass, std::string("Email"));
    return element;
}

TEST(Element, FindsTheFirstChildWithATag) {
    Element root(ping::kFolders);
    root.add(folder("1"));
    root.add(folder("2"));
    ASSERT_TRUE(root.has(ping::kFolder));
    EXPECT_EQ(root.child(ping::kFolder)->text(ping::kId), "1");
    EXPECT_FALSE(root.has(ping::kId));  // a grandchild
    EXPECT_EQ(root.text(ping::kStatus), std::nullopt);
}

TEST(Element, TellsAnEmptyChildFromNone) {
    Element root(ping::kPing);
    root.add(ping::kStatus);
    EXPECT_EQ(root.text(ping::kStatus), "");
    EXPECT_TRUE(root.child(ping::kStatus)->empty());
    EXPECT_FALSE(root.empty());
}

TEST(Element, WritesNumbersInDecimal) {
    Element root(ping::kPing);
    root.add(ping::kStatus, -3);
    EXPECT_EQ(root.text(ping::kStatus), "-3");
}

TEST(Element, IsEqualByTagsContentAndOrderOnly) {
    const Element text(ping::kId, std::string("1"));
    const std::string kept = "1";
    EXPECT_EQ(text, Element::opaque(ping::kId, "1"));
    EXPECT_EQ(text, Element::borrowed(ping::kId, kept, false));
    EXPECT_NE(text, Element(ping::kClass, std::string("1")));
    EXPECT_NE(text, Element(ping::kId, std::string("2")));

    Element one_two(ping::kFolders);
    one_two.add(folder("1"));
    one_two.add(folder("2"));
    Element two_one(ping::kFolders);
    two_one.add(folder("2"));
    two_one.add(folder("1"));
    EXPECT_NE(one_two, two_one);
    EXPECT_NE(one_two, folder("1"));
}

TEST(Element, KeepsItsContentWhenItIsCopiedAndMoved) {
    Element moved = folder("a short one, and another that no small buffer holds");
    const Element copied = moved;
    const Element target = std::move(moved);
    EXPECT_EQ(copied, target);
    EXPECT_EQ(target.text(ping::kId), "a short one, and another that no small buffer holds");
}

}  // namespace
}  // namespace syncgate::wbxml
