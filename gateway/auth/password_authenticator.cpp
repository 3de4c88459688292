#include "gateway/auth/password_authenticator.h"

#include <algorithm>
#include <thread>

#include "base/text.h"
#include "gateway/auth/password_hash.h"

namespace syncgate::auth {
namespace {

constexpr std::size_t kMaxNames = 200'000;
constexpr std::size_t kMaxLogin = 512;  // nobody's name is longer; it becomes a key and a log field

class Turn {
  public:
    explicit Turn(std::counting_semaphore<>& turns) : turns_(turns) { turns_.acquire(); }
    ~Turn() { turns_.release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    std::counting_semaphore<>& turns_;
};

Identity identity_of(const store::AccountRecord& account) {
    return {account.id, account.address, account.elsewhere};
}

Error wrong() {
    return {ErrorCode::kUnauthenticated, "wrong login or password"};
}

}  // namespace

std::vector<std::string> login_names(std::string_view login) {
    login = trim(login);
    const auto backslash = login.rfind('\\');
    if (backslash == std::string_view::npos) {
        return {lower_ascii(login)};
    }
    const std::string name = lower_ascii(login.substr(backslash + 1));
    const std::string domain = lower_ascii(login.substr(0, backslash));
    const bool of_mail =
        domain.find('.') != std::string::npos && domain.find('\\') == std::string::npos;
    if (of_mail && name.find('@') == std::string::npos) {
        return {name + "@" + domain, name};
    }
    return {name};
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
    : directory_(directory),
      verified_(verified),
      throttle_(clock),
      log_(log),
      turns_(std::max(1U, std::thread::hardware_concurrency())) {
    load_names();
}

// A phone that was let in before a restart is known by memory alone: were it not, it would wait
// behind the passwords of strangers that are being verified.
void PasswordAuthenticator::load_names() {
    const auto before = state();
    auto records = directory_.accounts();
    if (!records) {
        log_.error("verified_logins_unreadable", {{"reason", records.error().detail}});
        return;
    }
    std::unordered_map<AccountId, const store::AccountRecord*> enabled;
    for (const auto& record : *records) {
        if (record.enabled) {
            enabled[record.id] = &record;
        }
    }
    for (const AccountId id : verified_.accounts()) {
        if (const auto it = enabled.find(id); it != enabled.end()) {
            load_names_of(*it->second, before);
        }
    }
}

void PasswordAuthenticator::load_names_of(const store::AccountRecord& account,
                                          std::uint64_t state) {
    const auto addresses = directory_.sender_addresses(account.id);
    if (!addresses) {
        log_.error("verified_logins_unreadable", {{"reason", addresses.error().detail}});
        return;
    }
    for (const auto& address : *addresses) {
        know(address, account, state);
        const std::string local = address.substr(0, address.find('@'));
        const auto found = directory_.find_login(local);
        if (found && found->id == account.id) {
            know(local, account, state);
        }
    }
}

void PasswordAuthenticator::know(const std::string& name, const store::AccountRecord& account,
                                 std::uint64_t state) {
    const std::unique_lock lock(names_mutex_);
    if (state == state_ && names_.size() < kMaxNames) {
        names_[name] = identity_of(account);
    }
}

std::uint64_t PasswordAuthenticator::state() {
    const std::shared_lock lock(names_mutex_);
    return state_;
}

void PasswordAuthenticator::reload() {
    verified_.reload();
    {
        const std::unique_lock lock(names_mutex_);
        names_.clear();
        ++state_;
    }
    load_names();
}

std::optional<Identity> PasswordAuthenticator::remembered(const Login& login) {
    Identity identity;
    {
        const std::shared_lock lock(names_mutex_);
        const auto names = login_names(login.login);
        const auto known = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
            return names_.contains(name);
        });
        if (known == names.end()) {
            return std::nullopt;
        }
        identity = names_.at(*known);
    }
    if (!verified_.knows(identity.account, login.client, login.password)) {
        return std::nullopt;
    }
    return identity;
}

bool PasswordAuthenticator::is_right(std::string_view password, const std::string& hash) {
    const Turn turn(turns_);
    ++runs_;
    return verify_password(password, hash);
}

Result<Identity> PasswordAuthenticator::verify(const Login& login) {
    const auto names = login_names(login.login);
    if (names.front().size() > kMaxLogin) {
        return wrong();
    }
    std::string name = names.front();
    const auto before = state();
    auto account = directory_.find_login(name);
    if (!account && account.error().code == ErrorCode::kNotFound && names.size() > 1) {
        name = names.back();
        account = directory_.find_login(name);
    }
    if (!account && account.error().code != ErrorCode::kNotFound) {
        return account.error();
    }
    // Under a name that is new, an alias perhaps: still no Argon2id.
    if (account && account->enabled && verified_.knows(account->id, login.client, login.password)) {
        know(name, *account, before);
        return identity_of(*account);
    }
    // One account is one however its name is written.
    const std::string& tried = account ? account->address : name;
    if (!throttle_.allows(login.address, tried)) {
        return Error{ErrorCode::kUnavailable, "throttled"};
    }
    auto hash =
        account ? directory_.password_hash(account->id) : Result<std::string>(std::string());
    if (!hash) {
        return hash.error();
    }
    bool right = is_right(login.password, *hash);
    if (!right && !is_utf8(login.password)) {  // also for nobody: it must cost the same
        right = is_right(latin1_to_utf8(login.password), *hash);
    }
    if (!right || !account) {
        throttle_.failed(login.address, tried);
        log_.info("login_failed", {{"login", name}, {"peer", login.address}});
        return wrong();
    }
    if (!account->enabled) {
        return Error{ErrorCode::kForbidden, "the account is switched off"};
    }
    if (auto kept = verified_.remember(account->id, login.client, login.password, *hash); !kept) {
        log_.warning("verified_login_not_saved", {{"reason", kept.error().detail}});
    }
    know(name, *account, before);
    return identity_of(*account);
}

void PasswordAuthenticator::forget(AccountId account) {
    verified_.forget(account);
    const std::unique_lock lock(names_mutex_);
    ++state_;
    std::erase_if(names_, [&](const auto& entry) { return entry.second.account == account; });
}

}  // namespace syncgate::auth
