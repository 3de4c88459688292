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

    static ErrorCode error_of(const Result<void>& done) {
        EXPECT_FALSE(done);
        return done ? ErrorCode::kInternal : done.error().code;
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
    const auto sent = SmtpClient(options(relay)).send(kEnvelope, kMessage);
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
    ASSERT_TRUE(SmtpClient(options(relay)).send(kEnvelope, message));
    EXPECT_EQ(relay.taken().at(0).bytes, message + "\r\n");  // a last line end is added
}

TEST_F(SmtpClientTest, ALargeMessageArrivesWhole) {
    Relay relay({{"SIZE 0"}, {}, nullptr, false});
    std::string message = "Subject: large\r\n\r\n";
    while (message.size() < 5'000'000) {
        message += "." + std::string(70, 'x') + "\r\n";
    }
    ASSERT_TRUE(SmtpClient(options(relay)).send(kEnvelope, message));
    EXPECT_TRUE(relay.taken().at(0).bytes == message);
}

TEST_F(SmtpClientTest, ABounceHasAnEmptySender) {
    Relay relay({});
    ASSERT_TRUE(SmtpClient(options(relay)).send({"", {"a@elsewhere.example"}}, kMessage));
    EXPECT_EQ(relay.taken().at(0).sender, "");
}

struct Refusal {
    const char* command;
    const char* answer;
    ErrorCode code;
};
constexpr Refusal kRefusals[] = {
    {"greeting", "421 too busy", ErrorCode::kUnavailable},
    {"greeting", "554 not you", ErrorCode::kForbidden},
    {"greeting", "hello?", ErrorCode::kUnavailable},
    {"greeting", "", ErrorCode::kUnavailable},
    {"EHLO", "502 what?", ErrorCode::kForbidden},
    {"MAIL", "451 later", ErrorCode::kUnavailable},
    {"MAIL", "550 no", ErrorCode::kForbidden},
    {"RCPT TO:<b@", "550 5.1.1 nobody", ErrorCode::kForbidden},
    {"RCPT TO:<b@", "450 greylisted", ErrorCode::kUnavailable},
    {"DATA", "451 later", ErrorCode::kUnavailable},
    {"message", "554 spam", ErrorCode::kForbidden},
    {"message", "452 full", ErrorCode::kUnavailable},
    {"message", "552 too large", ErrorCode::kTooLarge},
    {"message", "", ErrorCode::kUnavailable},
};

TEST_F(SmtpClientTest, ARefusalAnywhereIsAnErrorAndNothingIsSent) {
    for (const auto& row : kRefusals) {
        RelayBehaviour behaviour;
        behaviour.answers[row.command] = row.answer;
        Relay relay(behaviour);
        const auto sent = SmtpClient(options(relay)).send(kEnvelope, kMessage);
        EXPECT_EQ(error_of(sent), row.code) << row.command << " " << row.answer;
        EXPECT_TRUE(relay.taken().empty()) << row.command << " " << row.answer;
    }
}

TEST_F(SmtpClientTest, ARelayThatSaysNothingIsGivenUp) {
    RelayBehaviour behaviour;
    behaviour.answers["MAIL"] = "silence";
    Relay relay(behaviour);
    auto quick = options(relay);
    quick.timeout = std::chrono::seconds(1);
    EXPECT_EQ(error_of(SmtpClient(quick).send(kEnvelope, kMessage)), ErrorCode::kUnavailable);
}

TEST_F(SmtpClientTest, TheReplyToAMessageHasATimeOfItsOwn) {
    RelayBehaviour behaviour;
    behaviour.answers["message"] = "silence";
    Relay relay(behaviour);
    auto options_of_test = options(relay);
    options_of_test.timeout = std::chrono::hours(1);
    options_of_test.final_timeout = std::chrono::seconds(1);
    EXPECT_EQ(error_of(SmtpClient(options_of_test).send(kEnvelope, kMessage)),
              ErrorCode::kUnavailable);
}

TEST_F(SmtpClientTest, NobodyThereIsUnavailable) {
    RelayOptions nobody;
    {
        Relay relay({});
        nobody = options(relay);
    }
    EXPECT_EQ(error_of(SmtpClient(nobody).send(kEnvelope, kMessage)), ErrorCode::kUnavailable);
    nobody.host = "host.invalid";
    EXPECT_EQ(error_of(SmtpClient(nobody).send(kEnvelope, kMessage)), ErrorCode::kUnavailable);
}

