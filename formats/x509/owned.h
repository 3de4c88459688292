// OpenSSL's objects owned. Only for .cpp files.
#pragma once

#include <memory>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace syncgate::x509 {

struct Free {
    void operator()(X509* object) const { X509_free(object); }
    void operator()(X509_STORE* object) const { X509_STORE_free(object); }
    void operator()(X509_STORE_CTX* object) const { X509_STORE_CTX_free(object); }
    void operator()(STACK_OF(X509) * object) const { sk_X509_pop_free(object, X509_free); }
    void operator()(STACK_OF(OPENSSL_STRING) * object) const { X509_email_free(object); }
    void operator()(BIO* object) const { BIO_free(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// Null for what is no certificate, or more than one.
inline Owned<X509> read(std::string_view der) {
    const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
    const auto* at = begin;
    Owned<X509> certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    const bool whole = certificate && at == begin + der.size();
    return whole ? std::move(certificate) : Owned<X509>();
}

}  // namespace syncgate::x509
