#include "protocols/activesync/items/text_body.h"

#include <gtest/gtest.h>

#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

namespace base = wbxml::air_sync_base;
namespace contacts = wbxml::contacts;

wbxml::Element shown(std::string_view text, const RenderOptions& options) {
    wbxml::Element data(wbxml::air_sync::kApplicationData);
    add_text_body(data, text, options);
    return data;
}

RenderOptions preferring(BodyPreference preference) {
    RenderOptions options;
    options.bodies = {preference};
    return options;
}

wbxml::Element sent(std::string type, std::optional<std::string> text, bool truncated = false) {
    wbxml::Element data(wbxml::air_sync::kApplicationData);
    auto& body = data.add(base::kBody);
    body.add(base::kType, std::move(type));
    if (truncated) {
        body.add(base::kTruncated, 1);
    }
    if (text) {
        body.add(base::kData, *std::move(text));
    }
    return data;
}

std::string merged(const wbxml::Element& data, std::string_view current,
                   Version version = Version::k14_1) {
    const auto text = merged_text_body(data, current, version);
    EXPECT_TRUE(text);
    return text ? *text : std::string();
}

TEST(TextBody, IsPlainUnlessHtmlAloneIsPreferred) {
    const auto data = shown("a\nb", {});
    const auto* plain = data.child(base::kBody);
    ASSERT_NE(plain, nullptr);
    EXPECT_EQ(plain->text(base::kType), "1");
    EXPECT_EQ(plain->text(base::kData), "a\r\nb");
    EXPECT_EQ(plain->text(base::kEstimatedDataSize), "4");
    EXPECT_EQ(data.text(base::kNativeBodyType), "1");
    BodyPreference html;
    html.type = 2;
    const auto page = shown("a < b", preferring(html));
    EXPECT_EQ(page.child(base::kBody)->text(base::kType), "2");
    EXPECT_NE(page.child(base::kBody)->text(base::kData)->find("a &lt; b"), std::string::npos);
}

TEST(TextBody, IsCutAsTheClientWants) {
    BodyPreference cut;
    cut.truncation_size = 3;
    const auto data = shown("aäöü", preferring(cut));
    EXPECT_EQ(data.child(base::kBody)->text(base::kData), "aä");
    EXPECT_EQ(data.child(base::kBody)->text(base::kTruncated), "1");
    EXPECT_EQ(data.child(base::kBody)->text(base::kEstimatedDataSize), "7");
    cut.all_or_none = true;
    EXPECT_FALSE(shown("aäöü", preferring(cut)).child(base::kBody)->has(base::kData));
    RenderOptions whole = preferring(cut);
    whole.whole_body = true;
    EXPECT_EQ(shown("aäöü", whole).child(base::kBody)->text(base::kData), "aäöü");
}

TEST(TextBody, Of25StandsInTheItem) {
    RenderOptions options;
    options.version = Version::k2_5;
    options.truncation = 1;
    const auto data = shown(std::string(600, 'x'), options);
    EXPECT_EQ(data.text(contacts::kBody)->size(), 512U);
    EXPECT_EQ(data.text(contacts::kBodySize), "600");
    EXPECT_EQ(data.text(contacts::kBodyTruncated), "1");
    wbxml::Element change(wbxml::air_sync::kApplicationData);
    change.add(contacts::kBody, std::string("new\r\nnote"));
    EXPECT_EQ(merged(change, "old", Version::k2_5), "new\nnote");
}

TEST(TextBody, OnlyAnEmptyOneClears) {
    EXPECT_EQ(merged(wbxml::Element(wbxml::air_sync::kApplicationData), "old"), "old");
    EXPECT_EQ(merged(sent("1", ""), "old"), "");
    EXPECT_EQ(merged(sent("1", std::nullopt), "old"), "");
    EXPECT_EQ(merged(sent("1", "new\r\nnote"), "old"), "new\nnote");
    EXPECT_EQ(merged(sent("2", "<p>new</p>"), "old"), "new");
}

TEST(TextBody, ItsOwnBeginningSentBackLeavesItWhole) {
    EXPECT_EQ(merged(sent("1", "old no", true), "old note"), "old note");
    EXPECT_EQ(merged(sent("1", "old no"), "old note"), "old no") << "an edit";
}

TEST(TextBody, AnotherTypeIsRefused) {
    const auto text = merged_text_body(sent("3", "e1xydGY="), "old", Version::k14_1);
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace syncgate::activesync
