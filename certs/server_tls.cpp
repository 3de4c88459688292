#include "certs/server_tls.h"

#include <array>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace syncgate::certs {
namespace {

std::string openssl_error() {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    return text.data();
}

// HTTP/1.1 is all that is spoken; a client that offers other protocols only gets no ALPN answer.
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* in, unsigned in_size, void*) {
    static constexpr unsigned char kHttp[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_size, kHttp, sizeof kHttp, in, in_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

Result<void> use(SSL_CTX* context, const CertificateFiles& files) {
    if (!std::filesystem::exists(files.certificate) || !std::filesystem::exists(files.key)) {
        return Error{ErrorCode::kNotFound,
                     "no " + files.certificate.string() + " or no " + files.key.string()};
    }
    if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
        return Error{ErrorCode::kMalformed, files.certificate.string() + ": " + openssl_error()};
    }
    if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        return Error{ErrorCode::kMalformed, files.key.string() + ": " + openssl_error()};
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<ServerTls>> ServerTls::load(std::vector<CertificateFiles> files,
                                                   const Clock& clock) {
    std::unique_ptr<ServerTls> tls(new ServerTls(std::move(files), clock));
    if (auto loaded = tls->reload(); !loaded) {
        return loaded.error();
    }
    return tls;
}

ServerTls::~ServerTls() {
    for (SSL_CTX* context : contexts_) {
        SSL_CTX_free(context);
    }
}

Result<void> ServerTls::reload() {
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_server_method()),
                                                         SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                           SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.get(), 1);
    // P-256 as well: a client that offers X25519 alone could not use an ECDSA certificate of it.
    SSL_CTX_set1_groups_list(context.get(), "X25519:P-256:P-384");
    SSL_CTX_set_alpn_select_cb(context.get(), select_protocol, nullptr);
    for (const auto& files : files_) {
        if (auto used = use(context.get(), files); !used) {
            return used;
        }
    }
    ticket_keys_.install(context.get());
    const std::lock_guard lock(mutex_);
    contexts_.push_back(context.release());
    return {};
}

ssl_ctx_st* ServerTls::current() {
    const std::lock_guard lock(mutex_);
    return contexts_.back();
}

ClientTls make_client_tls(const std::filesystem::path& authority) {
    ClientTls context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    const int loaded = authority.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                         : SSL_CTX_load_verify_locations(
                                               context.get(), authority.c_str(), nullptr);
    if (loaded != 1) {
        context.reset();
    }
    return context;
}

}  // namespace syncgate::certs
