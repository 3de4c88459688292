#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "base/base64.h"
#include "base/text.h"
#include "formats/webpush/key_pair.h"
#include "formats/webpush/message.h"

namespace syncgate::webpush {
namespace {

std::string bytes(std::string_view base64) {
    const auto decoded = base64_decode(base64);
    EXPECT_TRUE(decoded) << base64;
    return decoded ? *decoded : std::string();
}

// Source: RFC 8291 Appendix A.
constexpr std::string_view kText = "When I grow up, I want to be a watermelon";
constexpr std::string_view kSenderPrivate = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
constexpr std::string_view kSenderPublic =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr std::string_view kReceiverPrivate = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
constexpr std::string_view kReceiverPublic =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr std::string_view kSalt = "DGv6ra1nlYgDCS1FRnbzlw";
constexpr std::string_view kSecret = "BTBZMqHH6r4Tts7J_aSIgg";
constexpr std::string_view kEncrypted =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6"
    "TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulc"
    "y4a-fN";

Receiver receiver() {
    return {bytes(kReceiverPublic), bytes(kSecret)};
}

TEST(WebPush, EncryptsTheExampleOfRfc8291) {
    const auto sender = KeyPair::of_private(bytes(kSenderPrivate));
    ASSERT_TRUE(sender);
    EXPECT_EQ(base64url(sender->public_bytes()), kSenderPublic);
    const auto encrypted = encrypt(kText, receiver(), *sender, bytes(kSalt));
    ASSERT_TRUE(encrypted);
    EXPECT_EQ(base64url(*encrypted), kEncrypted);
}

TEST(WebPush, BothSidesComeToOneSecret) {
    const auto one = KeyPair::make();
    const auto other = KeyPair::of_private(bytes(kReceiverPrivate));
    ASSERT_TRUE(other);
    const auto secret = one.shared_secret(other->public_bytes());
    ASSERT_TRUE(secret);
    EXPECT_EQ(*secret, *other->shared_secret(one.public_bytes()));
    EXPECT_NE(KeyPair::make().private_bytes(), one.private_bytes());
    const auto again = KeyPair::of_private(one.private_bytes());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->public_bytes(), one.public_bytes());
}

TEST(WebPush, RefusesKeysThatAreNone) {
    std::string off_the_curve = bytes(kReceiverPublic);
    off_the_curve.back() = static_cast<char>(off_the_curve.back() ^ 1);
    for (const auto& key : {std::string(), std::string(kPublicBytes, '\x04'), off_the_curve,
                            bytes(kReceiverPublic).substr(1), std::string(33, '\x02')}) {
        EXPECT_FALSE(is_public_key(key));
        EXPECT_EQ(KeyPair::make().shared_secret(key).error().code, ErrorCode::kMalformed);
    }
    EXPECT_TRUE(is_public_key(bytes(kReceiverPublic)));
    for (const auto& key : {std::string(), std::string(kPrivateBytes, '\0'),
                            std::string(kPrivateBytes, '\xff'), std::string(31, 'x')}) {
        EXPECT_EQ(KeyPair::of_private(key).error().code, ErrorCode::kMalformed);
    }
}

TEST(WebPush, RefusesWhatIsTooLongForAPushService) {
    const auto sender = KeyPair::make();
    const auto fits = encrypt(std::string(kTextBytes, 'x'), receiver(), sender, bytes(kSalt));
    ASSERT_TRUE(fits);
    EXPECT_EQ(fits->size(), 4096U);
    EXPECT_EQ(
        encrypt(std::string(kTextBytes + 1, 'x'), receiver(), sender, bytes(kSalt)).error().code,
        ErrorCode::kTooLarge);
    EXPECT_EQ(encrypt("x", {bytes(kReceiverPublic), "short"}, sender, bytes(kSalt)).error().code,
              ErrorCode::kMalformed);
}

// By OpenSSL, with nothing but the public key.
bool is_signed(std::string_view text, const std::string& signature, const std::string& public_key) {
    ECDSA_SIG* parts = ECDSA_SIG_new();
    const auto half = [&](std::size_t at) {
        return BN_bin2bn(reinterpret_cast<const unsigned char*>(signature.data()) + at, 32,
                         nullptr);
    };
    ECDSA_SIG_set0(parts, half(0), half(32));
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(parts, &der);
    std::string group = "prime256v1";
    std::string key_bytes = public_key;
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, key_bytes.data(),
                                          key_bytes.size()),
        OSSL_PARAM_construct_end()};
    EVP_PKEY* key = nullptr;
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
    EVP_PKEY_fromdata_init(context);
    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
    EVP_MD_CTX* verified = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(verified, nullptr, EVP_sha256(), nullptr, key);
    const int good =
        EVP_DigestVerify(verified, der, static_cast<std::size_t>(size),
                         reinterpret_cast<const unsigned char*>(text.data()), text.size());
    EVP_MD_CTX_free(verified);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    OPENSSL_free(der);
    ECDSA_SIG_free(parts);
    return good == 1;
}

TEST(WebPush, ThePushServiceIsToldWhoSends) {
    const auto key = KeyPair::make();
    const auto value =
        authorization("https://push.example.net", "mailto:postmaster@example.org", 1453523768, key);
    const auto comma = value.find(", k=");
    ASSERT_TRUE(value.starts_with("vapid t="));
    ASSERT_NE(comma, std::string::npos);
    EXPECT_EQ(bytes(value.substr(comma + 4)), key.public_bytes());
    const auto parts = split(std::string_view(value).substr(8, comma - 8), '.');
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(bytes(parts[0]), R"({"typ":"JWT","alg":"ES256"})");
    EXPECT_EQ(bytes(parts[1]), R"({"aud":"https://push.example.net","exp":1453523768,)"
                               R"("sub":"mailto:postmaster@example.org"})");
    const auto signed_text = std::string(parts[0]) + "." + std::string(parts[1]);
    EXPECT_TRUE(is_signed(signed_text, bytes(parts[2]), key.public_bytes()));
    EXPECT_FALSE(is_signed(signed_text + "x", bytes(parts[2]), key.public_bytes()));
}

}  // namespace
}  // namespace syncgate::webpush
