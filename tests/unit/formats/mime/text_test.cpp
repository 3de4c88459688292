#include "formats/mime/text.h"

#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"

namespace syncgate::mime {
namespace {

std::string text_of(std::string_view type, std::string_view content) {
    return index("Content-Type: " + std::string(type) + "\r\n\r\n" + std::string(content)).text;
}

TEST(MimeText, LinesEndInCrlfAndControlsAreLeftOut) {
    EXPECT_EQ(text_of("text/plain", "a\nb\rc\r\nd"), "a\r\nb\r\nc\r\nd");
    EXPECT_EQ(text_of("text/plain", "a\x01\x1b[0m\tb\x0c"), "a[0m\tb");
    EXPECT_EQ(text_of("text/plain", std::string_view("a\0b", 3)), "ab");
}

TEST(MimeText, AControlIsFoundWhereverItStandsInALongLine) {
    constexpr std::pair<std::string_view, std::string_view> kRows[] = {
        {"\x01", ""},   {"\x1f", ""},      {"\t", "\t"},     {"\x7f", "\x7f"},
        {"\r", "\r\n"}, {"\n", "\r\n"},    {"\r\n", "\r\n"}, {"\n\n", "\r\n\r\n"},
        {"ü", "ü"},     {"\x0c\r", "\r\n"}};
    for (std::size_t before = 0; before < 20; ++before) {
        for (std::size_t after = 0; after < 20; after += 3) {
            SCOPED_TRACE(std::to_string(before) + " " + std::to_string(after));
            for (const auto& [written, shown] : kRows) {
                const std::string head = "x" + std::string(before, '~');
                const std::string tail(after, ' ');
                EXPECT_EQ(text_of("text/plain; charset=utf-8", head + std::string(written) + tail),
                          head + std::string(shown) + tail);
            }
        }
    }
}

TEST(MimeText, FlowedTextIsJoined) {
    EXPECT_EQ(text_of("text/plain; format=flowed", "one \r\ntwo\r\n"), "one two\r\n");
    EXPECT_EQ(text_of("text/plain; format=flowed; delsp=yes", "one \r\ntwo\r\n"), "onetwo\r\n");
    EXPECT_EQ(text_of("text/plain", "one \r\ntwo\r\n"), "one \r\ntwo\r\n");
}

TEST(MimeText, HtmlBecomesText) {
    EXPECT_EQ(text_of("text/html; charset=utf-8", "<p>gr&uuml;\xc3\x9f</p><p>b"), "grüß\r\n\r\nb");
}

TEST(MimeText, LongTextIsCutOnACharactersBorder) {
    std::string content;
    while (content.size() < 3 * limits::kTextRendition) {
        content += "ü€\r\n";
    }
    for (std::string_view type : {"text/plain; charset=utf-8", "text/html; charset=utf-8"}) {
        const std::string text = text_of(type, content);
        EXPECT_LE(text.size(), limits::kTextRendition);
        EXPECT_GT(text.size(), limits::kTextRendition - 8);
        EXPECT_TRUE(is_utf8(text));
        EXPECT_FALSE(text.ends_with('\r'));
    }
}

constexpr std::string_view kTwoTexts =
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<body class=\"x\"><p>one</p></body>\r\n"
    "--b\r\nContent-Type: image/png\r\n\r\nPNG\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\ntwo < three\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<html><body>four</body></html>\r\n--b--\r\n";

TEST(MimeText, TextsThatStandBetweenFilesAreOneText) {
    const MessageIndex result = index(kTwoTexts);
    EXPECT_EQ(result.text, "one\r\ntwo < three\r\nfour");
    const std::string html = render_html(kTwoTexts, result.structure);
    EXPECT_TRUE(html.starts_with("<body class=\"x\"><p>one</p>")) << html;
    EXPECT_NE(html.find("two &lt; three"), std::string::npos) << html;
    EXPECT_TRUE(html.ends_with("four</body>")) << html;
    EXPECT_EQ(render_html("plain\r\n", index("\r\nplain\r\n").structure), "");
}

TEST(MimeText, AnAlternativesFurtherHtmlIsShownAsHtmlAlone) {
    const std::string message =
        "Content-Type: multipart/alternative; boundary=a\r\n\r\n"
        "--a\r\n\r\none and two\r\n--a\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
        "--m\r\nContent-Type: text/html\r\n\r\n<p>one\r\n"
        "--m\r\nContent-Type: image/png\r\n\r\nPNG\r\n"
        "--m\r\nContent-Type: text/html\r\n\r\n<p>two\r\n--m--\r\n--a--\r\n";
    const MessageIndex result = index(message);
    EXPECT_EQ(result.text, "one and two");
    EXPECT_EQ(render_html(message, result.structure), "<p>one<p>two");
}

TEST(MimeText, BeyondTheLimitTextsAreFiles) {
    std::string message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (std::size_t i = 0; i < limits::kMimeBodies + 2; ++i) {
        message += "--b\r\nContent-Type: text/html\r\n\r\nx\r\n";
    }
    const Structure structure = index(message + "--b--\r\n").structure;
    EXPECT_EQ(structure.bodies().size(), limits::kMimeBodies);
    EXPECT_FALSE(structure.is_attachment(static_cast<int>(limits::kMimeBodies) - 1));
    EXPECT_TRUE(structure.is_attachment(static_cast<int>(limits::kMimeBodies)));
}

TEST(MimeText, ThePreviewIsOneShortLine) {
    EXPECT_EQ(render_preview(""), "");
    EXPECT_EQ(render_preview(" \r\n\ta \r\n b\t"), "a b");
    EXPECT_EQ(render_preview(std::string(300, 'x')), std::string(255, 'x'));
    std::string wide;
    for (int i = 0; i < 300; ++i) {
        wide += "€";
    }
    EXPECT_EQ(render_preview(wide), wide.substr(0, 3 * 255U));
    EXPECT_EQ(render_preview(std::string(254, 'x') + " y"), std::string(254, 'x'));
}

}  // namespace
}  // namespace syncgate::mime
