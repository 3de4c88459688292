#include "gateway/auth/password_hash.h"

#include <array>

#include <sodium.h>

namespace syncgate::auth {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = 19U << 20U;

// Of nobody's password: what an unknown account is checked against.
constexpr const char* kNobody =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

void init() {
    static const int ready = sodium_init();
    (void)ready;  // what fails here fails in the call that follows
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
    init();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), kPasses, kMemory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return Error{ErrorCode::kUnavailable, "no memory to hash a password"};
    }
    return std::string(out.data());
}

bool verify_password(std::string_view password, const std::string& hash) {
    init();
    const bool usable = hash.starts_with("$argon2id$") && hash.size() < crypto_pwhash_STRBYTES;
    // The library reads the whole array.
    std::array<char, crypto_pwhash_STRBYTES> stored{};
    const std::string_view source = usable ? std::string_view(hash) : std::string_view(kNobody);
    source.copy(stored.data(), stored.size() - 1);
    return crypto_pwhash_str_verify(stored.data(), password.data(), password.size()) == 0 && usable;
}

}  // namespace syncgate::auth
