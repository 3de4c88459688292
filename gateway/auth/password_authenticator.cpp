#include "gateway/auth/password_authenticator.h"

#include <thread>

#include "base/text.h"
#include "gateway/auth/password_hash.h"

namespace syncgate::auth {
namespace {

constexpr unsigned kMaxWaiting = 64;
constexpr std::chrono::seconds kMaxWait{10};
constexpr std::size_t kMaxNames = 200'000;
constexpr std::size_t kMaxLogin = 512;  // nobody's name is longer; it becomes a key and a log field

Error wrong() {
    return {ErrorCode::kUnauthenticated, "wrong login or password"};
}

}  // namespace

std::string login_name(std::string_view login) {
    login = trim(login);
    const auto backslash = login.rfind('\\');
    return lower_ascii(backslash == std::string_view::npos ? login : login.substr(backslash + 1));
}

std::string latin1_to_utf8(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xc0U | byte >> 6U);
            out += static_cast<char>(0x80U | (byte & 0x3fU));
        }
    }
    return out;
}

PasswordAuthenticator::PasswordAuthenticator(store::Directory& directory, VerifiedLogins& verified,
                                             const Clock& clock, Log& log)
    : directory_(directory), verified_(verified), throttle_(clock), log_(log) {}

std::optional<Identity> PasswordAuthenticator::remembered(const Login& login) {
    Identity identity;
    {
        const std::shared_lock lock(names_mutex_);
        const auto it = names_.find(login_name(login.login));
        if (it == names_.end()) {
            return std::nullopt;
        }
        identity = it->second;
    }
    if (!verified_.knows(identity.account, login.client, login.password)) {
        return std::nullopt;
    }
    return identity;
}

bool PasswordAuthenticator::enter() {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    std::unique_lock lock(gate_mutex_);
    if (waiting_ >= kMaxWaiting) {
        return false;
    }
    ++waiting_;
    const bool entered = gate_.wait_for(lock, kMaxWait, [&] { return running_ < cores; });
    --waiting_;
    running_ += entered ? 1 : 0;
    return entered;
}

void PasswordAuthenticator::leave() {
    {
        const std::lock_guard lock(gate_mutex_);
        --running_;
    }
    gate_.notify_one();
}

Result<Identity> PasswordAuthenticator::verify(const Login& login) {
    const std::string name = login_name(login.login);
    if (name.size() > kMaxLogin) {
        return wrong();
    }
    auto account = directory_.find_login(name);
    if (!account && account.error().code != ErrorCode::kNotFound) {
        return account.error();
    }
    const auto know = [&](const store::AccountRecord& record) {
        const std::unique_lock lock(names_mutex_);
        if (names_.size() < kMaxNames) {
            names_[name] = {record.id, record.address};
        }
    };
    // After a restart the directory's rows are in memory, but no names: no Argon2id for these.
    if (account && account->enabled && verified_.knows(account->id, login.client, login.password)) {
        know(*account);
        return Identity{account->id, account->address};
    }
    if (!throttle_.allows(login.address, name)) {
        return Error{ErrorCode::kUnavailable, "throttled"};
    }
    auto hash =
        account ? directory_.password_hash(account->id) : Result<std::string>(std::string());
    if (!hash) {
        return hash.error();
    }
    if (!enter()) {
        return Error{ErrorCode::kUnavailable, "too many logins wait"};
    }
    ++runs_;
    bool right = verify_password(login.password, *hash);
    if (!right && account && !is_utf8(login.password)) {
        right = verify_password(latin1_to_utf8(login.password), *hash);
    }
    leave();
    if (!right || !account) {
        throttle_.failed(login.address, name);
        log_.info("login_failed", {{"login", name}, {"peer", login.address}});
        return wrong();
    }
    if (!account->enabled) {
        return Error{ErrorCode::kForbidden, "the account is switched off"};
    }
    if (auto kept = verified_.remember(account->id, login.client, login.password, *hash); !kept) {
        log_.warning("verified_login_not_saved", {{"reason", kept.error().detail}});
    }
    know(*account);
    return Identity{account->id, account->address};
}

void PasswordAuthenticator::forget(AccountId account) {
    verified_.forget(account);
    const std::unique_lock lock(names_mutex_);
    std::erase_if(names_, [&](const auto& entry) { return entry.second.account == account; });
}

}  // namespace syncgate::auth
