#include "certs/server_tls.h"

#include <cstring>
#include <fstream>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "certs/development_ca.h"
#include "tests/unit/store/temp_folder.h"

namespace syncgate::certs {
namespace {

// Client and server in memory, joined by a pair of BIOs.
class Handshake {
  public:
    Handshake(SSL_CTX* client, SSL_CTX* server)
        : client_(SSL_new(client)), server_(SSL_new(server)) {
        BIO* left = nullptr;
        BIO* right = nullptr;
        BIO_new_bio_pair(&left, 0, &right, 0);
        SSL_set_bio(client_, left, left);
        SSL_set_bio(server_, right, right);
        SSL_set_connect_state(client_);
        SSL_set_accept_state(server_);
    }
    ~Handshake() {
        SSL_shutdown(client_);  // otherwise its session counts as broken
        SSL_free(client_);
        SSL_free(server_);
    }
    Handshake(const Handshake&) = delete;
    Handshake& operator=(const Handshake&) = delete;

    bool run() {
        constexpr int kRounds = 20;
        for (int i = 0; i < kRounds; ++i) {
            const int client = SSL_do_handshake(client_);
            const int server = SSL_do_handshake(server_);
            if (client == 1 && server == 1) {
                read_tickets();
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] SSL* client() const { return client_; }

  private:
    void read_tickets() {
        SSL_write(server_, "x", 1);
        char byte = 0;
        SSL_read(client_, &byte, 1);
    }

    SSL* client_;
    SSL* server_;
};

using Context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;

class ServerTlsTest : public testing::Test {
  protected:
    void SetUp() override {
        auto files = ensure_development_certificates(folder_.path(), {"localhost", "127.0.0.1"});
        ASSERT_TRUE(files);
        files_ = *files;
        auto loaded = ServerTls::load(files_, clock_);
        ASSERT_TRUE(loaded) << loaded.error().detail;
        tls_ = *std::move(loaded);
    }

    [[nodiscard]] Context client() const { return make_client_tls(folder_.path() / "ca.pem"); }

    // Whether the second of two connections went on with the first one's session.
    bool resumes(SSL_CTX* client, UnixSeconds between = 0) {
        Handshake first(client, tls_->current());
        EXPECT_TRUE(first.run());
        SSL_SESSION* session = SSL_get1_session(first.client());
        clock_.advance(between);
        Handshake second(client, tls_->current());
        SSL_set_session(second.client(), session);
        EXPECT_TRUE(second.run());
        SSL_SESSION_free(session);
        return SSL_session_reused(second.client()) == 1;
    }

    TempFolder folder_;
    FakeClock clock_{1'795'500'000};
    std::vector<CertificateFiles> files_;
    std::unique_ptr<ServerTls> tls_;
};

TEST_F(ServerTlsTest, AClientThatKnowsTheAuthorityVerifiesIt) {
    const auto context = client();
    Handshake handshake(context.get(), tls_->current());
    SSL_set1_host(handshake.client(), "localhost");
    EXPECT_TRUE(handshake.run());
    EXPECT_EQ(SSL_version(handshake.client()), TLS1_3_VERSION);
    EXPECT_EQ(SSL_get_verify_result(handshake.client()), X509_V_OK);
}

TEST_F(ServerTlsTest, AnotherNameIsRefusedByTheClient) {
    const auto context = client();
    Handshake handshake(context.get(), tls_->current());
    SSL_set1_host(handshake.client(), "elsewhere.example");
    EXPECT_FALSE(handshake.run());
}

TEST_F(ServerTlsTest, TheVersionsAreTls12AndLater) {
    struct Row {
        int version;
        bool works;
    };
    for (const Row row :
         {Row{TLS1_1_VERSION, false}, Row{TLS1_2_VERSION, true}, Row{TLS1_3_VERSION, true}}) {
        const auto context = client();
        SSL_CTX_set_security_level(context.get(), 0);  // so that the client would speak TLS 1.1
        SSL_CTX_set_min_proto_version(context.get(), row.version);
        SSL_CTX_set_max_proto_version(context.get(), row.version);
        Handshake handshake(context.get(), tls_->current());
        EXPECT_EQ(handshake.run(), row.works) << row.version;
    }
}

TEST_F(ServerTlsTest, EveryKindOfClientGetsItsCertificate) {
    struct Row {
        const char* algorithms;
        int type;
    };
    for (const Row row : {Row{"ECDSA+SHA256", EVP_PKEY_EC}, Row{"RSA-PSS+SHA256", EVP_PKEY_RSA}}) {
        for (const auto* group : {"X25519", "P-256"}) {
            const auto context = client();
            SSL_CTX_set1_groups_list(context.get(), group);
            SSL_CTX_set1_sigalgs_list(context.get(), row.algorithms);
            Handshake handshake(context.get(), tls_->current());
            ASSERT_TRUE(handshake.run()) << row.algorithms << " " << group;
            X509* seen = SSL_get0_peer_certificate(handshake.client());
            EXPECT_EQ(EVP_PKEY_get_base_id(X509_get0_pubkey(seen)), row.type);
        }
    }
}

TEST_F(ServerTlsTest, ATicketResumesInBothVersions) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto context = client();
        SSL_CTX_set_max_proto_version(context.get(), version);
        EXPECT_TRUE(resumes(context.get())) << version;
    }
}

TEST_F(ServerTlsTest, ATicketOutlivesAReloadAndOneRotationButNotTwo) {
    constexpr UnixSeconds kHour = 3600;
    const auto context = client();
    ASSERT_TRUE(tls_->reload());
    EXPECT_TRUE(resumes(context.get(), 13 * kHour));
    EXPECT_FALSE(resumes(context.get(), 25 * kHour));
}

TEST_F(ServerTlsTest, AProtocolIsChosenWhenTheClientOffersHttp) {
    struct Row {
        std::string_view offered;
        std::string_view chosen;
    };
    for (const Row row : {Row{"\x02h2\x08http/1.1", "http/1.1"}, Row{"\x02h2", ""}}) {
        const auto context = client();
        std::string offered(row.offered);
        SSL_CTX_set_alpn_protos(context.get(),
                                static_cast<unsigned char*>(static_cast<void*>(offered.data())),
                                static_cast<unsigned>(offered.size()));
        Handshake handshake(context.get(), tls_->current());
        ASSERT_TRUE(handshake.run());
        const unsigned char* chosen = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(handshake.client(), &chosen, &size);
        EXPECT_EQ(
            std::string_view(static_cast<const char*>(static_cast<const void*>(chosen)), size),
            row.chosen);
    }
}

TEST_F(ServerTlsTest, AReloadTakesTheNewFiles) {
    X509* before = nullptr;
    {
        const auto context = client();
        Handshake handshake(context.get(), tls_->current());
        ASSERT_TRUE(handshake.run());
        before = SSL_get1_peer_certificate(handshake.client());
    }
    ASSERT_TRUE(ensure_development_certificates(folder_.path(), {"localhost", "new.example.org"}));
    ASSERT_TRUE(tls_->reload());
    const auto context = client();
    Handshake handshake(context.get(), tls_->current());
    SSL_set1_host(handshake.client(), "new.example.org");
    ASSERT_TRUE(handshake.run());
    EXPECT_NE(X509_cmp(before, SSL_get0_peer_certificate(handshake.client())), 0);
    X509_free(before);
}

TEST_F(ServerTlsTest, AFailedReloadKeepsWhatWas) {
    std::ofstream(files_[0].certificate) << "broken";
    ASSERT_FALSE(tls_->reload());
    const auto context = client();
    Handshake handshake(context.get(), tls_->current());
    EXPECT_TRUE(handshake.run());
}

TEST_F(ServerTlsTest, FilesThatCannotServeAreNamed) {
    struct Row {
        const char* what;
        CertificateFiles files;
        ErrorCode code;
    };
    const auto junk = folder_.path() / "junk.pem";
    std::ofstream(junk) << "junk";
    const Row rows[] = {
        {"absent", {folder_.path() / "none.pem", files_[0].key}, ErrorCode::kNotFound},
        {"no certificate", {junk, files_[0].key}, ErrorCode::kMalformed},
        {"no key", {files_[0].certificate, junk}, ErrorCode::kMalformed},
        {"not its key", {files_[0].certificate, folder_.path() / "ca.key"}, ErrorCode::kMalformed},
    };
    for (const auto& row : rows) {
        const auto loaded = ServerTls::load({row.files}, clock_);
        ASSERT_FALSE(loaded) << row.what;
        EXPECT_EQ(loaded.error().code, row.code) << row.what;
        EXPECT_NE(loaded.error().detail.find(folder_.path().string()), std::string::npos)
            << row.what;
    }
}

TEST(ClientTls, AnAuthorityThatCannotBeReadGivesNone) {
    EXPECT_EQ(make_client_tls("/nowhere/ca.pem"), nullptr);
    EXPECT_NE(make_client_tls(), nullptr);
}

}  // namespace
}  // namespace syncgate::certs
