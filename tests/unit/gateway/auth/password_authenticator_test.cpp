#include "gateway/auth/password_authenticator.h"

#include <thread>

#include "gateway/auth/password_hash.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::auth {
namespace {

class PasswordAuthenticatorTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        set_password(
            "s\xc3\xa4"
            "cret");
        restart();
    }

    void set_password(std::string_view password) {
        ASSERT_TRUE(store_->directory().set_password(account_->id(), *hash_password(password)));
    }

    void restart() {
        authenticator_.reset();
        verified_ = std::make_unique<VerifiedLogins>(store_->directory(), clock_, log_,
                                                     folder_.path() / "auth.key");
        authenticator_ =
            std::make_unique<PasswordAuthenticator>(store_->directory(), *verified_, clock_, log_);
    }

    static Login login(std::string name,
                       std::string password =
                           "s\xc3\xa4"
                           "cret",
                       std::string client = "activesync A1") {
        return {std::move(name), std::move(password), std::move(client), "192.0.2.1"};
    }

    ErrorCode error_of(const Login& with) {
        const auto done = authenticator_->verify(with);
        EXPECT_FALSE(done);
        return done ? ErrorCode::kInternal : done.error().code;
    }

    std::unique_ptr<VerifiedLogins> verified_;
    std::unique_ptr<PasswordAuthenticator> authenticator_;
};

TEST_F(PasswordAuthenticatorTest, EveryFormOfTheLoginIsTheAccount) {
    for (const char* name : {"u1@example.org", "U1@Example.ORG", "u1", "EXAMPLE\\u1", " u1 ",
                             "corp\\u1@example.org"}) {
        const auto who = authenticator_->verify(login(name));
        ASSERT_TRUE(who) << name;
        EXPECT_EQ(who->account, account_->id()) << name;
        EXPECT_EQ(who->address, "u1@example.org") << name;
    }
}

TEST_F(PasswordAuthenticatorTest, ALocalPartOfTwoDomainsIsNobody) {
    ASSERT_TRUE(store_->directory().add_domain("example.net"));
    add("u1@example.net");
    EXPECT_EQ(error_of(login("u1")), ErrorCode::kUnauthenticated);
    EXPECT_TRUE(authenticator_->verify(login("u1@example.org")));
}

TEST_F(PasswordAuthenticatorTest, ADomainBeforeTheNameTellsWhichOfTwo) {
    ASSERT_TRUE(store_->directory().add_domain("example.net"));
    add("u1@example.net");
    const auto who = authenticator_->verify(login("example.org\\u1"));
    ASSERT_TRUE(who);
    EXPECT_EQ(who->address, "u1@example.org");
    EXPECT_TRUE(authenticator_->remembered(login("EXAMPLE.org\\u1")));
    EXPECT_EQ(error_of(login("example.net\\u1")), ErrorCode::kUnauthenticated);  // his password
}

TEST_F(PasswordAuthenticatorTest, AnUnknownDomainBeforeTheNameSaysNothing) {
    const auto who = authenticator_->verify(login("mail.example.org\\u1"));
    ASSERT_TRUE(who);
    EXPECT_EQ(who->address, "u1@example.org");
}

TEST_F(PasswordAuthenticatorTest, ThePasswordMayComeInLatin1) {
    EXPECT_TRUE(authenticator_->verify(login("u1",
                                             "s\xe4"
                                             "cret")));
    EXPECT_TRUE(authenticator_->remembered(login("u1",
                                                 "s\xe4"
                                                 "cret")));
}

TEST_F(PasswordAuthenticatorTest, WrongAndUnknownAnswerAlikeAndCostAlike) {
    const auto before = authenticator_->argon2_runs();
    EXPECT_EQ(error_of(login("u1", "wrong")), ErrorCode::kUnauthenticated);
    EXPECT_EQ(error_of(login("nobody@example.org")), ErrorCode::kUnauthenticated);
    EXPECT_EQ(error_of(login("", "")), ErrorCode::kUnauthenticated);
    EXPECT_EQ(authenticator_->argon2_runs(), before + 3);
    for (const char* name : {"u1", "nobody@example.org"}) {  // no UTF-8: tried as Latin-1, too
        const auto runs = authenticator_->argon2_runs();
        EXPECT_EQ(error_of(login(name, "wr\xf6ng")), ErrorCode::kUnauthenticated);
        EXPECT_EQ(authenticator_->argon2_runs(), runs + 2) << name;
    }
}