TEST_F(SmtpClientTest, AMessageOverTheRelaysLimitIsNotOffered) {
    Relay relay({{"SIZE 10"}, {}, nullptr, false});
    EXPECT_EQ(error_of(SmtpClient(options(relay)).send(kEnvelope, kMessage)), ErrorCode::kTooLarge);
}

TEST_F(SmtpClientTest, AnAddressThatWouldBeAnotherCommandIsRefused) {
    Relay relay({});
    SmtpClient client(options(relay));
    for (const char* address : {"a@b>\r\nRCPT TO:<c@d", "a b@c", "<a@b>", "a@b\n"}) {
        EXPECT_EQ(error_of(client.send({"u1@example.org", {address}}, kMessage)),
                  ErrorCode::kForbidden);
        EXPECT_EQ(error_of(client.send({address, {"a@elsewhere.example"}}, kMessage)),
                  ErrorCode::kForbidden);
    }
    EXPECT_TRUE(relay.commands().empty());
}

TEST_F(SmtpClientTest, AnInternationalAddressAsksForSmtputf8) {
    Relay relay({{"SMTPUTF8", "8BITMIME"}, {}, nullptr, false});
    ASSERT_TRUE(SmtpClient(options(relay))
                    .send({"u1@example.org", {"gr\xc3\xbc\xc3\x9f@x.example"}}, kMessage));
    EXPECT_EQ(relay.taken().at(0).parameters, "BODY=8BITMIME SMTPUTF8");
}

TEST_F(SmtpClientTest, EncryptsFromTheStartOrByStartTls) {
    for (const Tls mode : {Tls::kFromStart, Tls::kStartTls, Tls::kWhenOffered}) {
        Relay relay(with_tls(mode == Tls::kFromStart));
        auto wanted = options(relay, mode);
        wanted.authority = authority();
        const auto sent = SmtpClient(wanted).send(kEnvelope, kMessage);
        ASSERT_TRUE(sent) << static_cast<int>(mode) << " " << sent.error().detail;
        EXPECT_TRUE(relay.taken().at(0).encrypted);
    }
}

TEST_F(SmtpClientTest, WithoutStartTlsOnlyTheStrictModeFails) {
    for (const Tls mode : {Tls::kWhenOffered, Tls::kStartTls}) {
        Relay relay({});
        const auto sent = SmtpClient(options(relay, mode)).send(kEnvelope, kMessage);
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
        EXPECT_EQ(SmtpClient(wanted).send(kEnvelope, kMessage).has_value(), row.sent);
        wanted.authority = authority();
        wanted.host = "127.0.0.1";  // right authority, wrong name
        EXPECT_EQ(SmtpClient(wanted).send(kEnvelope, kMessage).has_value(), row.sent);
    }
}

TEST_F(SmtpClientTest, ALoginGoesOverTlsOnly) {
    Relay relay(with_tls(false));
    auto wanted = options(relay, Tls::kStartTls);
    wanted.authority = authority();
    wanted.user = "user";
    wanted.password = "pass word";
    ASSERT_TRUE(SmtpClient(wanted).send(kEnvelope, kMessage));
    EXPECT_EQ(relay.taken().at(0).login, std::string("\0user\0pass word", 15));

    Relay plain({});
    auto open = options(plain);
    open.user = "user";
    open.password = "pass word";
    EXPECT_EQ(error_of(SmtpClient(open).send(kEnvelope, kMessage)), ErrorCode::kUnavailable);
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
    ASSERT_TRUE(SmtpClient(wanted).send(kEnvelope, kMessage));
    EXPECT_EQ(relay.taken().at(0).login, "dXNlcg== cGFzcw==");
}

TEST_F(SmtpClientTest, AWrongPasswordIsForbidden) {
    auto behaviour = with_tls(false);
    behaviour.answers["AUTH"] = "535 5.7.8 wrong";
    Relay relay(behaviour);
    auto wanted = options(relay, Tls::kStartTls);
    wanted.authority = authority();
    wanted.user = "user";
    EXPECT_EQ(error_of(SmtpClient(wanted).send(kEnvelope, kMessage)), ErrorCode::kForbidden);
    EXPECT_TRUE(relay.taken().empty());
}

}  // namespace
}  // namespace syncgate::adapters
