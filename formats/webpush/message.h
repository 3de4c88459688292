// A message that only its receiver reads, as a push service carries it, and who sends it.
//
// Source: RFC 8291 (aes128gcm of RFC 8188, one record), RFC 8292 (VAPID).
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "formats/webpush/key_pair.h"

namespace syncgate::webpush {

inline constexpr std::size_t kSecretBytes = 16;  // of an authentication secret, and of a salt
// Of a text: a push service takes 4,096 bytes of what it becomes. Source: RFC 8291 4.
inline constexpr std::size_t kTextBytes = 3993;

struct Receiver {
    std::string public_key;  // kPublicBytes
    std::string secret;      // kSecretBytes
};

// `sender` and `salt` (kSecretBytes) are for one message alone.
// Errors: kMalformed (the receiver's key, secret or the salt), kTooLarge.
Result<std::string> encrypt(std::string_view text, const Receiver& receiver, const KeyPair& sender,
                            std::string_view salt);

// The value of an Authorization header for the push service at `origin` ("https://host:port"),
// good until `expires`, at most 24 hours from now. `contact`: a mailto: or https: URI.
std::string authorization(std::string_view origin, std::string_view contact, UnixSeconds expires,
                          const KeyPair& key);

// Base64 as tokens and keys have it: URL-safe, without padding. Source: RFC 7515 2.
std::string base64url(std::string_view bytes);

}  // namespace syncgate::webpush