TEST_F(PasswordAuthenticatorTest, TheThrottleCountsAnAccountHoweverItIsWritten) {
    const char* const names[] = {"u1", "u1@example.org", "EXAMPLE\\u1"};
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(error_of(login(names[i % 3], "guess")), ErrorCode::kUnauthenticated);
    }
    for (const char* name : names) {
        EXPECT_EQ(error_of(login(name, "guess")), ErrorCode::kUnavailable) << name;
    }
}

TEST_F(PasswordAuthenticatorTest, MemoryKnowsWhatWasVerifiedForThatClientOnly) {
    EXPECT_FALSE(authenticator_->remembered(login("u1")));
    ASSERT_TRUE(authenticator_->verify(login("u1")));
    const auto who = authenticator_->remembered(login("u1"));
    ASSERT_TRUE(who);
    EXPECT_EQ(who->account, account_->id());
    EXPECT_FALSE(authenticator_->remembered(login("u1", "wrong")));
    EXPECT_FALSE(authenticator_->remembered(login("u1",
                                                  "s\xc3\xa4"
                                                  "cret",
                                                  "activesync B2")));
}

TEST_F(PasswordAuthenticatorTest, ARestartCostsNoArgon2) {
    ASSERT_TRUE(authenticator_->verify(login("u1")));
    restart();
    EXPECT_TRUE(authenticator_->remembered(login("u1")));
    EXPECT_TRUE(authenticator_->verify(login("u1")));
    EXPECT_EQ(authenticator_->argon2_runs(), 0U);
}

TEST_F(PasswordAuthenticatorTest, ARestartKnowsEveryNameOfThoseItRemembers) {
    ASSERT_TRUE(store_->directory().add_alias(account_->id(), "info@example.org"));
    ASSERT_TRUE(authenticator_->verify(login("u1")));
    add("u2@example.org");
    restart();
    for (const char* name : {"u1", "u1@example.org", "EXAMPLE\\U1", "info@example.org"}) {
        EXPECT_TRUE(authenticator_->remembered(login(name))) << name;
    }
    EXPECT_FALSE(authenticator_->remembered(login("u2")));
    ASSERT_TRUE(store_->directory().set_enabled(account_->id(), false));
    restart();
    EXPECT_FALSE(authenticator_->remembered(login("u1")));
}

TEST_F(PasswordAuthenticatorTest, AnOldPasswordIsForgotten) {
    ASSERT_TRUE(authenticator_->verify(login("u1")));
    set_password("another");
    authenticator_->forget(account_->id());
    EXPECT_FALSE(authenticator_->remembered(login("u1")));
    EXPECT_EQ(error_of(login("u1")), ErrorCode::kUnauthenticated);
    EXPECT_TRUE(authenticator_->verify(login("u1", "another")));
}

TEST_F(PasswordAuthenticatorTest, AnAccountThatIsSwitchedOffIsForbiddenToWhoKnowsThePassword) {
    ASSERT_TRUE(authenticator_->verify(login("u1")));
    ASSERT_TRUE(store_->directory().set_enabled(account_->id(), false));
    authenticator_->forget(account_->id());
    EXPECT_EQ(error_of(login("u1")), ErrorCode::kForbidden);
    EXPECT_EQ(error_of(login("u1", "wrong")), ErrorCode::kUnauthenticated);
}

TEST_F(PasswordAuthenticatorTest, WhoIsServedElsewhereIsKnownAsSuchByMemoryToo) {
    const std::string url = "https://other.example/";
    ASSERT_TRUE(authenticator_->verify(login("u1")));
    ASSERT_TRUE(store_->directory().set_elsewhere(account_->id(), url));
    authenticator_->forget(account_->id());
    EXPECT_EQ(authenticator_->verify(login("u1"))->elsewhere, url);
    EXPECT_EQ(authenticator_->remembered(login("u1"))->elsewhere, url);
    restart();
    EXPECT_EQ(authenticator_->remembered(login("u1"))->elsewhere, url);
}

