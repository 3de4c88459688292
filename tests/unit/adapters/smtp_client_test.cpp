#include "adapters/smtp_client.h"

#include <csignal>

#include <gtest/gtest.h>

#include "certs/development_ca.h"
#include "tests/unit/adapters/relay.h"
#include "tests/unit/store/temp_folder.h"

namespace syncgate::adapters {
namespace {

using Tls = RelayOptions::Tls;

const MailEnvelope kEnvelope{"u1@example.org", {"a@elsewhere.example", "b@elsewhere.example"}};
constexpr std::string_view kMessage = "Subject: hello\r\n\r\nbody\r\n";

class SmtpClientTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { std::signal(SIGPIPE, SIG_IGN); }  // as the server does

    static RelayOptions options(const Relay& relay, Tls tls = Tls::kNever) {
        RelayOptions made;
        made.host = "localhost";
        made.port = relay.port();
        made.tls = tls;
        made.hostname = "sync.example.org";
        made.timeout = std::chrono::seconds(5);
        return made;
    }

    static ErrorCode error_of(const Result<std::vector<Handed>>& done) {
        EXPECT_FALSE(done);
        return done ? ErrorCode::kInternal : done.error().code;
    }

    static MailText text(std::string_view message) {
        return {message.size(), [message](std::uint64_t begin, std::uint64_t end) {
                    return Result<std::string>(std::string(message.substr(begin, end - begin)));
                }};
    }

    // For each recipient: "+" taken, "~" later, "-" refused; "unavailable".
    static std::string answers_of(const Result<std::vector<Handed>>& done) {
        std::string out;
        for (const auto& each : done ? *done : std::vector<Handed>()) {
            out += each.answer == Handed::Answer::kTaken   ? "+"
                   : each.answer == Handed::Answer::kLater ? "~"
                                                           : "-";
        }
        return done ? out : done.error().code == ErrorCode::kUnavailable ? "unavailable" : "error";
    }

    // A relay whose certificate names localhost.
    RelayBehaviour with_tls(bool from_start) {
        auto files = certs::ensure_development_certificates(folder_.path(), {"localhost"});
        EXPECT_TRUE(files);
        tls_ = *certs::ServerTls::load(*files, clock_);
        RelayBehaviour behaviour;
        behaviour.tls = tls_.get();
        behaviour.tls_from_start = from_start;
        if (!from_start) {
            behaviour.extensions.emplace_back("STARTTLS");
        }
        return behaviour;
    }
    [[nodiscard]] std::filesystem::path authority() const { return folder_.path() / "ca.pem"; }

    TempFolder folder_;
    SystemClock clock_;
    std::unique_ptr<certs::ServerTls> tls_;
};

TEST_F(SmtpClientTest, AMessageReachesTheRelayForEveryRecipient) {
    Relay relay({});
    const auto sent = SmtpClient(options(relay)).send(kEnvelope, text(kMessage));
    ASSERT_TRUE(sent) << sent.error().detail;
    const auto taken = relay.taken();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].sender, kEnvelope.sender);
    EXPECT_EQ(taken[0].recipients, kEnvelope.recipients);
    EXPECT_EQ(taken[0].bytes, kMessage);
    EXPECT_EQ(taken[0].parameters, "SIZE=24 BODY=8BITMIME");
    EXPECT_EQ(relay.commands().front(), "EHLO sync.example.org");
}

TEST_F(SmtpClientTest, DotsSurvive) {
    Relay relay({});
    const std::string message = ".\r\n..\r\n.a\r\nb.\r\n\r\n.\r\n.";
    ASSERT_TRUE(SmtpClient(options(relay)).send(kEnvelope, text(message)));
    EXPECT_EQ(relay.taken().at(0).bytes, message + "\r\n");  // a last line end is added
}

