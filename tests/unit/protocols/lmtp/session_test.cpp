#include "protocols/lmtp/session.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/message_index.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::lmtp {
namespace {

using Kind = Expect::Kind;

class LmtpTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        other_ = add("u2@example.org");
        factory_ = std::make_unique<LmtpFactory>(
            Services{*store_, clock_, log_, "mail.example.org", &delivered_});
        session_ = factory_->make({"192.0.2.1", false, false});
        EXPECT_EQ(session_->open().bytes, "220 mail.example.org Syncgate LMTP\r\n");
    }

    SessionReply run(std::string_view unit, bool too_long = false) {
        SessionReply reply = session_->run({unit, too_long});
        expected_ = reply.next;
        return reply;
    }

    // As the reader makes a unit of it.
    SessionReply say(std::string_view line) {
        std::string unit = expected_.head;
        if (expected_.kind == Kind::kDotData) {
            mime::append_crlf(line, unit);
        } else {
            unit += line;
        }
        return run(unit);
    }

    // The first three digits of each line of the answer.
    static std::string codes(const SessionReply& reply) {
        std::string found;
        for (const auto line : split(reply.bytes, '\n')) {
            found += (found.empty() || line.empty() ? "" : " ") + std::string(line.substr(0, 3));
        }
        return found;
    }

    // A conversation, one line each: "C: command" and "S: how the answer begins".
    void talk(std::string_view transcript) {
        std::string answer;
        for (auto line : split(transcript, '\n')) {
            line = trim(line);
            if (line.starts_with("C: ")) {
                answer = say(line.substr(3)).bytes;
            } else if (line.starts_with("S: ")) {
                EXPECT_TRUE(answer.starts_with(line.substr(3)))
                    << "wanted " << line.substr(3) << "\ngot    " << answer;
            }
        }
    }

    // The state in which a message may come.
    void begin(const std::vector<std::string>& recipients,
               const std::string& sender = "s@elsewhere.example") {
        say("LHLO mx.example.org");
        say("MAIL FROM:<" + sender + ">");
        for (const auto& each : recipients) {
            say("RCPT TO:<" + each + ">");
        }
        ASSERT_EQ(codes(say("DATA")), "354");
        EXPECT_EQ(expected_.kind, Kind::kDotData);
        EXPECT_EQ(expected_.size, limits::kMessageBytes);
    }

    std::string only_message(store::Account& account) {
        const auto found = items(account);
        EXPECT_EQ(found.size(), 1U);
        return found.empty() ? "" : bytes(account, found[0].object);
    }

    std::atomic<std::uint64_t> delivered_{0};
    std::shared_ptr<store::Account> other_;
    std::unique_ptr<LmtpFactory> factory_;
    std::unique_ptr<Session> session_;
    Expect expected_;
};

constexpr std::string_view kMessage = "Subject: one\r\n\r\nbody\r\n";

TEST_F(LmtpTest, SaysWhatItCan) {
    const auto reply = say("LHLO mx.example.org");
    EXPECT_EQ(reply.bytes,
              "250-mail.example.org\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n"
              "250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 52428800\r\n");
}

TEST_F(LmtpTest, AMessageIsStoredAsItCameBelowItsReturnPath) {
    begin({"u1@example.org"});
    EXPECT_EQ(codes(say(kMessage)), "250");
    EXPECT_EQ(only_message(*account_),
              "Return-Path: <s@elsewhere.example>\r\n" + std::string(kMessage));
    EXPECT_EQ(items(*account_)[0].sort_key, store::kNow);
    EXPECT_EQ(items(*account_)[0].flags, 0U);
    EXPECT_EQ(delivered_, 1U);
}

TEST_F(LmtpTest, ATextWithoutAHeaderIsABody) {
    begin({"u1@example.org"});
    EXPECT_EQ(codes(say("hello\r\n\r\nand goodbye\r\n")), "250");
    EXPECT_EQ(only_message(*account_),
              "Return-Path: <s@elsewhere.example>\r\n\r\nhello\r\n\r\nand goodbye\r\n");
}

TEST_F(LmtpTest, ABounceHasAnEmptyReturnPath) {
    begin({"u1@example.org"}, "");
    EXPECT_EQ(codes(say(kMessage)), "250");
    EXPECT_TRUE(only_message(*account_).starts_with("Return-Path: <>\r\n"));
}

