#include "formats/mime/traces.h"

#include <gtest/gtest.h>

#include "formats/mime/structure.h"

namespace syncgate::mime {
namespace {

constexpr UnixSeconds kNow = 1'795'741'200;  // Fri, 27 Nov 2026 01:00:00 +0000

constexpr std::string_view kHead =
    "Subject: files\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
    "--m\r\nContent-Type: text/plain\r\n\r\nHello\r\n--m\r\n";
constexpr std::string_view kFile =
    "Content-Type: application/pdf; name=\"=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?=\"\r\n"
    "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nMTIzNDU=\r\n";
constexpr std::string_view kTail =
    "--m\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=b.zip\r\n"
    "\r\nkept \x80 bytes\r\n--m--\r\nepilogue";

Result<std::string> without(std::string_view message, std::vector<std::size_t> parts) {
    return without_attachments(message, read_structure(message), std::move(parts), kNow);
}

class TracesTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { init(); }
};

TEST_F(TracesTest, ALineStandsWhereTheAttachmentWasAndTheRestKeepsItsBytes) {
    const std::string message = std::string(kHead) + std::string(kFile) + std::string(kTail);
    const auto left = without(message, {1});
    ASSERT_TRUE(left);
    EXPECT_TRUE(left->starts_with(kHead));
    EXPECT_TRUE(left->ends_with(kTail));
    const auto read = index(*left);
    ASSERT_EQ(read.structure.parts.size(), 3U);
    EXPECT_FALSE(read.structure.is_attachment(1));
    EXPECT_TRUE(read.structure.is_attachment(2));
    EXPECT_NE(read.text.find("Hello"), std::string::npos);
    EXPECT_NE(read.text.find("Deleted attachment: Grüße.pdf (application/pdf, 5 bytes), "
                             "Fri, 27 Nov 2026 01:00:00 +0000"),
              std::string::npos)
        << read.text;
}

TEST_F(TracesTest, OfATraceNoneIsLeft) {
    const std::string message = std::string(kHead) + std::string(kFile) + std::string(kTail);
    const auto once = without(message, {1});
    ASSERT_TRUE(once);
    EXPECT_EQ(*without(*once, {1, 1}), *once);
    EXPECT_EQ(*without(*once, {0}), *once) << "a text is no attachment";
    const auto twice = without(*once, {2});
    ASSERT_TRUE(twice);
    EXPECT_EQ(*twice, *without(message, {2, 1}));
}

TEST_F(TracesTest, AMessageThatIsAFileBecomesItsTrace) {
    const auto left = without("Subject: it\r\n" + std::string(kFile), {0});
    ASSERT_TRUE(left);
    const auto read = index(*left);
    EXPECT_EQ(read.envelope.subject, "it");
    ASSERT_EQ(read.structure.parts.size(), 1U);
    EXPECT_TRUE(read.text.starts_with("Deleted attachment: Grüße.pdf")) << read.text;
}

TEST_F(TracesTest, WhatIsSignedStaysWhole) {
    const std::string inner = "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n" +
                              std::string(kFile) + "--i--\r\n";
    const std::string signature =
        "--s\r\nContent-Type: application/pgp-signature; name=s.asc\r\n\r\nsig\r\n--s--\r\n";
    const std::string whole =
        "Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n" + inner + signature;
    EXPECT_EQ(without("Subject: it\r\n" + whole, {0}).error().code, ErrorCode::kForbidden);
    // A list's footer stands beside it; a file there is nobody's but its own.
    const std::string listed = std::string(kHead) + whole + std::string(kTail);
    for (const std::size_t part : {1U, 2U}) {
        EXPECT_EQ(without(listed, {part}).error().code, ErrorCode::kForbidden) << part;
    }
    EXPECT_TRUE(without(listed, {3}));
}

TEST_F(TracesTest, APartThatIsNotThereIsAnError) {
    EXPECT_EQ(without(kFile, {1}).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace syncgate::mime