TEST_F(SmtpClientTest, ALargeMessageArrivesWhole) {
    Relay relay({{"SIZE 0"}, {}, nullptr, false});
    std::string message = "Subject: large\r\n\r\n";
    while (message.size() < 5'000'000) {
        message += "." + std::string(70, 'x') + "\r\n";
    }
    ASSERT_TRUE(SmtpClient(options(relay)).send(kEnvelope, text(message)));
    EXPECT_TRUE(relay.taken().at(0).bytes == message);
}

TEST_F(SmtpClientTest, ABounceHasAnEmptySender) {
    Relay relay({});
    ASSERT_TRUE(SmtpClient(options(relay)).send({"", {"a@elsewhere.example"}}, text(kMessage)));
    EXPECT_EQ(relay.taken().at(0).sender, "");
}

struct Refusal {
    const char* command;
    const char* answer;
    const char* answers;  // for both recipients
};
constexpr Refusal kRefusals[] = {
    // Before there is a message nothing is said of it.
    {"greeting", "421 too busy", "unavailable"},
    {"greeting", "554 not you", "unavailable"},
    {"greeting", "hello?", "unavailable"},
    {"greeting", "", "unavailable"},
    {"EHLO", "502 what?", "unavailable"},
    {"MAIL", "451 later", "~~"},
    {"MAIL", "550 no", "--"},
    {"MAIL", "530 5.7.0 a login first", "~~"},
    {"MAIL", "", "~~"},
    {"RCPT", "550 5.1.1 nobody", "--"},
    {"RCPT", "450 greylisted", "~~"},
    {"RCPT TO:<b@", "", "~~"},
    {"DATA", "451 later", "~~"},
    {"DATA", "554 no", "--"},
    {"message", "554 spam", "--"},
    {"message", "452 full", "~~"},
    {"message", "552 too large", "--"},
    {"message", "", "~~"},
};

TEST_F(SmtpClientTest, ARefusalAnywhereIsToldAndNothingIsSent) {
    for (const auto& row : kRefusals) {
        RelayBehaviour behaviour;
        behaviour.answers[row.command] = row.answer;
        Relay relay(behaviour);
        const auto sent = SmtpClient(options(relay)).send(kEnvelope, text(kMessage));
        EXPECT_EQ(answers_of(sent), row.answers) << row.command << " " << row.answer;
        EXPECT_TRUE(relay.taken().empty()) << row.command << " " << row.answer;
    }
}

TEST_F(SmtpClientTest, ARefusedRecipientKeepsItFromNobodyElse) {
    for (const auto& [answer, answers] :
         {std::pair{"550 5.1.1 nobody", "+-"}, std::pair{"450 greylisted", "+~"},
          std::pair{"552 too many recipients", "+~"}}) {
        RelayBehaviour behaviour;
        behaviour.answers["RCPT TO:<b@"] = answer;
        Relay relay(behaviour);
        const auto sent = SmtpClient(options(relay)).send(kEnvelope, text(kMessage));
        EXPECT_EQ(answers_of(sent), answers) << answer;
        EXPECT_EQ(sent->at(1).reply, answer);
        ASSERT_EQ(relay.taken().size(), 1U);
    }
}

TEST_F(SmtpClientTest, AMessageThatCantBeReadToItsEndIsNotSent) {
    Relay relay({});
    const MailText broken{
        400'000, [](std::uint64_t begin, std::uint64_t end) {
            return begin == 0 ? Result<std::string>(std::string(end - begin, 'x'))
                              : Result<std::string>(Error{ErrorCode::kUnavailable, "the disk"});
        }};
    const auto sent = SmtpClient(options(relay)).send(kEnvelope, broken);
    EXPECT_EQ(answers_of(sent), "~~");
    EXPECT_EQ(sent->at(0).reply, "the disk");
    EXPECT_TRUE(relay.taken().empty());
}

TEST_F(SmtpClientTest, AllTogetherHasItsTime) {
    RelayBehaviour behaviour;
    behaviour.answers["MAIL"] = "silence";
    Relay relay(behaviour);
    auto patient = options(relay);
    patient.timeout = std::chrono::hours(1);
    patient.most = std::chrono::seconds(1);
    EXPECT_EQ(answers_of(SmtpClient(patient).send(kEnvelope, text(kMessage))), "~~");
}

