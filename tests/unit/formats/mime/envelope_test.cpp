#include "formats/mime/envelope.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace syncgate::mime {
namespace {

TEST(MimeEnvelope, EveryFieldFindsItsPlace) {
    const Envelope envelope = read_envelope(
        "From: Jane <jane@example.org>\r\n"
        "Sender: desk@example.org\r\n"
        "Reply-To: reply@example.org\r\n"
        "To: a@example.org\r\n"
        "to: b@example.org\r\n"
        "Cc: c@example.org\r\n"
        "Bcc: d@example.org\r\n"
        "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
        " aus Bonn\r\n"
        "Subject: another\r\n"
        "Date: Tue, 24 Nov 2026 10:00:01 +0000\r\n"
        "Message-ID: <1@example.org>\r\n"
        "In-Reply-To: Your message of today <2@example.org> <3@example.org>\r\n"
        "References: <4@example.org>\r\n <5@example.\r\n org>\r\n"
        "Thread-Topic: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
        "Thread-Index: AdABCD\r\n EFGH==\r\n"
        "Content-Class: urn:content-classes:calendarmessage\r\n"
        "Importance: High\r\n"
        "\r\n"
        "Subject: body\r\n",
        "");
    Envelope expected;
    expected.subject = "Grüße aus Bonn";
    expected.from = {{"Jane", "jane@example.org"}};
    expected.sender = {{"", "desk@example.org"}};
    expected.reply_to = {{"", "reply@example.org"}};
    expected.to = {{"", "a@example.org"}, {"", "b@example.org"}};
    expected.cc = {{"", "c@example.org"}};
    expected.bcc = {{"", "d@example.org"}};
    expected.date = 1795514401;
    expected.message_id = "1@example.org";
    expected.in_reply_to = "2@example.org";
    expected.references = {"4@example.org", "5@example.org"};
    expected.thread_topic = "Grüße";
    expected.thread_index = "AdABCDEFGH==";
    expected.content_class = "urn:content-classes:calendarmessage";
    expected.importance = 2;
    EXPECT_TRUE(envelope == expected) << envelope.subject << format(envelope.to);
}

TEST(MimeEnvelope, WithoutAHeaderItIsEmpty) {
    for (std::string_view message :
         {"", "\r\n", "just a body\r\nSubject: x\r\n", "\r\nSubject: x"}) {
        EXPECT_TRUE(read_envelope(message, "") == Envelope()) << message;
    }
}

TEST(MimeEnvelope, RawTextIsReadInTheMessagesCharset) {
    EXPECT_EQ(read_envelope("Subject: \xf0\xd2\xc9\xd7\xc5\xd4\r\n", "koi8-r").subject, "Привет");
    EXPECT_EQ(index("Subject: \xf0\xd2\xc9\xd7\xc5\xd4\r\nContent-Type: text/plain; "
                    "charset=koi8-r\r\n\r\nx")
                  .envelope.subject,
              "Привет");
}

TEST(MimeEnvelope, RawJapaneseOfSevenBitsIsReadBeforeItsQuotesAreSeen) {
    const auto envelope = read_envelope(
        "Subject: \x1b$BF|K\\\x1b(B!\r\nFrom: \x1b$B\"!\"*\x1b(B <j@example.org>\r\n\r\n", "");
    EXPECT_EQ(envelope.subject, "日本!");
    ASSERT_EQ(envelope.from.size(), 1U);
    EXPECT_EQ(envelope.from.front().name, "◆→");
    EXPECT_EQ(envelope.from.front().address, "j@example.org");
}

TEST(MimeEnvelope, AByteOrderMarkBelongsToNoField) {
    EXPECT_EQ(read_envelope("X: y\r\n\xef\xbb\xbfSubject: one\r\n\r\n", "").subject, "one");
}

TEST(MimeEnvelope, IdsWithoutBracketsAreTakenAsTheyAre) {
    EXPECT_EQ(read_envelope("Message-ID: 1@example.org \r\n", "").message_id, "1@example.org");
    EXPECT_EQ(read_envelope("Message-ID: <>\r\n", "").message_id, "<>");
    EXPECT_EQ(read_envelope("In-Reply-To: \r\n", "").in_reply_to, "");
}

TEST(MimeEnvelope, TheLastFiftyReferencesAreKept) {
    std::string message = "References:";
    for (int i = 0; i < 60; ++i) {
        message += "\r\n <" + std::to_string(i) + "@example.org>";
    }
    const auto references = read_envelope(message + "\r\n\r\n", "").references;
    ASSERT_EQ(references.size(), 50U);
    EXPECT_EQ(references.front(), "10@example.org");
    EXPECT_EQ(references.back(), "59@example.org");
}

struct Importance {
    std::string_view fields;
    int importance;
};

constexpr Importance kImportances[] = {
    {"", 1},
    {"Importance: high\r\n", 2},
    {"Importance: LOW\r\n", 0},
    {"Importance: Normal\r\nX-Priority: 1\r\n", 1},  // the first of the names is the strongest
    {"X-Priority: 1\r\nImportance: low\r\n", 0},
    {"X-Priority: 1 (Highest)\r\n", 2},
    {"X-Priority: 2\r\n", 2},
    {"X-Priority: 3\r\n", 1},
    {"X-Priority: 5\r\n", 0},
    {"X-MSMail-Priority: High\r\n", 2},
    {"X-MSMail-Priority: Low\r\n", 0},
    {"Priority: urgent\r\n", 2},
    {"Priority: non-urgent\r\n", 0},
    {"Importance: whatever\r\nPriority: urgent\r\n", 2},
};

TEST(MimeEnvelope, ImportanceComesFromWhatSendersUse) {
    for (const auto& row : kImportances) {
        EXPECT_EQ(read_envelope(std::string(row.fields) + "\r\n", "").importance, row.importance)
            << row.fields;
    }
}

}  // namespace
}  // namespace syncgate::mime
