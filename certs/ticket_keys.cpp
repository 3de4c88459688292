#include "certs/ticket_keys.h"

#include <algorithm>
#include <stdexcept>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

namespace syncgate::certs {
namespace {

constexpr UnixSeconds kUse = 12 * 3600;
constexpr std::size_t kKept = 2;
constexpr std::size_t kNameBytes = 16;
constexpr std::size_t kSecretBytes = 32;

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        throw std::runtime_error("openssl: no random bytes");
    }
    return bytes;
}

unsigned char* data_of(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

bool init(TicketKeys::Key& key, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
          bool encrypt) {
    std::string digest = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.mac.data(), key.mac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, data_of(key.cipher), iv,
                             encrypt ? 1 : 0) == 1 &&
           EVP_MAC_CTX_set_params(mac, params) == 1;
}

// 1: done, 2: done, and a new ticket should be sent, 0: unknown ticket, -1: failure.
int on_ticket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
              EVP_MAC_CTX* mac, int encrypt) {
    auto* keys = static_cast<TicketKeys*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    if (encrypt != 0) {
        auto key = keys->newest();
        if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1) {
            return -1;
        }
        std::copy(key.name.begin(), key.name.end(), name);
        return init(key, iv, cipher, mac, true) ? 1 : -1;
    }
    auto key = keys->find({reinterpret_cast<const char*>(name), kNameBytes});
    if (!key) {
        return 0;
    }
    if (!init(*key, iv, cipher, mac, false)) {
        return -1;
    }
    return key->name == keys->newest().name ? 1 : 2;
}

}  // namespace

TicketKeys::Key TicketKeys::newest() {
    const UnixSeconds now = clock_.now();
    const std::lock_guard lock(mutex_);
    if (keys_.empty() || keys_.front().made + kUse <= now) {
        keys_.insert(keys_.begin(), Key{random_bytes(kNameBytes), random_bytes(kSecretBytes),
                                        random_bytes(kSecretBytes), now});
        keys_.resize(std::min(keys_.size(), kKept));
    }
    return keys_.front();
}

std::optional<TicketKeys::Key> TicketKeys::find(const std::string& name) {
    const UnixSeconds now = clock_.now();
    const std::lock_guard lock(mutex_);
    const auto it = std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) {
        return key.name == name && key.made + 2 * kUse > now;
    });
    return it == keys_.end() ? std::nullopt : std::optional(*it);
}

void TicketKeys::install(ssl_ctx_st* context) {
    SSL_CTX_set_app_data(context, this);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, on_ticket);
}

}  // namespace syncgate::certs