TEST_F(SmtpClientTest, ARelayThatSaysNothingIsGivenUp) {
    RelayBehaviour behaviour;
    behaviour.answers["MAIL"] = "silence";
    Relay relay(behaviour);
    auto quick = options(relay);
    quick.timeout = std::chrono::seconds(1);
    EXPECT_EQ(answers_of(SmtpClient(quick).send(kEnvelope, text(kMessage))), "~~");
}

TEST_F(SmtpClientTest, TheReplyToAMessageHasATimeOfItsOwn) {
    RelayBehaviour behaviour;
    behaviour.answers["message"] = "silence";
    Relay relay(behaviour);
    auto options_of_test = options(relay);
    options_of_test.timeout = std::chrono::hours(1);
    options_of_test.final_timeout = std::chrono::seconds(1);
    EXPECT_EQ(answers_of(SmtpClient(options_of_test).send(kEnvelope, text(kMessage))), "~~");
}

TEST_F(SmtpClientTest, NobodyThereIsUnavailable) {
    RelayOptions nobody;
    {
        Relay relay({});
        nobody = options(relay);
    }
    EXPECT_EQ(error_of(SmtpClient(nobody).send(kEnvelope, text(kMessage))),
              ErrorCode::kUnavailable);
    nobody.host = "host.invalid";
    EXPECT_EQ(error_of(SmtpClient(nobody).send(kEnvelope, text(kMessage))),
              ErrorCode::kUnavailable);
}

TEST_F(SmtpClientTest, AMessageOverTheRelaysLimitIsNotOffered) {
    Relay relay({{"SIZE 10"}, {}, nullptr, false});
    const auto sent = SmtpClient(options(relay)).send(kEnvelope, text(kMessage));
    EXPECT_EQ(answers_of(sent), "--");
    EXPECT_EQ(relay.commands(), std::vector<std::string>({"EHLO sync.example.org", "QUIT"}));
}

TEST_F(SmtpClientTest, AnAddressThatWouldBeAnotherCommandIsRefused) {
    Relay relay({});
    SmtpClient client(options(relay));
    for (const char* address : {"a@b>\r\nRCPT TO:<c@d", "a b@c", "<a@b>", "a@b\n"}) {
        EXPECT_EQ(answers_of(client.send({"u1@example.org", {address}}, text(kMessage))), "-");
        EXPECT_EQ(answers_of(client.send({address, {"a@elsewhere.example"}}, text(kMessage))), "-");
    }
    EXPECT_TRUE(relay.commands().empty());
}

TEST_F(SmtpClientTest, AnInternationalAddressAsksForSmtputf8) {
    Relay relay({{"SMTPUTF8", "8BITMIME"}, {}, nullptr, false});
    ASSERT_TRUE(SmtpClient(options(relay))
                    .send({"u1@example.org", {"gr\xc3\xbc\xc3\x9f@x.example"}}, text(kMessage)));
    EXPECT_EQ(relay.taken().at(0).parameters, "BODY=8BITMIME SMTPUTF8");
}

TEST_F(SmtpClientTest, AnInternationalAddressIsRefusedWhereTheRelayTakesNone) {
    Relay relay({});
    const auto sent = SmtpClient(options(relay))
                          .send({"u1@example.org", {"a@x.example", "gr\xc3\xbc\xc3\x9f@x.example"}},
                                text(kMessage));
    EXPECT_EQ(answers_of(sent), "+-");
    EXPECT_EQ(relay.taken().at(0).recipients, std::vector<std::string>{"a@x.example"});
}

