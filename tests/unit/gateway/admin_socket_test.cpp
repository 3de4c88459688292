// A command's way through the socket: client, front, handler, store.
#include <gmock/gmock.h>

#include "base/limits.h"
#include "gateway/admin/admin_client.h"
#include "gateway/admin/admin_handler.h"
#include "gateway/executor.h"
#include "gateway/http/server.h"
#include "gateway/metrics/metrics.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate {
namespace {

class NoLogins final : public Authenticator {
  public:
    std::optional<Identity> remembered(const Login&) override { return std::nullopt; }
    Result<Identity> verify(const Login&) override {
        return Error{ErrorCode::kUnauthenticated, "nobody"};
    }
};

class AdminSocketTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        operations_ = std::make_unique<admin::Operations>(*store_, nullptr);
        handler_ = std::make_unique<admin::AdminHandler>(*operations_);
        router_.add({"/admin/", handler_.get(), false, http::Audience::kAdmin});
        serve();
    }
    void TearDown() override { server_.reset(); }

    void serve() {
        server_.reset();
        server_ = std::make_unique<http::Server>(
            http::ServerOptions{}, http::ServerPorts{router_, logins_, hub_, metrics_, log_});
        ASSERT_TRUE(server_->add_admin(socket().string()));
        server_->start();
    }

    [[nodiscard]] std::filesystem::path socket() const { return folder_.path() / "socket"; }

    push::Hub hub_;
    NoLogins logins_;
    metrics::Metrics metrics_{log_};
    std::unique_ptr<admin::Operations> operations_;
    std::unique_ptr<admin::AdminHandler> handler_;
    http::Router router_;
    std::unique_ptr<http::Server> server_;
};

TEST_F(AdminSocketTest, ManyCallsGoOverOneConnection) {
    auto client = admin::AdminClient::connect(socket());
    ASSERT_TRUE(client) << client.error().detail;
    const std::string large = "Subject: large\r\n\r\n" + std::string(3'000'000, 'x') + "\r\n";
    for (int i = 0; i < 3; ++i) {
        const auto done = (*client)->run(
            {"message-import", {{"account", "u1"}, {"folder", "Grüße & more"}}, large});
        ASSERT_TRUE(done) << done.error().detail;
    }
    const auto list = (*client)->run({"message-list", {{"account", "u1"}}, {}});
    ASSERT_TRUE(list);
    EXPECT_THAT(*list, testing::HasSubstr("Grüße & more"));
    EXPECT_EQ(server_->counters().accepted, 1U);
}

TEST_F(AdminSocketTest, AnErrorIsTheSameAsInTheProcessAndEndsNothing) {
    auto client = admin::AdminClient::connect(socket());
    ASSERT_TRUE(client);
    const admin::Call call{"account-delete", {{"account", "nobody@example.org"}}, {}};
    const auto remote = (*client)->run(call);
    const auto local = operations_->run(call);
    ASSERT_FALSE(remote);
    EXPECT_EQ(remote.error().code, local.error().code);
    EXPECT_EQ(remote.error().detail, local.error().detail);
    EXPECT_TRUE((*client)->run({"alive", {}, {}}));
}

TEST_F(AdminSocketTest, AMessageOverTheLimitIsRefusedAndTheNextOneIsTaken) {
    auto client = admin::AdminClient::connect(socket());
    ASSERT_TRUE(client);
    const std::map<std::string, std::string> inbox{{"account", "u1"}, {"folder", "Inbox"}};
    const std::string large(limits::kMessageBytes + 1, 'x');
    const auto refused = (*client)->run({"message-import", inbox, large});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
    EXPECT_FALSE(refused.error().detail.empty());
    EXPECT_TRUE((*client)->run({"message-import", inbox, "Subject: small\r\n\r\n"}));
}

// An answer without a text, after which the server ends the connection.
TEST_F(AdminSocketTest, ACallThatTheFrontRefusesHasATextAndEndsNothing) {
    auto client = admin::AdminClient::connect(socket());
    ASSERT_TRUE(client);
    for (int i = 0; i < 2; ++i) {
        const auto refused = (*client)->run({std::string(100'000, 'x'), {}, {}});
        ASSERT_FALSE(refused);
        EXPECT_FALSE(refused.error().detail.empty());
        EXPECT_TRUE((*client)->run({"alive", {}, {}}));
    }
}

TEST_F(AdminSocketTest, AServerThatCameBackIsFoundAgain) {
    auto client = admin::AdminClient::connect(socket());
    ASSERT_TRUE(client);
    serve();
    (void)(*client)->run({"alive", {}, {}});  // meets the connection that is gone
    EXPECT_TRUE((*client)->run({"alive", {}, {}}));
}

TEST_F(AdminSocketTest, ACommandUsesTheSocketWhileTheStoreIsHeld) {
    auto executor = Executor::open(folder_.path());
    ASSERT_TRUE(executor) << executor.error().detail;
    EXPECT_TRUE((*executor)->is_remote());
    EXPECT_EQ(*(*executor)->run({"domain-list", {}, {}}), "example.org\n");
}

TEST_F(AdminSocketTest, AStoppedServerIsUnavailable) {
    auto client = admin::AdminClient::connect(socket());
    ASSERT_TRUE(client);
    server_->stop();
    const auto done = (*client)->run({"alive", {}, {}});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::kUnavailable);
    EXPECT_FALSE(admin::AdminClient::connect(socket()));
}

TEST_F(AdminSocketTest, AServerThatIsTooBusySaysSo) {
    http::ServerOptions options;
    options.max_queued = 0;
    http::Server busy(options, http::ServerPorts{router_, logins_, hub_, metrics_, log_});
    const auto path = folder_.path() / "busy";
    ASSERT_TRUE(busy.add_admin(path.string()));
    busy.start();
    auto client = admin::AdminClient::connect(path);
    ASSERT_TRUE(client);
    const auto done = (*client)->run({"alive", {}, {}});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(done.error().detail, testing::HasSubstr("503"));
}

TEST(Executor, OpensTheStoreItselfWhileItIsFree) {
    const TempFolder folder;
    auto executor = Executor::open(folder.path());
    ASSERT_TRUE(executor) << executor.error().detail;
    EXPECT_FALSE((*executor)->is_remote());
    EXPECT_EQ(*(*executor)->run({"domain-list", {}, {}}), "");
}

}  // namespace
}  // namespace syncgate
