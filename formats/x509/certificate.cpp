#include "formats/x509/certificate.h"

#include <ctime>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/hex.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/x509/owned.h"

namespace syncgate::x509 {
namespace {

std::string der_of(X509* certificate) {
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(certificate, &bytes);
    std::string der;
    if (size > 0) {
        der.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
        OPENSSL_free(bytes);
    }
    return der;
}

std::string subject_of(X509* certificate) {
    const Owned<BIO> text(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0,
                       (XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) | XN_FLAG_DN_REV);
    const char* data = nullptr;
    const long size = BIO_get_mem_data(text.get(), &data);
    return size > 0 ? to_plain_line({data, static_cast<std::size_t>(size)}) : std::string();
}

UnixSeconds time_of(const ASN1_TIME* time) {
    std::tm parts{};
    return time != nullptr && ASN1_TIME_to_tm(time, &parts) == 1 ? timegm(&parts) : 0;
}

}  // namespace

std::vector<std::string> certificates_in(std::string_view file) {
    if (read(file)) {
        return {std::string(file)};
    }
    std::vector<std::string> found;
    const Owned<BIO> text(BIO_new_mem_buf(file.data(), static_cast<int>(file.size())));
    while (const Owned<X509> next{PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)}) {
        found.push_back(der_of(next.get()));
    }
    ERR_clear_error();  // the end of the text is one to OpenSSL
    return found;
}

Facts facts_of(std::string_view der) {
    Facts facts;
    const auto certificate = read(der);
    if (!certificate) {
        return facts;
    }
    facts.subject = subject_of(certificate.get());
    facts.until = time_of(X509_get0_notAfter(certificate.get()));
    const Owned<STACK_OF(OPENSSL_STRING)> addresses(X509_get1_email(certificate.get()));
    for (int i = 0; addresses && i < sk_OPENSSL_STRING_num(addresses.get()); ++i) {
        facts.addresses.push_back(lower_ascii(sk_OPENSSL_STRING_value(addresses.get(), i)));
    }
    return facts;
}

std::string fingerprint_of(std::string_view der) {
    return hex_encode(digest::sha256(der));
}

}  // namespace syncgate::x509
