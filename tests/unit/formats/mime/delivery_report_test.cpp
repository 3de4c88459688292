#include "formats/mime/delivery_report.h"

#include <gmock/gmock.h>

#include "formats/mime/headers.h"
#include "formats/mime/message_index.h"

namespace syncgate::mime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kOriginal =
    "From: u1@example.org\r\nTo: a@elsewhere.example\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\n"
    "Message-ID: <1@example.org>\r\n\r\nBody\r\n";

class DeliveryReportTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { init(); }

    static DeliveryReport report(std::vector<FailedRecipient> failed) {
        DeliveryReport made;
        made.host = "sync.example.org";
        made.sender = "u1@example.org";
        made.queued = 1'795'500'000;
        made.now = 1'795'503'600;
        made.failed = std::move(failed);
        made.original = kOriginal;
        return made;
    }
};

TEST_F(DeliveryReportTest, ComesFromNobodyAndBelongsToTheMessagesThread) {
    const auto text = delivery_report(report({{"a@elsewhere.example", "550 5.1.1 no", false}}));
    EXPECT_EQ(header(text, "Return-Path"), "<>");
    EXPECT_EQ(header(text, "Auto-Submitted"), "auto-replied");
    EXPECT_EQ(header(text, "References"), "<1@example.org>");
    const auto found = index(text);
    EXPECT_EQ(found.envelope.subject,
              "Undelivered: Gr\xc3\xbc\xc3\x9f"
              "e");
    ASSERT_EQ(found.envelope.to.size(), 1U);
    EXPECT_EQ(found.envelope.to[0].address, "u1@example.org");
    EXPECT_THAT(found.text, HasSubstr("a@elsewhere.example"));
    EXPECT_THAT(found.text, HasSubstr("550 5.1.1 no"));
}

TEST_F(DeliveryReportTest, HasItsThreeParts) {
    const auto text = delivery_report(report({{"a@elsewhere.example", "550 5.1.1 no", false}}));
    EXPECT_THAT(text, HasSubstr("Content-Type: multipart/report; report-type=delivery-status;"));
    const auto status = text.find("Content-Type: message/delivery-status\r\n");
    const auto original = text.find("Content-Type: message/rfc822\r\n");
    ASSERT_NE(status, std::string::npos);
    ASSERT_NE(original, std::string::npos);
    EXPECT_LT(text.find("Content-Type: text/plain"), status);
    EXPECT_LT(status, original);
    EXPECT_THAT(text.substr(original), HasSubstr(std::string(kOriginal)));
}

TEST_F(DeliveryReportTest, SaysOfALargeMessageOnlyItsHeader) {
    auto made = report({{"a@elsewhere.example", "", true}});
    made.original = kOriginal.substr(0, body_offset(kOriginal));
    made.is_whole = false;
    const auto text = delivery_report(made);
    EXPECT_THAT(text, HasSubstr("Content-Type: text/rfc822-headers\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("message/rfc822\r\n")));
}

struct Row {
    FailedRecipient recipient;
    const char* status;
    const char* code;  // of Diagnostic-Code; nullptr: none
};

TEST_F(DeliveryReportTest, TellsEachRecipientsStatusAndReply) {
    const Row rows[] = {
        {{"a@x.example", "550 5.1.1 nobody", false}, "5.1.1", "smtp; 550 5.1.1 nobody"},
        {{"a@x.example", "554 no", false}, "5.0.0", "smtp; 554 no"},
        {{"a@x.example", "550 5.1 short", false}, "5.0.0", "smtp; 550 5.1 short"},
        {{"a@x.example", "450 4.2.0 later", true}, "5.4.7", "smtp; 450 4.2.0 later"},
        {{"a@x.example", "connection refused", true}, "5.4.7", "x-local; connection refused"},
        {{"a@x.example", "", true}, "5.4.7", nullptr},
    };
    for (const auto& row : rows) {
        const auto text = delivery_report(report({row.recipient}));
        EXPECT_THAT(text, HasSubstr("\r\nFinal-Recipient: rfc822; a@x.example\r\nAction: failed\r\n"
                                    "Status: " +
                                    std::string(row.status) + "\r\n"));
        if (row.code != nullptr) {
            EXPECT_THAT(text, HasSubstr("\r\nDiagnostic-Code: " + std::string(row.code) + "\r\n"));
        } else {
            EXPECT_THAT(text, Not(HasSubstr("Diagnostic-Code")));
        }
    }
}

TEST_F(DeliveryReportTest, SeveralRecipientsStandInOneReport) {
    const auto text = delivery_report(report(
        {{"a@x.example", "550 no", false}, {"gr\xc3\xbc\xc3\x9f@x.example", "550 no", false}}));
    EXPECT_THAT(text, HasSubstr("Final-Recipient: rfc822; a@x.example\r\n"));
    EXPECT_THAT(text, HasSubstr("Final-Recipient: utf-8; gr\xc3\xbc\xc3\x9f@x.example\r\n"));
}

}  // namespace
}  // namespace syncgate::mime
