#include "formats/webpush/key_pair.h"

#include <array>
#include <stdexcept>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

namespace syncgate::webpush {
namespace {

constexpr std::size_t kHalf = 32;  // of a signature

template <class T, void (*kFree)(T*)>
struct Freed {
    void operator()(T* value) const { kFree(value); }
};
template <class T, void (*kFree)(T*)>
using Owned = std::unique_ptr<T, Freed<T, kFree>>;
using Number = Owned<BIGNUM, BN_clear_free>;
using Group = Owned<EC_GROUP, EC_GROUP_free>;
using Point = Owned<EC_POINT, EC_POINT_free>;
using Context = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Pkey = Owned<EVP_PKEY, EVP_PKEY_free>;

const unsigned char* data_of(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* data_of(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

// What OpenSSL refuses for no reason that a peer could have.
void must(bool done, const char* what) {
    if (!done) {
        throw std::runtime_error(std::string("webpush: ") + what + " failed");
    }
}

Number number_of(std::string_view bytes) {
    return Number(BN_bin2bn(data_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

// "" where it is not from 1 to the order of the curve.
std::string public_of(const BIGNUM* secret) {
    const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    must(group != nullptr, "the curve");
    if (BN_is_zero(secret) != 0 || BN_cmp(secret, EC_GROUP_get0_order(group.get())) >= 0) {
        return {};
    }
    const Point point(EC_POINT_new(group.get()));
    must(point != nullptr &&
             EC_POINT_mul(group.get(), point.get(), secret, nullptr, nullptr, nullptr) == 1,
         "a point");
    std::string bytes(kPublicBytes, '\0');
    must(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, data_of(bytes),
                            bytes.size(), nullptr) == bytes.size(),
         "a point's bytes");
    return bytes;
}

// Null where the bytes are no point of the curve.
Pkey import(std::string_view public_bytes, const BIGNUM* secret) {
    if (public_bytes.size() != kPublicBytes || public_bytes.front() != '\x04') {
        return nullptr;
    }
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    must(builder != nullptr &&
             OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                             "prime256v1", 0) == 1 &&
             OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                              public_bytes.data(), public_bytes.size()) == 1 &&
             (secret == nullptr ||
              OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret) == 1),
         "a key's parameters");
    const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const Context context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    must(parameters != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1,
         "a key");
    EVP_PKEY* key = nullptr;
    const int selection = secret == nullptr ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
    return EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) == 1 ? Pkey(key)
                                                                                    : nullptr;
}

}  // namespace

KeyPair KeyPair::make() {
    const Pkey made(EVP_EC_gen("prime256v1"));
    must(made != nullptr, "a new key");
    BIGNUM* secret = nullptr;
    must(EVP_PKEY_get_bn_param(made.get(), OSSL_PKEY_PARAM_PRIV_KEY, &secret) == 1, "its secret");
    const Number owned(secret);
    std::string bytes(kPrivateBytes, '\0');
    must(BN_bn2binpad(secret, data_of(bytes), kPrivateBytes) == kPrivateBytes, "its bytes");
    auto pair = of_private(bytes);
    must(bool(pair), "reading it");
    return *std::move(pair);
}

Result<KeyPair> KeyPair::of_private(std::string_view bytes) {
    const auto secret = number_of(bytes);
    auto public_bytes = bytes.size() == kPrivateBytes ? public_of(secret.get()) : std::string();
    auto key = public_bytes.empty() ? nullptr : import(public_bytes, secret.get());
    if (key == nullptr) {
        return Error{ErrorCode::kMalformed, "webpush: no private key"};
    }
    return KeyPair(Key(key.release(), EVP_PKEY_free), std::string(bytes), std::move(public_bytes));
}

Result<std::string> KeyPair::shared_secret(std::string_view other_public) const {
    const auto other = import(other_public, nullptr);
    if (other == nullptr) {
        return Error{ErrorCode::kMalformed, "webpush: no public key"};
    }
    const Context context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    std::string secret(kPrivateBytes, '\0');
    std::size_t size = secret.size();
    must(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1 &&
             EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1 &&
             EVP_PKEY_derive(context.get(), data_of(secret), &size) == 1 && size == secret.size(),
         "agreeing on a secret");
    return secret;
}

std::string KeyPair::sign(std::string_view bytes) const {
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    std::array<unsigned char, 80> der{};  // at most 72 bytes on this curve
    std::size_t size = der.size();
    must(context != nullptr &&
             EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
             EVP_DigestSign(context.get(), der.data(), &size, data_of(bytes), bytes.size()) == 1,
         "a signature");
    const unsigned char* at = der.data();
    const Owned<ECDSA_SIG, ECDSA_SIG_free> parts(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    std::string out(2 * kHalf, '\0');
    must(parts != nullptr &&
             BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), data_of(out), kHalf) == kHalf &&
             BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), data_of(out) + kHalf, kHalf) == kHalf,
         "its bytes");
    return out;
}

bool is_public_key(std::string_view bytes) {
    return import(bytes, nullptr) != nullptr;
}

}  // namespace syncgate::webpush