TEST_F(PasswordAuthenticatorTest, TheThrottleAnswersWithoutArgon2AndLetsKnownPhonesPass) {
    ASSERT_TRUE(authenticator_->verify(login("u1")));
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(error_of(login("u1", "guess")), ErrorCode::kUnauthenticated);
    }
    const auto runs = authenticator_->argon2_runs();
    EXPECT_EQ(error_of(login("u1", "guess")), ErrorCode::kUnavailable);
    // Right, but unknown to memory: the throttle can't tell it from a guess.
    EXPECT_EQ(error_of(login("u1",
                             "s\xc3\xa4"
                             "cret",
                             "new phone")),
              ErrorCode::kUnavailable);
    EXPECT_EQ(authenticator_->argon2_runs(), runs);
    EXPECT_TRUE(authenticator_->remembered(login("u1")));
    EXPECT_TRUE(authenticator_->verify(login("u1")));
    clock_.advance(60);
    EXPECT_TRUE(authenticator_->verify(login("u1",
                                             "s\xc3\xa4"
                                             "cret",
                                             "new phone")));
}

TEST_F(PasswordAuthenticatorTest, ALoginThatIsNobodysNameCostsNothing) {
    EXPECT_EQ(error_of(login(std::string(10'000, 'x'))), ErrorCode::kUnauthenticated);
    EXPECT_EQ(authenticator_->argon2_runs(), 0U);
}

// Logins are verified on many workers while the password changes: when all is over, nobody comes in
// by the old one, not after a restart either.
TEST_F(PasswordAuthenticatorTest, AChangeOfPasswordAmidLoginsLeavesNoOldOneBehind) {
    constexpr int kRounds = 3;
    constexpr int kWorkers = 4;
    for (int round = 0; round < kRounds; ++round) {
        set_password("old");
        authenticator_->forget(account_->id());
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < kWorkers; ++worker) {
            workers.emplace_back([&, worker] {
                for (int i = 0; i < 4; ++i) {
                    Login with = login("u1", "old", "phone " + std::to_string(worker));
                    with.address = std::to_string(round) + "." + std::to_string(worker) + "." +
                                   std::to_string(i);
                    (void)authenticator_->remembered(with);
                    (void)authenticator_->verify(with);
                    verified_->save_used();
                }
            });
        }
        set_password("new");
        authenticator_->forget(account_->id());
        workers.clear();
        for (int worker = 0; worker < kWorkers; ++worker) {
            EXPECT_FALSE(
                authenticator_->remembered(login("u1", "old", "phone " + std::to_string(worker))));
        }
        EXPECT_TRUE(store_->directory().verified_logins(0)->empty());
    }
}

struct Text {
    std::string_view given, wanted;
};

TEST(LoginNames, LoseBlanksAndTheWindowsDomain) {
    for (const Text row :
         {Text{"u1", "u1"}, Text{"CORP\\U1", "u1"}, Text{" u1\t", "u1"}, Text{"a\\b\\c@x", "c@x"},
          Text{"x.org\\u1@y.org", "u1@y.org"}, Text{"x.org\\b\\c", "c"}, Text{"", ""}}) {
        EXPECT_EQ(login_names(row.given), std::vector{std::string(row.wanted)});
    }
}

TEST(LoginNames, ADomainOfMailIsTheUsersFirst) {
    EXPECT_EQ(login_names(" Example.ORG\\U1"), (std::vector<std::string>{"u1@example.org", "u1"}));
}

TEST(Latin1, BecomesUtf8) {
    for (const Text row :
         {Text{"plain", "plain"}, Text{"\xe4\xff\x80", "\xc3\xa4\xc3\xbf\xc2\x80"}}) {
        EXPECT_EQ(latin1_to_utf8(row.given), row.wanted);
    }
}

}  // namespace
}  // namespace syncgate::auth
