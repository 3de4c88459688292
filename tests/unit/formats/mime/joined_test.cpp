#include "formats/mime/joined.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "tests/unit/formats/tnef/stream.h"

namespace syncgate::mime {
namespace {

constexpr std::string_view kWritten =
    "From: me@example.org\r\nTo: you@example.org\r\nSubject: Re: it\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nX-Own: kept\r\n\r\nMy words.\r\n";
constexpr std::string_view kPlain =
    "From: Jane <jane@example.org>\r\nTo: me@example.org\r\nSubject: it\r\n"
    "Date: Mon, 23 Nov 2026 12:00:00 +0000\r\n"
    "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\xdf"
    "e.\r\n";
constexpr std::string_view kRich =
    "From: jane@example.org\r\nSubject: it\r\n"
    "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
    "--m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
    "--r\r\nContent-Type: text/html\r\n\r\n<p>Look <img src=\"cid:pic@x\"></p>\r\n"
    "--r\r\nContent-Type: image/png\r\nContent-ID: <pic@x>\r\n\r\nPICTURE\r\n--r--\r\n"
    "--m\r\nContent-Type: application/pdf; name=a.pdf\r\nX-Strange: no\r\n"
    "Content-Disposition: attachment\r\n\r\nFILE\x80 bytes\r\n--m--\r\n";
constexpr std::string_view kInvitation =
    "From: jane@example.org\r\nSubject: it\r\n"
    "Content-Type: multipart/alternative; boundary=a\r\n\r\n"
    "--a\r\nContent-Type: text/plain\r\n\r\nCome.\r\n"
    "--a\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n--a--\r\n";

std::string join(std::string_view written, std::string_view original, Carry carry) {
    const MessageIndex about = index(original);
    return joined(written, {original, about.envelope, about.structure, 0}, carry);
}

std::vector<std::string> types(const std::string& message) {
    std::vector<std::string> all;
    for (const auto& part : index(message).structure.parts) {
        all.push_back(part.media_type);
    }
    return all;
}

std::string shown(const std::string& message) {
    return index(message).text;
}

class Joined : public testing::Test {
  protected:
    static void SetUpTestSuite() { init(); }
};

TEST_F(Joined, QuotesTheOriginalBelowWithWhoWroteIt) {
    const std::string whole = join(kWritten, kPlain, Carry::kPictures);
    EXPECT_EQ(shown(whole),
              "My words.\r\n\r\n-----Original Message-----\r\nFrom: \"Jane\" <jane@example.org>\r\n"
              "Sent: Mon, 23 Nov 2026 12:00:00 +0000\r\nTo: me@example.org\r\nSubject: it\r\n\r\n"
              "Gr\u00fc\u00dfe.\r\n");
    EXPECT_EQ(types(whole), std::vector<std::string>{"text/plain"});
}

TEST_F(Joined, KeepsTheHeaderButForWhatDescribedTheOldBody) {
    const std::string whole = join(kWritten, kPlain, Carry::kPictures);
    EXPECT_TRUE(whole.starts_with(
        "From: me@example.org\r\nTo: you@example.org\r\nSubject: Re: it\r\nX-Own: kept\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"))
        << whole;
}

TEST_F(Joined, IsHtmlWithAPlainFormWhenEitherIs) {
    const std::string whole = join(kWritten, kRich, Carry::kPictures);
    EXPECT_EQ(types(whole), (std::vector<std::string>{"text/plain", "text/html", "image/png"}));
    const auto about = index(whole);
    const std::string html =
        decode_text(about.structure.parts[static_cast<std::size_t>(about.structure.html)], whole);
    EXPECT_LT(html.find("My words."), html.find("Original Message"));
    EXPECT_LT(html.find("Original Message"), html.find("<p>Look <img src=\"cid:pic@x\"></p>"));
    EXPECT_NE(shown(whole).find("Look"), std::string::npos);
}

TEST_F(Joined, AReplyCarriesThePicturesThatItShowsAlone) {
    const std::string whole = join(kWritten, kRich, Carry::kPictures);
    EXPECT_NE(whole.find("PICTURE"), std::string::npos);
    EXPECT_EQ(whole.find("FILE"), std::string::npos);
}

TEST_F(Joined, AForwardCarriesEveryAttachmentByteForByte) {
    const std::string whole = join(kWritten, kRich, Carry::kAll);
    EXPECT_EQ(types(whole), (std::vector<std::string>{"text/plain", "text/html", "image/png",
                                                      "application/pdf"}));
    EXPECT_NE(whole.find("Content-Type: application/pdf; name=a.pdf\r\n"
                         "Content-Disposition: attachment\r\n\r\nFILE\x80 bytes\r\n"),
              std::string::npos);
}

TEST_F(Joined, AForwardCarriesTnefWholeNotWhatIsInside) {
    const auto file = tnef::file("a.txt", "inside");
    const std::string original =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee.\r\n"
        "--b\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
        base64_encode(tnef::stream(file)) + "\r\n--b--\r\n";
    EXPECT_EQ(types(join(kWritten, original, Carry::kAll)),
              (std::vector<std::string>{"text/plain", "application/ms-tnef",
                                        "application/octet-stream"}));
    EXPECT_EQ(types(join(kWritten, original, Carry::kPictures)),
              std::vector<std::string>{"text/plain"});
}

TEST_F(Joined, AForwardedInvitationStaysOne) {
    const std::string whole = join(kWritten, kInvitation, Carry::kAll);
    EXPECT_EQ(types(whole), (std::vector<std::string>{"text/plain", "text/calendar"}));
    EXPECT_EQ(types(join(kWritten, kInvitation, Carry::kPictures)),
              std::vector<std::string>{"text/plain"});
}

TEST_F(Joined, WhatTheWriterAttachedStays) {
    EXPECT_EQ(
        types(join(kRich, kPlain, Carry::kPictures)),
        (std::vector<std::string>{"text/plain", "text/html", "image/png", "application/pdf"}));
}

TEST_F(Joined, ASignedMessageIsLeftAsItIs) {
    const std::string message =
        "From: me@example.org\r\nContent-Type: multipart/signed; boundary=s\r\n\r\n"
        "--s\r\n\r\nsigned\r\n--s\r\nContent-Type: "
        "application/pkcs7-signature\r\n\r\nx\r\n--s--\r\n";
    EXPECT_EQ(join(message, kRich, Carry::kAll), message);
}

TEST_F(Joined, TheSameTwiceIsTheSame) {
    EXPECT_EQ(join(kRich, kRich, Carry::kAll), join(kRich, kRich, Carry::kAll));
}

TEST_F(Joined, NothingBelowNothingIsStillAMessage) {
    for (const auto* original :
         {"", "\r\n", "no header at all", "Content-Type: multipart/mixed\r\n\r\n"}) {
        const std::string whole = join(kWritten, original, Carry::kAll);
        EXPECT_NE(shown(whole).find("My words."), std::string::npos) << original;
    }
}

}  // namespace
}  // namespace syncgate::mime
