#include "formats/mime/tnef_parts.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/limits.h"
#include "formats/mime/text.h"
#include "tests/unit/formats/mime/tree.h"
#include "tests/unit/formats/rtf/compressor.h"
#include "tests/unit/formats/tnef/stream.h"

namespace syncgate::mime {
namespace {

std::string winmail(const std::string& stream) {
    return leaf(
        "Content-Type: application/ms-tnef; name=winmail.dat\r\n"
        "Content-Transfer-Encoding: base64",
        base64_encode(stream));
}

std::string tnef_of(std::string_view text) {
    auto attributes = tnef::file("C:\\a/b.txt", "file data");
    attributes.push_back(tnef::attribute(0x00069007, tnef::number(1251, 4)));
    if (!text.empty()) {
        attributes.push_back(tnef::attribute(0x0002800c, text));
    }
    return tnef::stream(attributes);
}

TEST(MimeTnef, WhatIsInsideTnefIsListedInItsPlace) {
    const std::string message = multipart("mixed", {kPlain, winmail(tnef_of("")), kPdf});
    const MessageIndex result = index(message);
    EXPECT_EQ(
        listed(result.structure),
        "1 text/plain, 2 application/ms-tnef, 2/1 application/octet-stream, 3 application/pdf");
    EXPECT_EQ(attached(result.structure), "2/1 3");
    const auto& file = result.structure.parts[2];
    EXPECT_EQ(file.name, "a_b.txt");
    EXPECT_EQ(file.decoded_size, 9U);
    EXPECT_EQ(decode_content(file, message), "file data");
    EXPECT_TRUE(*decode_structure(encode(result.structure)) == result.structure);
}

TEST(MimeTnef, TheTextInsideTnefIsShownUnlessItIsToldAlready) {
    const std::string other = tnef_of("\xcf\xf0\xe8\xe2\xe5\xf2");
    EXPECT_EQ(index(winmail(other)).text, "Привет");
    EXPECT_EQ(index(multipart("mixed", {kPlain, winmail(other)})).text, "plain\r\nПривет");
    const MessageIndex told = index(multipart("mixed", {kPlain, winmail(tnef_of("pl ain\r\n"))}));
    EXPECT_EQ(told.text, "plain");
    EXPECT_EQ(attached(told.structure), "2/1");
}

TEST(MimeTnef, TnefsHtmlIsAnotherFormOfTheSameText) {
    const std::string html = tnef::stream({tnef::attribute(
        0x00069003, tnef::properties({tnef::property(0x0102, 0x1013, "<b>plain</b>")}))});
    const std::string message = multipart("mixed", {kPlain, winmail(html)});
    const MessageIndex result = index(message);
    EXPECT_EQ(result.text, "plain");
    EXPECT_EQ(render_html(message, result.structure), "<b>plain</b>");
    EXPECT_EQ(attached(result.structure), "");
}

std::string rich(std::string_view compressed, std::string_view plain = "") {
    std::vector<std::string> properties{tnef::property(0x0102, 0x1009, compressed)};
    if (!plain.empty()) {
        properties.push_back(tnef::property(0x001e, 0x1000, plain));
    }
    return winmail(tnef::stream({tnef::attribute(0x00069003, tnef::properties(properties))}));
}

TEST(MimeTnef, RichTextIsShownWhereNothingElseIsText) {
    const std::string text = rtf::compressed("{\\rtf1\\ansicpg1251 \\'cf\\'f0\\par text}");
    const std::string message = rich(text);
    const MessageIndex result = index(message);
    EXPECT_EQ(result.text, "Пр\r\ntext");
    EXPECT_EQ(attached(result.structure), "");
    EXPECT_EQ(render_html(message, result.structure), "");
    EXPECT_TRUE(*decode_structure(encode(result.structure)) == result.structure);
    EXPECT_EQ(
        index(multipart("mixed", {leaf("Content-Type: text/plain", " \r\n"), rich(text)})).text,
        " \r\nПр\r\ntext");
    EXPECT_EQ(index(multipart("mixed", {kPlain, rich(text)})).text, "plain");
    EXPECT_EQ(index(rich(text, "told")).text, "told");
    EXPECT_EQ(index(rich(rtf::compressed("{\\rtf1\\fromhtml1{\\*\\htmltag <b>}x}"))).text, "x");
}

TEST(MimeTnef, TnefThatNobodyCanReadIsListedItself) {
    const std::string large(limits::kRtfBytes + 1, 'a');
    for (const auto& bad :
         {std::string("compressed"), rtf::compressed("no RTF"), rtf::compressed("{\\rtf1 \\par}"),
          rtf::uncompressed("{\\rtf1 " + large + "}")}) {
        EXPECT_EQ(attached(index(rich(bad)).structure), "1");
        EXPECT_EQ(attached(index(multipart("mixed", {kPlain, rich(bad)})).structure), "");
    }
    EXPECT_EQ(attached(index(winmail("\x89PNG")).structure), "1");
}

TEST(MimeTnef, NobodyElseSendsItsPieces) {
    const std::string message = leaf("Content-Type: application/x-compressed-rtf", "text");
    EXPECT_EQ(attached(index(message).structure), "1");
    EXPECT_EQ(decode_text(index(message).structure.parts[0], message), "text");
}

}  // namespace
}  // namespace syncgate::mime
