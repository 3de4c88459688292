#include "certs/development_ca.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include "tests/unit/store/temp_folder.h"

namespace syncgate::certs {
namespace {

const std::vector<std::string> kNames{"localhost", "127.0.0.1", "::1", "mail.example.org"};

using Certificate = std::unique_ptr<X509, void (*)(X509*)>;

Certificate read_certificate(const std::filesystem::path& file) {
    FILE* in = std::fopen(file.c_str(), "r");
    Certificate found(in == nullptr ? nullptr : PEM_read_X509(in, nullptr, nullptr, nullptr),
                      X509_free);
    if (in != nullptr) {
        std::fclose(in);
    }
    return found;
}

std::string content_of(const std::filesystem::path& file) {
    std::ostringstream content;
    content << std::ifstream(file).rdbuf();
    return content.str();
}

// X509_V_OK when `leaf` is good for a TLS server of that name, under `authority`.
int verify(X509* authority, X509* leaf, const std::string& name) {
    X509_STORE* trusted = X509_STORE_new();
    X509_STORE_add_cert(trusted, authority);
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, trusted, leaf, nullptr);
    X509_STORE_CTX_set_default(context, "ssl_server");
    X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(context);
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str()) != 1) {
        X509_VERIFY_PARAM_set1_host(wanted, name.c_str(), name.size());
    }
    X509_verify_cert(context);
    const int result = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(trusted);
    return result;
}

class DevelopmentCa : public testing::Test {
  protected:
    std::vector<CertificateFiles> ensure(const std::vector<std::string>& names = kNames) {
        auto made = ensure_development_certificates(dir(), names);
        EXPECT_TRUE(made) << made.error().detail;
        return made ? *made : std::vector<CertificateFiles>{};
    }
    [[nodiscard]] std::filesystem::path dir() const { return folder_.path() / "certs"; }

    TempFolder folder_;
};

TEST_F(DevelopmentCa, SignsAnEcdsaAndAnRsaCertificateForEveryName) {
    const auto files = ensure();
    ASSERT_EQ(files.size(), 2U);
    const auto authority = read_certificate(dir() / "ca.pem");
    ASSERT_NE(authority, nullptr);
    std::vector<int> types;
    for (const auto& each : files) {
        const auto leaf = read_certificate(each.certificate);
        ASSERT_NE(leaf, nullptr) << each.certificate;
        types.push_back(EVP_PKEY_get_base_id(X509_get0_pubkey(leaf.get())));
        for (const auto& name : kNames) {
            EXPECT_EQ(verify(authority.get(), leaf.get(), name), X509_V_OK) << name;
        }
        EXPECT_NE(verify(authority.get(), leaf.get(), "elsewhere.example"), X509_V_OK);
    }
    EXPECT_EQ(types, (std::vector<int>{EVP_PKEY_EC, EVP_PKEY_RSA}));
}

TEST_F(DevelopmentCa, KeysAreForTheirOwnerAlone) {
    ensure();
    for (const auto* name : {"ca.key", "server-ecdsa.key", "server-rsa.key"}) {
        struct stat info {};
        ASSERT_EQ(stat((dir() / name).c_str(), &info), 0) << name;
        EXPECT_EQ(info.st_mode & 0777U, 0600U) << name;
    }
}

TEST_F(DevelopmentCa, WhatIsThereIsUsedAgain) {
    const auto files = ensure();
    const std::string authority = content_of(dir() / "ca.pem");
    const std::string leaf = content_of(files[0].certificate);
    ensure();
    EXPECT_EQ(content_of(dir() / "ca.pem"), authority);
    EXPECT_EQ(content_of(files[0].certificate), leaf);
}

TEST_F(DevelopmentCa, AFurtherNameRenewsTheServersButNotTheAuthority) {
    const auto files = ensure();
    const std::string authority = content_of(dir() / "ca.pem");
    const std::string leaf = content_of(files[0].certificate);
    auto names = kNames;
    names.emplace_back("sync.example.org");
    ensure(names);
    EXPECT_EQ(content_of(dir() / "ca.pem"), authority);
    EXPECT_NE(content_of(files[0].certificate), leaf);
    const auto renewed = read_certificate(files[0].certificate);
    EXPECT_EQ(verify(read_certificate(dir() / "ca.pem").get(), renewed.get(), "sync.example.org"),
              X509_V_OK);
}

TEST_F(DevelopmentCa, ABrokenFileIsMadeAnew) {
    const auto files = ensure();
    for (const auto& file : {files[1].key, files[0].certificate, dir() / "ca.key"}) {
        std::ofstream(file) << "broken";
        const auto again = ensure();
        const auto authority = read_certificate(dir() / "ca.pem");
        for (const auto& each : again) {
            EXPECT_EQ(
                verify(authority.get(), read_certificate(each.certificate).get(), "localhost"),
                X509_V_OK)
                << file;
        }
    }
}

TEST_F(DevelopmentCa, AFolderThatCannotBeIsAnError) {
    std::ofstream(dir()) << "a file";
    const auto made = ensure_development_certificates(dir(), kNames);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace syncgate::certs
