#include "protocols/activesync/items/text_body.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/limits.h"
#include "formats/wbxml/tags.h"
#include "tests/unit/formats/rtf/compressor.h"

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

std::string rich(std::string_view inside) {
    return base64_encode(rtf::compressed("{\\rtf1\\ansi " + std::string(inside) + "}"));
}

ErrorCode refused(const wbxml::Element& data, Version version = Version::k14_1) {
    const auto text = merged_text_body(data, "old", version);
    EXPECT_FALSE(text);
    return text ? ErrorCode::kInternal : text.error().code;
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

TEST(TextBody, RichTextBecomesText) {
    EXPECT_EQ(merged(sent("3", rich("new\\par n\\u246?te\\par")), "old"), "new\nnöte");
    EXPECT_EQ(merged(sent("3", " " + rich("new").insert(8, "\r\n")), "old"), "new");
    EXPECT_EQ(merged(sent("3", ""), "old"), "");
    EXPECT_EQ(merged(sent("3", std::nullopt), "old"), "");
    EXPECT_EQ(merged(sent("3", rich("")), "old"), "");
}

TEST(TextBody, RichTextThatSaysTheSameIsNoEdit) {
    for (const auto* note : {"one\n\ntwo", "one\n\ntwo\n", "one\n\ntwo\n\n"}) {
        EXPECT_EQ(merged(sent("3", rich("one\\par\\par two\\par")), note), note);
    }
    EXPECT_EQ(merged(sent("3", rich("one\\par"), true), "one\ntwo"), "one\ntwo");
    EXPECT_EQ(merged(sent("3", rich("one\\par")), "one\ntwo"), "one") << "an edit";
}

TEST(TextBody, RichTextOf25StandsBesideTheBody) {
    wbxml::Element change(wbxml::air_sync::kApplicationData);
    change.add(contacts::kCompressedRTF, rich("rich"));
    EXPECT_EQ(merged(change, "old", Version::k2_5), "rich");
    EXPECT_EQ(merged(change, "old"), "old") << "later versions have none";
    change.add(contacts::kBody, std::string());
    EXPECT_EQ(merged(change, "old", Version::k2_5), "rich");
    wbxml::Element both(wbxml::air_sync::kApplicationData);
    both.add(contacts::kCompressedRTF, rich("rich"));
    both.add(contacts::kBody, std::string("plain"));
    EXPECT_EQ(merged(both, "old", Version::k2_5), "plain");
}

TEST(TextBody, BrokenRichTextIsRefused) {
    for (const auto& bad : {std::string("no base64!"), base64_encode("{\\rtf1 a}"),
                            base64_encode(rtf::compressed("no RTF")),
                            base64_encode(rtf::compressed("{\\rtf1 cut"))}) {
        EXPECT_EQ(refused(sent("3", bad)), ErrorCode::kMalformed) << bad;
        wbxml::Element legacy(wbxml::air_sync::kApplicationData);
        legacy.add(contacts::kCompressedRTF, bad);
        EXPECT_EQ(refused(legacy, Version::k2_5), ErrorCode::kMalformed) << bad;
    }
    EXPECT_EQ(refused(sent("3", base64_encode(rtf::with_header("", limits::kRtfBytes + 1)))),
              ErrorCode::kTooLarge);
}

TEST(TextBody, AnotherTypeIsRefused) {
    EXPECT_EQ(refused(sent("4", "text")), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace syncgate::activesync
