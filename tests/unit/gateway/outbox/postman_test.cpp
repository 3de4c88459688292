#include "gateway/outbox/postman.h"

#include <deque>

#include <gmock/gmock.h>

#include "formats/mime/headers.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::outbox {
namespace {

using Answer = Handed::Answer;
using store::Change;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kMail =
    "From: u1@example.org\r\nTo: a@x.example, b@x.example\r\nSubject: Out\r\n\r\nBody\r\n";

// Answers by a script for each recipient, and then takes everything.
class ScriptedRelay final : public MailTransport {
  public:
    Result<std::vector<Handed>> send(const MailEnvelope& envelope,
                                     const MailText& message) override {
        ++calls;
        if (unreachable) {
            clock_.advance(patience);
            return *unreachable;
        }
        sent.push_back(envelope);
        auto bytes = message.read(0, message.size);
        text = bytes ? *bytes : bytes.error().detail;
        std::vector<Handed> answers;
        for (const auto& recipient : envelope.recipients) {
            const auto it = script.find(recipient);
            answers.push_back(it == script.end() ? Handed{Answer::kTaken, "250 ok"} : it->second);
        }
        return answers;
    }

    explicit ScriptedRelay(FakeClock& clock) : clock_(clock) {}

    int calls = 0;
    std::optional<Error> unreachable;
    UnixSeconds patience = 0;  // until it is found unreachable
    std::map<std::string, Handed> script;
    std::vector<MailEnvelope> sent;
    std::string text;

  private:
    FakeClock& clock_;
};

class PostmanTest : public store::StoreTest {
  protected:
    void send(std::vector<std::string> recipients, std::string_view mail = kMail) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<void> {
            return change.add_outgoing(change.add_object(store::index_mail(mail)), "u1@example.org",
                                       recipients);
        }));
    }
    bool step() {
        const auto step = postman().send_one(account_->id(), {});
        EXPECT_NE(step, Postman::Step::kFailed);
        return step == Postman::Step::kSent;
    }
    Postman& postman() {
        if (!postman_) {
            postman_.emplace(Postman::Services{*store_, relay_, clock_, log_}, rules_);
        }
        return *postman_;
    }
    std::vector<std::string> waiting() {
        std::vector<std::string> addresses;
        auto found = account_->read([&](const store::Snapshot& snapshot) -> Result<bool> {
            for (const auto& mail : snapshot.outgoing()) {
                for (const auto& each : mail.recipients) {
                    addresses.push_back(each.address);
                }
            }
            return true;
        });
        EXPECT_TRUE(found);
        return addresses;
    }
    std::string bounce() {
        const auto inbox = items(*account_);
        EXPECT_THAT(inbox, SizeIs(1));
        return inbox.empty() ? std::string() : bytes(*account_, inbox[0].object);
    }

    PostRules rules_{"sync.example.org", 60, 3 * 86'400};
    ScriptedRelay relay_{clock_};
    std::optional<Postman> postman_;
};

TEST_F(PostmanTest, WhatTheRelayTookIsDone) {
    send({"a@x.example", "b@x.example"});
    EXPECT_TRUE(step());
    ASSERT_THAT(relay_.sent, SizeIs(1));
    EXPECT_EQ(relay_.sent[0].sender, "u1@example.org");
    EXPECT_THAT(relay_.sent[0].recipients, ElementsAre("a@x.example", "b@x.example"));
    EXPECT_EQ(relay_.text, kMail);
    EXPECT_FALSE(step());
    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_THAT(items(*account_), IsEmpty());
    EXPECT_EQ(postman().counters().relayed, 2U);
}

TEST_F(PostmanTest, ARefusedRecipientAloneComesBack) {
    relay_.script["b@x.example"] = {Answer::kRefused, "550 5.1.1 nobody here"};
    send({"a@x.example", "b@x.example"});
    EXPECT_TRUE(step());
    EXPECT_THAT(waiting(), IsEmpty());
    const auto report = bounce();
    EXPECT_EQ(mime::header(report, "Return-Path"), "<>");
    EXPECT_THAT(report, HasSubstr("Final-Recipient: rfc822; b@x.example\r\n"));
    EXPECT_THAT(report, HasSubstr("Status: 5.1.1\r\n"));
    EXPECT_THAT(report, HasSubstr(std::string(kMail)));
    EXPECT_EQ(report.find("rfc822; a@x.example"), std::string::npos);
    EXPECT_EQ(postman().counters().returned, 1U);
    EXPECT_EQ(log_.count("mail_returned"), 1);
}

