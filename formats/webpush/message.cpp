#include "formats/webpush/message.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

#include "base/base64.h"
#include "formats/digest/sha256.h"

namespace syncgate::webpush {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kKeyBytes = 16;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr char kLastRecord = '\x02';                      // what stands before the padding
constexpr std::string_view kRecordSize = "\0\0\x10\0"sv;  // 4,096

// HKDF-SHA-256, whose first block is enough here. Source: RFC 5869.
std::string derive(std::string_view salt, std::string_view secret, std::string_view info,
                   std::size_t size) {
    const auto key = digest::hmac_sha256(salt, secret);
    return digest::hmac_sha256(key, std::string(info) + '\x01').substr(0, size);
}

// With its tag behind it.
std::string encrypt_record(std::string_view key, std::string_view nonce, std::string_view plain) {
    const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(),
                                                                             EVP_CIPHER_CTX_free);
    const auto in = [](std::string_view bytes) {
        return reinterpret_cast<const unsigned char*>(bytes.data());
    };
    std::string out(plain.size() + kTagBytes, '\0');
    auto* const to = reinterpret_cast<unsigned char*>(out.data());
    int size = 0;
    int rest = 0;
    const bool done =
        context != nullptr &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, in(key), in(nonce)) == 1 &&
        EVP_EncryptUpdate(context.get(), to, &size, in(plain), static_cast<int>(plain.size())) ==
            1 &&
        EVP_EncryptFinal_ex(context.get(), to + size, &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, to + plain.size()) == 1;
    if (!done) {
        throw std::runtime_error("webpush: AES-GCM failed");
    }
    return out;
}

}  // namespace

std::string base64url(std::string_view bytes) {
    std::string text = base64_encode(bytes);
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

Result<std::string> encrypt(std::string_view text, const Receiver& receiver, const KeyPair& sender,
                            std::string_view salt) {
    if (receiver.secret.size() != kSecretBytes || salt.size() != kSecretBytes) {
        return Error{ErrorCode::kMalformed, "webpush: a secret of another size"};
    }
    if (text.size() > kTextBytes) {
        return Error{ErrorCode::kTooLarge, "webpush: a text over its limit"};
    }
    const auto agreed = sender.shared_secret(receiver.public_key);
    if (!agreed) {
        return agreed.error();
    }
    const auto info =
        std::string("WebPush: info\0"sv) + receiver.public_key + sender.public_bytes();
    const auto secret = derive(receiver.secret, *agreed, info, 32);
    const auto key = derive(salt, secret, "Content-Encoding: aes128gcm\0"sv, kKeyBytes);
    const auto nonce = derive(salt, secret, "Content-Encoding: nonce\0"sv, kNonceBytes);
    return std::string(salt) + std::string(kRecordSize) + static_cast<char>(kPublicBytes) +
           sender.public_bytes() + encrypt_record(key, nonce, std::string(text) + kLastRecord);
}

std::string authorization(std::string_view origin, std::string_view contact, UnixSeconds expires,
                          const KeyPair& key) {
    // Neither has a character that JSON would escape: one is made of a checked URL, one of ours.
    const std::string claims = "{\"aud\":\"" + std::string(origin) +
                               "\",\"exp\":" + std::to_string(expires) + ",\"sub\":\"" +
                               std::string(contact) + "\"}";
    const std::string token = base64url(R"({"typ":"JWT","alg":"ES256"})") + "." + base64url(claims);
    return "vapid t=" + token + "." + base64url(key.sign(token)) +
           ", k=" + base64url(key.public_bytes());
}

}  // namespace syncgate::webpush