TEST_F(LmtpTest, EveryRecipientHasAnAnswerInTheirOrder) {
    say("LHLO mx");
    say("MAIL FROM:<>");
    EXPECT_EQ(codes(say("RCPT TO:<u1@example.org>")), "250");
    EXPECT_EQ(codes(say("RCPT TO:<nobody@example.org>")), "550");
    EXPECT_EQ(codes(say("RCPT TO:<U2@EXAMPLE.ORG>")), "250");
    EXPECT_EQ(codes(say("DATA")), "354");
    EXPECT_EQ(codes(say(kMessage)), "250 250");
    EXPECT_EQ(items(*account_).size(), 1U);
    EXPECT_EQ(items(*other_).size(), 1U);
}

TEST_F(LmtpTest, OneAccountGetsOneMessageHoweverManyOfItsAddressesAreNamed) {
    begin({"u1@example.org", "u1+list@example.org", "u1@example.org"});
    EXPECT_EQ(codes(say(kMessage)), "250 250 250");
    EXPECT_EQ(items(*account_).size(), 1U);
}

TEST_F(LmtpTest, EveryRecipientGetsTheSameMessageWithTheStoresLineEnds) {
    begin({"u1@example.org", "u2@example.org"});
    EXPECT_EQ(codes(say("From here on\nSubject: one\n\nbody\rmore\n")), "250 250");
    const std::string wanted =
        "Return-Path: <s@elsewhere.example>\r\nFrom here on\r\nSubject: one\r\n\r\nbody\r\n"
        "more\r\n";
    EXPECT_EQ(only_message(*account_), wanted);
    EXPECT_EQ(only_message(*other_), wanted);
}

TEST_F(LmtpTest, TwoMessagesOnOneConnection) {
    begin({"u1@example.org"});
    say(kMessage);
    talk(R"(C: MAIL FROM:<>
            S: 250
            C: RCPT TO:<u1@example.org>
            S: 250
            C: DATA
            S: 354)");
    EXPECT_EQ(codes(say(kMessage)), "250");
    EXPECT_EQ(items(*account_).size(), 2U);
}

TEST_F(LmtpTest, OrderIsHeld) {
    talk(R"(C: MAIL FROM:<a@b.example>
            S: 503 5.5.1
            C: LHLO
            S: 501
            C: LHLO mx
            S: 250
            C: RCPT TO:<u1@example.org>
            S: 503 5.5.1
            C: DATA
            S: 503 5.5.1
            C: MAIL FROM:<a@b.example>
            S: 250 2.1.0
            C: MAIL FROM:<a@b.example>
            S: 503 5.5.1
            C: DATA
            S: 503 5.5.1
            C: RCPT TO:<u1@example.org>
            S: 250 2.1.5
            C: RSET
            S: 250 2.0.0
            C: DATA
            S: 503 5.5.1)");
}

TEST_F(LmtpTest, OtherCommandsAndNonsense) {
    talk(R"(C: EHLO mx
            S: 500 5.5.1
            C: HELO mx
            S: 500 5.5.1
            C: lhlo mx
            S: 250
            C: NOOP whatever
            S: 250 2.0.0
            C: VRFY u1
            S: 252 2.5.2
            C: EXPN list
            S: 500 5.5.1
            C: MAIL TO:<a@b.example>
            S: 501 5.5.4
            C: MAIL FROM:a@b.example
            S: 501 5.5.4
            C: mail from:<a@b.example> body=8bitmime smtputf8
            S: 250
            C: RCPT FROM:<u1@example.org>
            S: 501 5.5.4
            C: RCPT TO:<>
            S: 501 5.5.4)");
}

TEST_F(LmtpTest, QuitEndsTheConnection) {
    const auto reply = say("QUIT");
    EXPECT_EQ(codes(reply), "221");
    EXPECT_TRUE(reply.close);
}

TEST_F(LmtpTest, ALineThatIsTooLongIsRefusedAndTheSessionGoesOn) {
    const auto reply = run("", true);
    EXPECT_EQ(codes(reply), "500");
    EXPECT_FALSE(reply.close);
    EXPECT_EQ(codes(say("NOOP")), "250");
}

TEST_F(LmtpTest, ASizeOverTheLimitIsRefusedBeforeItIsSent) {
    say("LHLO mx");
    EXPECT_EQ(codes(say("MAIL FROM:<> SIZE=" + std::to_string(limits::kMessageBytes))), "250");
    say("RSET");
    EXPECT_EQ(codes(say("MAIL FROM:<> SIZE=" + std::to_string(limits::kMessageBytes + 1))), "552");
}

TEST_F(LmtpTest, AMessageOverTheLimitIsRefusedForEveryRecipient) {
    begin({"u1@example.org", "u2@example.org"});
    EXPECT_EQ(codes(run("", true)), "552 552");
    EXPECT_TRUE(items(*account_).empty());
    EXPECT_EQ(codes(say("MAIL FROM:<>")), "250");
}

