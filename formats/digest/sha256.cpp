#include "formats/digest/sha256.h"

#include <array>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace syncgate::digest {
namespace {

constexpr std::size_t kDigestBytes = 32;

std::string bytes_of(const std::array<unsigned char, kDigestBytes>& digest) {
    return {digest.begin(), digest.end()};
}

const unsigned char* data_of(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

// EVP_sha256() would be looked up among the providers, under a lock, at each use.
const EVP_MD* sha256_method() {
    static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return method;
}

}  // namespace

std::string sha256(const PagedText& text) {
    if (text.is_mapped()) {
        Sha256 hash;
        text.in_pieces([&](std::string_view piece) { hash.add(piece); });
        return hash.finish();
    }
    const std::string_view bytes = text;
    std::array<unsigned char, kDigestBytes> digest{};
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, sha256_method(), nullptr) !=
        1) {
        throw std::runtime_error("digest: SHA-256 failed");
    }
    return bytes_of(digest);
}

struct Sha256::State {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                    EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    if (EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("digest: SHA-256 failed");
    }
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
    if (EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) != 1) {
        throw std::runtime_error("digest: SHA-256 failed");
    }
}

std::string Sha256::finish() {
    std::array<unsigned char, kDigestBytes> digest{};
    if (EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) != 1) {
        throw std::runtime_error("digest: SHA-256 failed");
    }
    return bytes_of(digest);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    std::array<unsigned char, kDigestBytes> digest{};
    // OpenSSL reads a null key as "the one before": an empty one must point somewhere.
    const char* const start = key.empty() ? "" : key.data();
    if (HMAC(EVP_sha256(), start, static_cast<int>(key.size()), data_of(bytes), bytes.size(),
             digest.data(), nullptr) == nullptr) {
        throw std::runtime_error("digest: HMAC-SHA-256 failed");
    }
    return bytes_of(digest);
}

bool equal_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        throw std::runtime_error("digest: the random generator failed");
    }
    return bytes;
}

}  // namespace syncgate::digest
