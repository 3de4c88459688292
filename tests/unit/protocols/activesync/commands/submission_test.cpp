#include "protocols/activesync/commands/submission.h"

#include <gmock/gmock.h>

#include "base/limits.h"
#include "formats/mime/headers.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SubmissionTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        ASSERT_TRUE(store_->directory().add_alias(account_->id(), "alias@example.org"));
        other_ = add("u2@example.org");
    }
    Result<Submission> prepare(const std::string& header, std::string_view name = "request") {
        return prepare_submission(*store_, *account_, header + "\r\nBody\r\n", name, clock_.now());
    }
    static std::string error_of(const Result<Submission>& done) {
        return done ? "" : done.error().detail;
    }

    std::shared_ptr<store::Account> other_;
};

struct Sender {
    const char* header;
    const char* sender;  // "": refused
};
constexpr Sender kSenders[] = {
    {"From: u1@example.org\r\n", "u1@example.org"},
    {"From: U1@Example.ORG\r\n", "U1@Example.ORG"},
    {"From: Me <alias@example.org>\r\n", "alias@example.org"},
    {"From: u1+shop@example.org\r\n", "u1+shop@example.org"},
    {"From: Alias+Shop@example.org\r\n", "Alias+Shop@example.org"},
    {"", "u1@example.org"},
    {"From: \r\n", "u1@example.org"},
    {"From: u1@example.org, alias@example.org\r\n", "u1@example.org"},
    {"From: u1@example.org\r\nSender: alias@example.org\r\n", "u1@example.org"},
    {"From: u2@example.org\r\n", ""},
    {"From: boss@elsewhere.example\r\n", ""},
    {"From: u1@example.org, boss@elsewhere.example\r\n", ""},
    {"From: u1@example.org\r\nFrom: boss@elsewhere.example\r\n", ""},
    {"From: u1@example.org\r\nSender: boss@elsewhere.example\r\n", ""},
    {"From: +u1@example.org\r\n", ""},
    {"From: u1@example.org.evil.example\r\n", ""},
};

TEST_F(SubmissionTest, ASenderIsOneOfTheAccountsAddresses) {
    for (const auto& row : kSenders) {
        const auto made = prepare(std::string(row.header) + "To: a@elsewhere.example\r\n");
        EXPECT_EQ(made ? made->sender : "", row.sender) << row.header;
        if (!made) {
            EXPECT_EQ(made.error().code, ErrorCode::kForbidden) << row.header;
        }
    }
}

TEST_F(SubmissionTest, WhomItNamesAreWrittenToButForTheSender) {
    const auto made = prepare(
        "To: Ann <ann@elsewhere.example>, U1@example.org, u1+shop@example.org\r\n"
        "Cc: =?utf-8?q?B=C3=B6b?= <u2@example.org>\r\nBcc: alias@example.org, c@d.example\r\n");
    ASSERT_TRUE(made) << error_of(made);
    std::vector<std::string> people;
    for (const auto& each : made->written_to) {
        people.push_back(each.name + "|" + each.address);
    }
    EXPECT_THAT(people,
                ElementsAre("Ann|ann@elsewhere.example", "Böb|u2@example.org", "|c@d.example"));
}

TEST_F(SubmissionTest, SeveralWritersHaveOneSender) {
    const auto made =
        prepare("From: alias@example.org, u1@example.org\r\nTo: a@elsewhere.example\r\n");
    ASSERT_TRUE(made);
    EXPECT_EQ(mime::header(made->message, "Sender"), "<alias@example.org>");
    const auto one = prepare("From: u1@example.org\r\nTo: a@elsewhere.example\r\n");
    EXPECT_EQ(mime::header(one->message, "Sender"), std::nullopt);
}