TEST_F(LmtpTest, ARecipientOverItsQuotaIsAskedForLaterTheOthersGetIt) {
    ASSERT_TRUE(account_->note([](store::Note& note) -> Result<bool> {
        note.set_quota(10, std::nullopt);
        return true;
    }));
    begin({"u1@example.org", "u2@example.org"});
    const auto reply = say("Subject: x\r\n\r\n");
    EXPECT_EQ(reply.bytes, "452 4.2.2 No room for it\r\n250 2.0.0 Delivered\r\n");
    EXPECT_TRUE(items(*account_).empty());
}

TEST_F(LmtpTest, AThousandRecipientsAndNoMore) {
    say("LHLO mx");
    say("MAIL FROM:<>");
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(codes(say("RCPT TO:<u1@example.org>")), "250");
    }
    EXPECT_EQ(codes(say("RCPT TO:<u1@example.org>")), "452");
}

TEST_F(LmtpTest, AnAccountThatIsSwitchedOffTakesNoMail) {
    ASSERT_TRUE(store_->directory().set_enabled(other_->id(), false));
    say("LHLO mx");
    say("MAIL FROM:<>");
    EXPECT_EQ(codes(say("RCPT TO:<u2@example.org>")), "550");
}

// An account that goes between RCPT and the dot is a refusal for its recipient alone.
TEST_F(LmtpTest, AnAccountThatGoesMeanwhileIsRefusedAlone) {
    begin({"u2@example.org", "u1@example.org"});
    const AccountId gone = other_->id();
    other_.reset();
    ASSERT_TRUE(store_->delete_account(gone));
    const auto answer = codes(say(kMessage));
    EXPECT_EQ(answer, "550 250");
    EXPECT_EQ(items(*account_).size(), 1U);
}

TEST_F(LmtpTest, WhatMemoryAnswersIsAnsweredAtOnceAndAsAWorkerWould) {
    const auto at_once = [&](std::string_view line) {
        const auto reply = session_->run_at_once({line, false});
        expected_ = reply ? reply->next : expected_;
        return reply ? codes(*reply) : "later";
    };
    EXPECT_EQ(at_once("RCPT TO:<u1@example.org>"), "503");
    EXPECT_EQ(at_once("LHLO mx.example.org"), "250 250 250 250 250 250");
    EXPECT_EQ(at_once("MAIL FROM:<s@elsewhere.example>"), "250");
    EXPECT_EQ(at_once("RCPT TO:<>"), "501");
    EXPECT_EQ(at_once("rcpt to:<u1@example.org>"), "later");
    EXPECT_EQ(codes(say("RCPT TO:<u1@example.org>")), "250");
    EXPECT_EQ(at_once("RCPT TO:<nobody@example.org>"), "later");
    EXPECT_EQ(codes(say("RCPT TO:<nobody@example.org>")), "550");
    EXPECT_EQ(at_once("RCPT TO:<nobody@example.org>"), "later") << "only what was found is known";
    EXPECT_EQ(at_once("RSET"), "250");
    EXPECT_EQ(at_once("MAIL FROM:<s@elsewhere.example>"), "250");
    EXPECT_EQ(at_once("RCPT TO:<u1@example.org>"), "250");
    EXPECT_EQ(at_once("DATA"), "354");
    EXPECT_EQ(at_once(kMessage), "later");
    EXPECT_EQ(codes(say(kMessage)), "250");
    EXPECT_EQ(items(*account_).size(), 1U);
    EXPECT_FALSE(session_->run_at_once({"NOOP", true})->bytes.starts_with("250"));
}

TEST_F(LmtpTest, AKnownRecipientThatIsSwitchedOffIsRefusedAtOnce) {
    begin({"u1@example.org"});
    say(kMessage);
    ASSERT_TRUE(store_->directory().set_enabled(account_->id(), false));
    say("MAIL FROM:<>");
    EXPECT_FALSE(session_->run_at_once({"RCPT TO:<u1@example.org>", false}));
    EXPECT_EQ(codes(say("RCPT TO:<u1@example.org>")), "550");
    const auto again = session_->run_at_once({"RCPT TO:<u1@example.org>", false});
    ASSERT_TRUE(again);
    EXPECT_EQ(codes(*again), "550");
}

TEST_F(LmtpTest, TheFarewellIsAReply) {
    EXPECT_EQ(session_->farewell(Wake::kClosing), "421 4.3.2 mail.example.org closing\r\n");
    EXPECT_EQ(session_->farewell(Wake::kDeadline).substr(0, 3), "421");
}

}  // namespace
}  // namespace syncgate::lmtp
