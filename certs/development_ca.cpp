#include "certs/development_ca.h"

#include <array>
#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "base/text.h"

namespace syncgate::certs {
namespace {

constexpr long kDay = 86'400;
constexpr long kAuthorityDays = 3650;
constexpr long kServerDays = 397;  // what Apple's devices take at most
constexpr long kRenewDays = 30;

// OpenSSL's objects, owned.
template <class T, void (*Free)(T*)>
struct Freer {
    void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509, X509_free>>;

[[noreturn]] void fail(const char* what) {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    throw std::runtime_error(std::string(what) + ": " + text.data());
}

class File {
  public:
    File(const std::filesystem::path& path, const char* mode) {
        const bool writes = *mode == 'w';
        const int fd = writes ? open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)
                              : open(path.c_str(), O_RDONLY | O_CLOEXEC);
        file_ = fd < 0 ? nullptr : fdopen(fd, mode);
        if (file_ == nullptr && writes) {
            throw std::runtime_error("cannot write " + path.string());
        }
    }
    ~File() {
        if (file_ != nullptr) {
            std::fclose(file_);
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] std::FILE* get() const { return file_; }

  private:
    std::FILE* file_ = nullptr;
};

struct Signed {
    Key key;
    Certificate certificate;
};

Signed read(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    Signed found;
    const File certificate_file(certificate, "r");
    const File key_file(key, "r");
    if (certificate_file.get() != nullptr && key_file.get() != nullptr) {
        found.certificate.reset(PEM_read_X509(certificate_file.get(), nullptr, nullptr, nullptr));
        found.key.reset(PEM_read_PrivateKey(key_file.get(), nullptr, nullptr, nullptr));
    }
    return found;
}

void write(const Signed& made, const Signed* issuer, const std::filesystem::path& certificate,
           const std::filesystem::path& key) {
    const File key_file(key, "w");
    if (PEM_write_PrivateKey(key_file.get(), made.key.get(), nullptr, nullptr, 0, nullptr,
                             nullptr) != 1) {
        fail("write key");
    }
    const File certificate_file(certificate, "w");
    if (PEM_write_X509(certificate_file.get(), made.certificate.get()) != 1 ||
        (issuer != nullptr &&
         PEM_write_X509(certificate_file.get(), issuer->certificate.get()) != 1)) {
        fail("write certificate");
    }
    std::filesystem::permissions(certificate, std::filesystem::perms(0644));
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    if (extension == nullptr || X509_add_ext(certificate, extension, -1) != 1) {
        X509_EXTENSION_free(extension);
        fail("extension");
    }
    X509_EXTENSION_free(extension);
}

bool is_address(const std::string& name) {
    std::array<unsigned char, 16> bytes{};
    return inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
           inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

std::string alternative_names(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) {
        out += (out.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
    }
    return out;
}

struct Wanted {
    std::string common_name;
    long days = 0;
    std::vector<std::string> names;  // empty: an authority
};

// `issuer` null: signed by itself.
Certificate sign(EVP_PKEY* key, const Signed* issuer, const Wanted& wanted) {
    Certificate certificate(X509_new());
    X509* x = certificate.get();
    X509_set_version(x, X509_VERSION_3);
    std::array<unsigned char, 15> serial{};  // positive, and unique enough
    if (RAND_bytes(serial.data(), serial.size()) != 1) {
        fail("random serial");
    }
    serial.front() &= 0x7fU;
    ASN1_INTEGER* number = X509_get_serialNumber(x);
    BIGNUM* big = BN_bin2bn(serial.data(), serial.size(), nullptr);
    BN_to_ASN1_INTEGER(big, number);
    BN_free(big);
    X509_gmtime_adj(X509_getm_notBefore(x), -kDay);
    X509_gmtime_adj(X509_getm_notAfter(x), wanted.days * kDay);
    X509_NAME* subject = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(wanted.common_name.c_str()),
                               -1, -1, 0);
    X509* issued_by = issuer == nullptr ? x : issuer->certificate.get();
    X509_set_issuer_name(x, X509_get_subject_name(issued_by));
    X509_set_pubkey(x, key);
    add_extension(x, issued_by, NID_subject_key_identifier, "hash");
    if (wanted.names.empty()) {
        add_extension(x, issued_by, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
        add_extension(x, issued_by, NID_key_usage, "critical,keyCertSign,cRLSign");
    } else {
        add_extension(x, issued_by, NID_authority_key_identifier, "keyid");
        add_extension(x, issued_by, NID_basic_constraints, "critical,CA:FALSE");
        add_extension(x, issued_by, NID_key_usage, "critical,digitalSignature,keyEncipherment");
        add_extension(x, issued_by, NID_ext_key_usage, "serverAuth");
        add_extension(x, issued_by, NID_subject_alt_name, alternative_names(wanted.names));
    }
    if (X509_sign(x, issuer == nullptr ? key : issuer->key.get(), EVP_sha256()) == 0) {
        fail("sign");
    }
    return certificate;
}

bool lasts(const Signed& found, long days) {
    if (found.certificate == nullptr || found.key == nullptr ||
        X509_check_private_key(found.certificate.get(), found.key.get()) != 1) {
        return false;
    }
    int left = 0;
    int seconds = 0;
    ASN1_TIME_diff(&left, &seconds, nullptr, X509_get0_notAfter(found.certificate.get()));
    return left >= days;
}

bool covers(const Signed& found, const std::vector<std::string>& names) {
    for (const auto& name : names) {
        const int match =
            is_address(name)
                ? X509_check_ip_asc(found.certificate.get(), name.c_str(), 0)
                : X509_check_host(found.certificate.get(), name.data(), name.size(), 0, nullptr);
        if (match != 1) {
            return false;
        }
    }
    return true;
}

Signed ensure_authority(const std::filesystem::path& dir) {
    const auto certificate = dir / "ca.pem";
    const auto key = dir / "ca.key";
    Signed authority = read(certificate, key);
    if (lasts(authority, kServerDays)) {
        return authority;
    }
    authority.key.reset(EVP_EC_gen("P-256"));
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    authority.certificate =
        sign(authority.key.get(), nullptr,
             {"Syncgate development authority " + std::string(host.data()).substr(0, 30),
              kAuthorityDays,
              {}});
    write(authority, nullptr, certificate, key);
    return authority;
}

struct KeyType {
    std::string_view name;  // of the files
    EVP_PKEY* (*make)();
};
constexpr KeyType kKeyTypes[] = {
    {"server-ecdsa", [] { return EVP_EC_gen("P-256"); }},
    {"server-rsa", [] { return EVP_RSA_gen(2048); }},
};

}  // namespace

std::vector<std::string> local_names() {
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) == 0 && host.front() != '\0') {
        names.emplace_back(lower_ascii(host.data()));
    }
    return names;
}

Result<std::vector<CertificateFiles>> ensure_development_certificates(
    const std::filesystem::path& dir, const std::vector<std::string>& names) {
    try {
        std::filesystem::create_directories(dir);
        const Signed authority = ensure_authority(dir);
        std::vector<CertificateFiles> all;
        for (const auto& type : kKeyTypes) {
            const CertificateFiles files{dir / (std::string(type.name) + ".pem"),
                                         dir / (std::string(type.name) + ".key")};
            Signed server = read(files.certificate, files.key);
            const bool ours = server.certificate != nullptr &&
                              X509_verify(server.certificate.get(), authority.key.get()) == 1;
            if (!ours || !lasts(server, kRenewDays) || !covers(server, names)) {
                server.key.reset(type.make());
                server.certificate =
                    sign(server.key.get(), &authority, {names.front(), kServerDays, names});
                write(server, &authority, files.certificate, files.key);
            }
            all.push_back(files);
        }
        ERR_clear_error();
        return all;
    } catch (const std::filesystem::filesystem_error& error) {
        return Error{ErrorCode::kUnavailable, error.what()};
    } catch (const std::runtime_error& error) {
        return Error{ErrorCode::kInternal, error.what()};
    }
}

}  // namespace syncgate::certs
