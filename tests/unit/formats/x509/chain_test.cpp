#include "formats/x509/chain.h"

#include <filesystem>
#include <fstream>
#include <memory>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "tests/unit/store/temp_folder.h"

namespace syncgate::x509 {
namespace {

constexpr UnixSeconds kNow = 1'795'435'200;
constexpr long kDay = 86'400;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

// Someone who has a key and a certificate.
struct Party {
    Key key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    Certificate certificate{X509_new(), X509_free};

    [[nodiscard]] std::string der() const {
        unsigned char* bytes = nullptr;
        const int size = i2d_X509(certificate.get(), &bytes);
        std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
        OPENSSL_free(bytes);
        return out;
    }
};

void extend(const Party& party, int nid, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    X509_add_ext(party.certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
}

struct Wish {
    const char* name = "leaf";
    bool authority = false;
    const char* usage = nullptr;  // extended
    long from = -kDay, until = kDay;
};

// `issuer` null: signed by itself.
Party issue(const Wish& wish, const Party* issuer) {
    Party party;
    X509* certificate = party.certificate.get();
    static long serial = 1;
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    ASN1_TIME_set(X509_getm_notBefore(certificate), kNow + wish.from);
    ASN1_TIME_set(X509_getm_notAfter(certificate), kNow + wish.until);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(wish.name), -1, -1, 0);
    const Party& signer = issuer == nullptr ? party : *issuer;
    X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
    X509_set_pubkey(certificate, party.key.get());
    extend(party, NID_basic_constraints, wish.authority ? "critical,CA:TRUE" : "CA:FALSE");
    if (wish.usage != nullptr) {
        extend(party, NID_ext_key_usage, wish.usage);
    }
    X509_sign(certificate, signer.key.get(), EVP_sha256());
    return party;
}

class Chain : public testing::Test {
  protected:
    void SetUp() override {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        path_ = std::filesystem::temp_directory_path() /
                ("chain-" + std::string(info->name()) + std::to_string(getpid()) + ".pem");
        std::unique_ptr<FILE, decltype(&fclose)> file(fopen(path_.c_str(), "w"), fclose);
        PEM_write_X509(file.get(), root_.certificate.get());
    }
    void TearDown() override { std::filesystem::remove(path_); }

    Verdict check(const std::string& der, const std::vector<std::string>& chain = {}) {
        return check_chain(der, chain, kNow, {path_.string(), {}});
    }
    Verdict check_revoked(const Party& leaf) {
        return check_chain(leaf.der(), {middle_.der()}, kNow,
                           {path_.string(), lists_.path().string()}, true);
    }
    // A list of `issuer` with those, in a file of that name.
    void revoke(const std::string& file, const Party& issuer, std::vector<const Party*> revoked,
                long until = kDay) {
        const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> list(X509_CRL_new(),
                                                                       X509_CRL_free);
        X509_CRL_set_version(list.get(), 1);
        X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get()));
        const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> time(
            ASN1_TIME_set(nullptr, kNow - kDay), ASN1_TIME_free);
        X509_CRL_set1_lastUpdate(list.get(), time.get());
        for (const auto* each : revoked) {
            X509_REVOKED* entry = X509_REVOKED_new();
            X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(each->certificate.get()));
            X509_REVOKED_set_revocationDate(entry, time.get());
            X509_CRL_add0_revoked(list.get(), entry);
        }
        ASN1_TIME_set(time.get(), kNow + until);
        X509_CRL_set1_nextUpdate(list.get(), time.get());
        X509_CRL_sign(list.get(), issuer.key.get(), EVP_sha256());
        const auto path = lists_.path() / file;
        const std::unique_ptr<FILE, decltype(&fclose)> out(fopen(path.c_str(), "w"), fclose);
        if (path.extension() == ".pem") {
            PEM_write_X509_CRL(out.get(), list.get());
        } else {
            i2d_X509_CRL_fp(out.get(), list.get());
        }
    }

    Party root_ = issue({"root", true}, nullptr);
    Party middle_ = issue({"middle", true}, &root_);
    std::filesystem::path path_;
    TempFolder lists_;
};

