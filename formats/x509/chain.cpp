#include "formats/x509/chain.h"

#include <filesystem>

#include <openssl/err.h>

#include "formats/x509/owned.h"

namespace syncgate::x509 {
namespace {

Owned<STACK_OF(X509)> read_all(const std::vector<std::string>& chain) {
    Owned<STACK_OF(X509)> all(sk_X509_new_null());
    for (const auto& der : chain) {
        if (auto certificate = read(der);
            certificate && sk_X509_push(all.get(), certificate.get()) > 0) {
            (void)certificate.release();  // the stack's
        }
    }
    return all;
}

// Reads what is a list, of both forms; whatever else lies in the folder is passed over.
void add_revocations(X509_STORE* store, const std::string& folder) {
    constexpr std::uintmax_t kLargest = 32U << 20U;
    X509_LOOKUP* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (!entry.is_regular_file(error) || entry.file_size(error) > kLargest) {
            continue;
        }
        const auto path = entry.path().string();
        if (X509_load_crl_file(lookup, path.c_str(), X509_FILETYPE_PEM) <= 0) {
            (void)X509_load_crl_file(lookup, path.c_str(), X509_FILETYPE_ASN1);
        }
    }
    ERR_clear_error();
}

Owned<X509_STORE> trusted(const std::string& authorities) {
    Owned<X509_STORE> store(X509_STORE_new());
    const int loaded = authorities.empty()
                           ? X509_STORE_set_default_paths(store.get())
                           : X509_STORE_load_locations(store.get(), authorities.c_str(), nullptr);
    return loaded == 1 ? std::move(store) : Owned<X509_STORE>();
}

bool signed_by_itself_wrongly(X509* certificate) {
    return X509_check_issued(certificate, certificate) == X509_V_OK &&
           X509_verify(certificate, X509_get0_pubkey(certificate)) != 1;
}

Verdict verdict_of(int error, int depth) {
    switch (error) {
        case X509_V_ERR_CERT_REVOKED:
            return depth == 0 ? Verdict::kRevoked : Verdict::kRevokedAuthority;
        case X509_V_ERR_UNABLE_TO_GET_CRL:
        case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
        case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
        case X509_V_ERR_CRL_SIGNATURE_FAILURE:
        case X509_V_ERR_CRL_NOT_YET_VALID:
        case X509_V_ERR_CRL_HAS_EXPIRED:
        case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
        case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
        case X509_V_ERR_DIFFERENT_CRL_SCOPE:
        case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
            return Verdict::kRevocationUnknown;
        case X509_V_OK:
            return Verdict::kGood;
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
            return Verdict::kBadSignature;
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_CERT_UNTRUSTED:
        case X509_V_ERR_CERT_REJECTED:
            return Verdict::kUntrusted;
        case X509_V_ERR_CERT_CHAIN_TOO_LONG:
        case X509_V_ERR_SUBJECT_ISSUER_MISMATCH:
            return Verdict::kBadChain;
        case X509_V_ERR_INVALID_PURPOSE:
            return Verdict::kNotForMail;
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return Verdict::kOutOfTime;
        case X509_V_ERR_INVALID_CA:
        case X509_V_ERR_PATH_LENGTH_EXCEEDED:
        case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
            return Verdict::kMisusedAuthority;
        default:
            return Verdict::kUnknown;
    }
}

Verdict verify(X509_STORE* store, X509* certificate, STACK_OF(X509) * others, UnixSeconds now,
               unsigned long flags) {
    const Owned<X509_STORE_CTX> check(X509_STORE_CTX_new());
    if (!check || X509_STORE_CTX_init(check.get(), store, certificate, others) != 1) {
        return Verdict::kUnknown;
    }
    X509_STORE_CTX_set_time(check.get(), 0, static_cast<time_t>(now));
    X509_STORE_CTX_set_purpose(check.get(), X509_PURPOSE_SMIME_SIGN);
    X509_STORE_CTX_set_flags(check.get(), flags);
    return X509_verify_cert(check.get()) == 1
               ? Verdict::kGood
               : verdict_of(X509_STORE_CTX_get_error(check.get()),
                            X509_STORE_CTX_get_error_depth(check.get()));
}

}  // namespace

bool is_certificate(std::string_view der) {
    return read(der) != nullptr;
}

Verdict check_chain(std::string_view der, const std::vector<std::string>& chain, UnixSeconds now,
                    const Trust& trust, bool revocation) {
    const auto certificate = read(der);
    if (!certificate) {
        return Verdict::kUnreadable;
    }
    if (signed_by_itself_wrongly(certificate.get())) {
        return Verdict::kBadSignature;
    }
    const auto store = trusted(trust.authorities);
    const auto others = read_all(chain);
    if (!store) {
        return Verdict::kUnknown;
    }
    // What is wrong with the chain itself is said first.
    const auto verdict = verify(store.get(), certificate.get(), others.get(), now, 0);
    if (verdict != Verdict::kGood || !revocation) {
        return verdict;
    }
    if (!trust.revocations.empty()) {
        add_revocations(store.get(), trust.revocations);
    }
    return verify(store.get(), certificate.get(), others.get(), now,
                  X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
}

}  // namespace syncgate::x509