TEST_F(PostmanTest, ARecipientForLaterWaitsTwiceAsLongEachTimeUpToAnHour) {
    relay_.script["a@x.example"] = {Answer::kLater, "450 greylisted"};
    send({"a@x.example", "b@x.example"});
    for (const UnixSeconds wait : {60, 120, 240, 480, 960, 1920, 3600, 3600}) {
        EXPECT_TRUE(step());
        EXPECT_FALSE(step());
        clock_.advance(wait - 1);
        EXPECT_FALSE(step()) << wait;
        clock_.advance(1);
    }
    EXPECT_THAT(relay_.sent.front().recipients, SizeIs(2));
    EXPECT_THAT(relay_.sent.back().recipients, ElementsAre("a@x.example"));
    relay_.script.clear();
    EXPECT_TRUE(step());
    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_THAT(items(*account_), IsEmpty());
}

TEST_F(PostmanTest, AfterItsTimeItComesBack) {
    relay_.script["a@x.example"] = {Answer::kLater, "450 4.2.0 full"};
    send({"a@x.example"});
    EXPECT_TRUE(step());
    clock_.advance(rules_.give_up - 1);
    EXPECT_TRUE(step());
    EXPECT_THAT(items(*account_), IsEmpty());
    clock_.advance(3600);
    EXPECT_TRUE(step());
    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_THAT(bounce(), HasSubstr("Status: 5.4.7\r\n"));
}

TEST_F(PostmanTest, ARelayThatNeverAnswersHoldsUpOneMessageAndNotEach) {
    relay_.unreachable = Error{ErrorCode::kUnavailable, "no reply in time"};
    relay_.patience = 60;
    send({"a@x.example"});
    send({"b@x.example"});
    EXPECT_TRUE(step());
    EXPECT_TRUE(step());
    EXPECT_EQ(relay_.calls, 1);
    EXPECT_EQ(log_.count("relay_unreachable"), 1);
    clock_.advance(60);
    relay_.unreachable.reset();
    EXPECT_TRUE(step());
    EXPECT_TRUE(step());
    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_EQ(log_.count("relay_back"), 1);
}

TEST_F(PostmanTest, ARelayThatRefusesConnectionsIsAskedForEachMessage) {
    relay_.unreachable = Error{ErrorCode::kUnavailable, "connection refused"};
    send({"a@x.example"});
    send({"b@x.example"});
    EXPECT_TRUE(step());
    EXPECT_TRUE(step());
    EXPECT_EQ(relay_.calls, 2);
    EXPECT_EQ(log_.count("relay_unreachable"), 1);
}

TEST_F(PostmanTest, ManyRecipientsGoInPieces) {
    std::vector<std::string> many;
    for (int i = 0; i < 150; ++i) {
        many.push_back("r" + std::to_string(i) + "@x.example");
    }
    send(many);
    EXPECT_TRUE(step());
    EXPECT_TRUE(step());
    EXPECT_FALSE(step());
    ASSERT_THAT(relay_.sent, SizeIs(2));
    EXPECT_THAT(relay_.sent[0].recipients, SizeIs(100));
    EXPECT_THAT(relay_.sent[1].recipients, SizeIs(50));
}

TEST_F(PostmanTest, OfALargeMessageTheHeaderComesBack) {
    std::string large(kMail);
    large += std::string(300'000, 'x');
    relay_.script["a@x.example"] = {Answer::kRefused, "552 5.3.4 too large"};
    send({"a@x.example"}, large);
    EXPECT_TRUE(step());
    const auto report = bounce();
    EXPECT_LT(report.size(), 10'000U);
    EXPECT_THAT(report, HasSubstr("text/rfc822-headers"));
    EXPECT_THAT(report, HasSubstr("Subject: Out\r\n"));
}

TEST_F(PostmanTest, AFullMailboxIsToldAllTheSame) {
    relay_.script["a@x.example"] = {Answer::kRefused, "550 no"};
    send({"a@x.example"});
    ASSERT_TRUE(account_->note([&](store::Note& note) -> Result<bool> {
        note.set_quota(1, 1);
        return true;
    }));
    EXPECT_TRUE(step());
    EXPECT_THAT(bounce(), HasSubstr("a@x.example"));
}

}  // namespace
}  // namespace syncgate::outbox