TEST_F(SubmissionTest, RecipientsAreSortedAndEachIsOne) {
    const auto made = prepare(
        "To: u2@example.org, a@elsewhere.example\r\nCc: U2@example.org, Us: alias@example.org;\r\n"
        "Bcc: b@elsewhere.example, a@elsewhere.example\r\n");
    ASSERT_TRUE(made) << error_of(made);
    EXPECT_THAT(made->local, ElementsAre(account_->id(), other_->id()));
    EXPECT_THAT(made->remote, ElementsAre("a@elsewhere.example", "b@elsewhere.example"));
}

TEST_F(SubmissionTest, BccStandsInTheCopyOfTheSenderAlone) {
    const auto made = prepare(
        "To: a@elsewhere.example\r\nbcc: b@elsewhere.example\r\n"
        "Bcc:\r\n c@elsewhere.example\r\n");
    ASSERT_TRUE(made) << error_of(made);
    EXPECT_THAT(made->message, Not(HasSubstr("b@elsewhere")));
    EXPECT_THAT(made->message, Not(HasSubstr("c@elsewhere")));
    ASSERT_TRUE(made->sent_copy);
    EXPECT_THAT(*made->sent_copy, HasSubstr("bcc: b@elsewhere.example\r\n"));
    EXPECT_THAT(*made->sent_copy, HasSubstr("Bcc:\r\n c@elsewhere.example\r\n"));
}

TEST_F(SubmissionTest, ARecipientThatNobodyCanSendToIsRefused) {
    for (const auto* recipient : {"nobody@example.org", "jane", "@friends", "a@", "a@x..example",
                                  "+491701234567@sms", "03012345@fax", "team@group", "news@LIST"}) {
        const auto made = prepare("To: a@elsewhere.example, " + std::string(recipient) + "\r\n");
        ASSERT_FALSE(made) << recipient;
        EXPECT_EQ(made.error().code, ErrorCode::kNotFound) << recipient;
    }
    EXPECT_THAT(error_of(prepare("To: 1@sms\r\n")), HasSubstr("nothing is set up"));
    EXPECT_TRUE(prepare("To: root@mailhost\r\n")) << "a name of the relay's own network";
}

TEST_F(SubmissionTest, WhatIsAbsentOrEmptyIsAdded) {
    for (const auto* absent : {"", "Date: \r\nMessage-ID:\r\n"}) {
        const auto made = prepare("To: a@elsewhere.example\r\n" + std::string(absent));
        ASSERT_TRUE(made);
        EXPECT_EQ(mime::header(made->message, "Date"), mime::format_date(clock_.now()));
        EXPECT_THAT(*mime::header(made->message, "Message-ID"),
                    testing::MatchesRegex("<[0-9a-f]+@example.org>"));
        EXPECT_EQ(mime::header(made->message, "From"), "<u1@example.org>");
    }
    const auto whole = prepare(
        "Date: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n"
        "From: u1@example.org\r\nTo: a@elsewhere.example\r\n");
    EXPECT_EQ(mime::header(whole->message, "Message-ID"), "<1@x>");
    EXPECT_EQ(mime::header(whole->message, "Date"), "Tue, 24 Nov 2026 10:00:00 +0000");
}

TEST_F(SubmissionTest, ARepetitionHasTheSameMessageId) {
    const auto id = [](const Result<Submission>& made) {
        return mime::header(made->message, "Message-ID");
    };
    const std::string to = "To: a@elsewhere.example\r\n";
    EXPECT_EQ(id(prepare(to)), id(prepare(to)));
    EXPECT_NE(id(prepare(to)), id(prepare(to, "another")));
}

TEST_F(SubmissionTest, WhatIsTooLargeIsRefused) {
    std::string to = "To: u2@example.org";
    for (std::size_t i = 0; i < limits::kRecipients; ++i) {
        to += ",\r\n r" + std::to_string(i) + "@x.example";
    }
    EXPECT_EQ(prepare(to + "\r\n").error().code, ErrorCode::kTooLarge);
    const std::string body(limits::kMessageBytes, 'x');
    EXPECT_EQ(prepare("To: u2@example.org\r\n\r\n" + body).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace syncgate::activesync