TEST_F(Chain, LeadsOverOthersToAnAuthority) {
    const auto leaf = issue({.usage = "emailProtection"}, &middle_);
    EXPECT_EQ(check(leaf.der(), {middle_.der()}), Verdict::kGood);
    EXPECT_EQ(check(leaf.der(), {"no certificate", middle_.der()}), Verdict::kGood);
    EXPECT_EQ(check(leaf.der()), Verdict::kUntrusted);
}

TEST_F(Chain, WhatTheClientBringsIsNotTrustedByItself) {
    const auto stranger = issue({"stranger", true}, nullptr);
    const auto leaf = issue({}, &stranger);
    EXPECT_EQ(check(leaf.der(), {stranger.der()}), Verdict::kUntrusted);
    EXPECT_EQ(check(stranger.der()), Verdict::kUntrusted);
}

TEST_F(Chain, HasItsTime) {
    EXPECT_EQ(check(issue({.until = -1}, &root_).der()), Verdict::kOutOfTime);
    EXPECT_EQ(check(issue({.from = 1}, &root_).der()), Verdict::kOutOfTime);
}

TEST_F(Chain, WithoutAListNobodyKnowsWhatIsRevoked) {
    const auto leaf = issue({}, &middle_);
    EXPECT_EQ(check_revoked(leaf), Verdict::kRevocationUnknown);
    revoke("root.pem", root_, {});
    EXPECT_EQ(check_revoked(leaf), Verdict::kRevocationUnknown);
    revoke("middle.pem", middle_, {}, -1);
    EXPECT_EQ(check_revoked(leaf), Verdict::kRevocationUnknown);  // the list has had its time
    EXPECT_EQ(check_chain(leaf.der(), {middle_.der()}, kNow, {path_.string(), "/nowhere"}, true),
              Verdict::kRevocationUnknown);
}

TEST_F(Chain, IsGoodUntilOneOfItIsRevoked) {
    const auto leaf = issue({}, &middle_);
    const auto other = issue({}, &middle_);
    std::ofstream(lists_.path() / "README") << "no list";
    revoke("root.der", root_, {});
    revoke("middle.pem", middle_, {&other});
    EXPECT_EQ(check_revoked(leaf), Verdict::kGood);
    EXPECT_EQ(check_revoked(other), Verdict::kRevoked);
    revoke("root.der", root_, {&middle_});
    EXPECT_EQ(check_revoked(leaf), Verdict::kRevokedAuthority);
}

TEST_F(Chain, AListThatAnotherHasSignedDoesNotCount) {
    const auto leaf = issue({}, &middle_);
    const auto false_middle = issue({"middle", true}, nullptr);
    revoke("root.pem", root_, {});
    revoke("middle.pem", false_middle, {&leaf});
    EXPECT_EQ(check_revoked(leaf), Verdict::kRevocationUnknown);
}

TEST_F(Chain, ThatIsWrongIsWrongWhateverIsRevoked) {
    const auto late = issue({.until = -1}, &middle_);
    revoke("middle.pem", middle_, {&late});
    EXPECT_EQ(check_revoked(late), Verdict::kOutOfTime);
}

TEST_F(Chain, OfAServerIsNotForMail) {
    EXPECT_EQ(check(issue({.usage = "serverAuth"}, &root_).der()), Verdict::kNotForMail);
}

TEST_F(Chain, OverOneWhoIsNoAuthorityIsMisuse) {
    const auto leaf = issue({"person"}, &root_);
    EXPECT_EQ(check(issue({}, &leaf).der(), {leaf.der()}), Verdict::kMisusedAuthority);
}

TEST_F(Chain, WhoseSignatureIsWrongIsFalse) {
    for (auto der : {issue({}, &root_).der(), issue({"self"}, nullptr).der()}) {
        der.back() = static_cast<char>(der.back() ^ 1);
        EXPECT_EQ(check(der), Verdict::kBadSignature);
    }
}

TEST_F(Chain, WhatIsNoCertificateIsUnreadable) {
    const auto der = issue({}, &root_).der();
    for (const auto& bad : {std::string(), std::string("text"), der + "x",
                            der.substr(0, der.size() - 1), std::string(100'000, '\x30')}) {
        EXPECT_EQ(check(bad), Verdict::kUnreadable);
    }
}

}  // namespace
}  // namespace syncgate::x509
