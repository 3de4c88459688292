#include "formats/mime/rewrite.h"

#include <gtest/gtest.h>

#include "formats/mime/structure.h"

namespace syncgate::mime {
namespace {

constexpr std::string_view kPlain =
    "Message-ID: <1@x>\r\nTo: a@example.org,\r\n b@example.org\r\nX-Own: kept\r\nSubject: old\r\n"
    "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\xdf"
    "e.\r\n";
constexpr std::string_view kRich =
    "Subject: it\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
    "--m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
    "--r\r\nContent-Type: text/html\r\n\r\n<p>Look <img src=\"cid:pic@x\"></p>\r\n"
    "--r\r\nContent-Type: image/png\r\nContent-ID: <pic@x>\r\n\r\nPICTURE\r\n--r--\r\n"
    "--m\r\nContent-Type: application/pdf; name=a.pdf\r\n"
    "Content-Disposition: attachment\r\n\r\nFILE\x80 bytes\r\n--m--\r\n";

std::string rewrite(std::string_view message, const Rewrite& rewrite) {
    return rewritten(message, read_structure(message), rewrite);
}

NewFile file(std::string name, std::string type, std::string_view content) {
    NewFile file;
    file.name = std::move(name);
    file.media_type = std::move(type);
    file.content_id = "new@x";
    file.content = content;
    return file;
}

// "type name" of each part.
std::vector<std::string> parts(const std::string& message) {
    std::vector<std::string> all;
    for (const auto& part : index(message).structure.parts) {
        all.push_back(part.media_type + (part.name.empty() ? "" : " " + part.name));
    }
    return all;
}

std::string content(const std::string& message, std::size_t part) {
    return decode_content(index(message).structure.parts[part], message);
}

class RewriteTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { init(); }
};

TEST_F(RewriteTest, ReplacesHeadersAndKeepsEveryOtherByte) {
    Rewrite headers;
    headers.headers = {{"To", "To: c@example.org\r\n"}, {"Subject", ""}, {"Cc", ""}};
    EXPECT_EQ(rewrite(kPlain, headers),
              "To: c@example.org\r\nMessage-ID: <1@x>\r\nX-Own: kept\r\n"
              "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\xdf"
              "e.\r\n");
}

TEST_F(RewriteTest, ReplacesTheTextAloneAndKeepsTheFiles) {
    Rewrite text;
    text.text = NewText{"Grüße,\nJ.", false};
    const std::string written = rewrite(kRich, text);
    EXPECT_EQ(index(written).text, "Grüße,\r\nJ.");
    EXPECT_EQ(parts(written),
              (std::vector<std::string>{"text/plain", "image/png", "application/pdf a.pdf"}));
    EXPECT_EQ(content(written, 1), "PICTURE");
    EXPECT_EQ(content(written, 2), "FILE\x80 bytes");
}

TEST_F(RewriteTest, HtmlHasAPlainFormAndItsPicturesBesideIt) {
    Rewrite text;
    text.text = NewText{"<p>New <img src='cid:pic@x'></p>", true};
    const std::string written = rewrite(kRich, text);
    EXPECT_EQ(parts(written), (std::vector<std::string>{"text/plain", "text/html", "image/png",
                                                        "application/pdf a.pdf"}));
    const auto about = index(written);
    EXPECT_FALSE(about.structure.is_attachment(0));
    EXPECT_NE(about.structure.html, -1);
    EXPECT_NE(written.find("multipart/related"), std::string::npos);
}

TEST_F(RewriteTest, AddsAndRemovesFilesAndKeepsTheText) {
    Rewrite files;
    files.removed = {2};
    files.named = {{2, "gone@x"}};
    files.added = {file("Übersicht.txt", "text/plain; charset=utf-8", "content")};
    const std::string written = rewrite(kRich, files);
    EXPECT_EQ(parts(written),
              (std::vector<std::string>{"text/html", "image/png", "text/plain Übersicht.txt"}));
    EXPECT_EQ(content(written, 0), "<p>Look <img src=\"cid:pic@x\"></p>");
    EXPECT_EQ(content(written, 2), "content");
    EXPECT_TRUE(index(written).structure.parts[2].attachment);
    EXPECT_EQ(index(written).structure.parts[2].content_id, "new@x");
}

// A phone shows all texts as one, and says them anew as one.
TEST_F(RewriteTest, ATextBelowGoesWithTheTextAndStaysWithIt) {
    constexpr std::string_view kTwo =
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
        "--m\r\nContent-Type: text/plain\r\n\r\nabove\r\n"
        "--m\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nFILE\r\n"
        "--m\r\nContent-Type: text/plain\r\n\r\nbelow\r\n--m--\r\n";
    Rewrite anew;
    anew.text = NewText{"new", false};
    EXPECT_EQ(index(rewrite(kTwo, anew)).text, "new");
    Rewrite less;
    less.removed = {1};
    const auto kept = index(rewrite(kTwo, less)).text;
    EXPECT_NE(kept.find("above"), std::string::npos);
    EXPECT_NE(kept.find("below"), std::string::npos);
}

TEST_F(RewriteTest, NamesAFileThatHasNoName) {
    Rewrite text;
    text.named = {{2, "file@x"}};
    EXPECT_EQ(rewrite(kRich, text), kRich) << "nothing changes the body";
    text.text = NewText{"New.", false};
    const auto structure = index(rewrite(kRich, text)).structure;
    EXPECT_EQ(structure.parts[2].content_id, "file@x");
    EXPECT_EQ(structure.parts[2].name, "a.pdf");
}

TEST_F(RewriteTest, APictureThatTheTextShowsStandsBesideIt) {
    Rewrite picture;
    picture.text = NewText{"<img src='cid:new@x'>", true};
    picture.added = {file("p.png", "image/png", "PNG")};
    picture.added[0].is_inline = true;
    const auto structure = index(rewrite("", picture)).structure;
    ASSERT_EQ(structure.parts.size(), 3U);
    EXPECT_TRUE(structure.parts[2].inline_part);
    EXPECT_EQ(structure.top_type, "multipart/related");
}

TEST_F(RewriteTest, AMessageStaysAMessage) {
    Rewrite inner;
    inner.added = {file("it.eml", "application/octet-stream", "Subject: inner\n\nInside.\n")};
    inner.added[0].is_message = true;
    const std::string written = rewrite(kPlain, inner);
    EXPECT_EQ(parts(written), (std::vector<std::string>{"text/plain", "message/rfc822 it.eml"}));
    EXPECT_EQ(content(written, 1), "Subject: inner\r\n\r\nInside.\r\n");
    EXPECT_EQ(index(written).text, "Grüße.\r\n");
}

TEST_F(RewriteTest, AMessageIsMadeOfNothing) {
    const std::string written = rewrite("", {});
    EXPECT_EQ(parts(written), std::vector<std::string>{"text/plain"});
    EXPECT_EQ(index(written).text, "");
}

TEST_F(RewriteTest, WhatIsNoTypeOrNoNameDoesNoHarm) {
    for (const auto* type : {"", "nonsense", "multipart/mixed", "message/rfc822", "a/b/c",
                             "text/pl\r\nX: y", "image/\"png\""}) {
        SCOPED_TRACE(type);
        Rewrite files;
        files.added = {file("a\"b\\c\r\nX-Evil: 1", type, "content")};
        const std::string written = rewrite(kPlain, files);
        EXPECT_EQ(index(written).structure.parts[1].media_type, "application/octet-stream");
        EXPECT_EQ(content(written, 1), "content");
        EXPECT_EQ(written.find("\nX"), written.find("\nX-Own"));
    }
}

}  // namespace
}  // namespace syncgate::mime