TEST_F(SmtpClientTest, EncryptsFromTheStartOrByStartTls) {
    for (const Tls mode : {Tls::kFromStart, Tls::kStartTls, Tls::kWhenOffered}) {
        Relay relay(with_tls(mode == Tls::kFromStart));
        auto wanted = options(relay, mode);
        wanted.authority = authority();
        const auto sent = SmtpClient(wanted).send(kEnvelope, text(kMessage));
        ASSERT_TRUE(sent) << static_cast<int>(mode) << " " << sent.error().detail;
        EXPECT_TRUE(relay.taken().at(0).encrypted);
    }
}

TEST_F(SmtpClientTest, WithoutStartTlsOnlyTheStrictModeFails) {
    for (const Tls mode : {Tls::kWhenOffered, Tls::kStartTls}) {
        Relay relay({});
        const auto sent = SmtpClient(options(relay, mode)).send(kEnvelope, text(kMessage));
        EXPECT_EQ(sent.has_value(), mode == Tls::kWhenOffered);
    }
}

// Encryption against listeners needs no certificate; whoever demands TLS wants the right server.
TEST_F(SmtpClientTest, AStrangersCertificateIsTakenOnlyWhereNothingIsDemanded) {
    struct Row {
        Tls mode;
        const char* user;
        bool sent;
    };
    for (const Row row : {Row{Tls::kWhenOffered, "", true}, Row{Tls::kWhenOffered, "u", false},
                          Row{Tls::kStartTls, "", false}, Row{Tls::kFromStart, "", false}}) {
        Relay relay(with_tls(row.mode == Tls::kFromStart));
        auto wanted = options(relay, row.mode);  // the system's authorities do not know it
        wanted.user = row.user;
        EXPECT_EQ(SmtpClient(wanted).send(kEnvelope, text(kMessage)).has_value(), row.sent);
        wanted.authority = authority();
        wanted.host = "127.0.0.1";  // right authority, wrong name
        EXPECT_EQ(SmtpClient(wanted).send(kEnvelope, text(kMessage)).has_value(), row.sent);
    }
}

TEST_F(SmtpClientTest, ALoginGoesOverTlsOnly) {
    Relay relay(with_tls(false));
    auto wanted = options(relay, Tls::kStartTls);
    wanted.authority = authority();
    wanted.user = "user";
    wanted.password = "pass word";
    ASSERT_TRUE(SmtpClient(wanted).send(kEnvelope, text(kMessage)));
    EXPECT_EQ(relay.taken().at(0).login, std::string("\0user\0pass word", 15));

    Relay plain({});
    auto open = options(plain);
    open.user = "user";
    open.password = "pass word";
    EXPECT_EQ(error_of(SmtpClient(open).send(kEnvelope, text(kMessage))), ErrorCode::kUnavailable);
    for (const auto& command : plain.commands()) {
        EXPECT_EQ(command.find("AUTH"), std::string::npos);
    }
}

TEST_F(SmtpClientTest, ARelayThatOffersLoginOnlyGetsIt) {
    auto behaviour = with_tls(false);
    behaviour.extensions.emplace_back("AUTH LOGIN XOAUTH2");
    Relay relay(behaviour);
    auto wanted = options(relay, Tls::kStartTls);
    wanted.authority = authority();
    wanted.user = "user";
    wanted.password = "pass";
    ASSERT_TRUE(SmtpClient(wanted).send(kEnvelope, text(kMessage)));
    EXPECT_EQ(relay.taken().at(0).login, "dXNlcg== cGFzcw==");
}

TEST_F(SmtpClientTest, AWrongPasswordSaysNothingOfTheMessage) {
    auto behaviour = with_tls(false);
    behaviour.answers["AUTH"] = "535 5.7.8 wrong";
    Relay relay(behaviour);
    auto wanted = options(relay, Tls::kStartTls);
    wanted.authority = authority();
    wanted.user = "user";
    EXPECT_EQ(error_of(SmtpClient(wanted).send(kEnvelope, text(kMessage))),
              ErrorCode::kUnavailable);
    EXPECT_TRUE(relay.taken().empty());
}

}  // namespace
}  // namespace syncgate::adapters
