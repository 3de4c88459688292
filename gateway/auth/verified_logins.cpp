#include "gateway/auth/verified_logins.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

#include "formats/digest/sha256.h"

namespace syncgate::auth {
namespace {

constexpr UnixSeconds kDay = 86'400;
constexpr UnixSeconds kKept = 30 * kDay;
constexpr std::size_t kKeyBytes = 32;

constexpr std::size_t kMostClients = 50;  // of an account, as the directory keeps them

std::string read_or_make(const std::filesystem::path& file) {
    std::array<char, kKeyBytes> bytes{};
    int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        const ssize_t n = read(fd, bytes.data(), bytes.size());
        close(fd);
        if (n == static_cast<ssize_t>(bytes.size())) {
            return {bytes.data(), bytes.size()};
        }
    }
    const std::string made = digest::random_bytes(kKeyBytes);
    fd = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = fd >= 0 &&
                         write(fd, made.data(), made.size()) == static_cast<ssize_t>(made.size()) &&
                         fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    if (!written) {
        throw std::runtime_error("cannot write " + file.string());
    }
    return made;
}

}  // namespace

VerifiedLogins::VerifiedLogins(store::Directory& directory, const Clock& clock, Log& log,
                               const std::filesystem::path& key_file)
    : directory_(directory), clock_(clock), log_(log), key_(read_or_make(key_file)) {
    reload();
}

void VerifiedLogins::reload() {
    auto stored = directory_.verified_logins(clock_.now() - kKept);
    if (!stored) {
        log_.error("verified_logins_unreadable", {{"reason", stored.error().detail}});
        return;
    }
    std::unordered_map<AccountId, Logins> loaded;
    for (auto& login : *stored) {
        const auto [it, is_new] = loaded.try_emplace(login.account);
        if (is_new) {
            auto hash = directory_.password_hash(login.account);
            it->second.hash = hash ? *std::move(hash) : std::string();
        }
        it->second.entries.push_back(
            {std::move(login.client), std::move(login.mac), login.used, login.used});
    }
    const std::lock_guard lock(mutex_);
    accounts_ = std::move(loaded);
}

std::string VerifiedLogins::mac_of(AccountId account, const std::string& client,
                                   std::string_view password) const {
    // The lengths keep (client "a b", password "c") apart from (client "a", password "b c").
    return digest::hmac_sha256(key_, std::to_string(account) + " " + std::to_string(client.size()) +
                                         " " + client + std::string(password));
}

bool VerifiedLogins::knows(AccountId account, const std::string& client,
                           std::string_view password) {
    const std::string mac = mac_of(account, client, password);
    const UnixSeconds now = clock_.now();
    const std::lock_guard lock(mutex_);
    const auto it = accounts_.find(account);
    if (it == accounts_.end()) {
        return false;
    }
    for (auto& entry : it->second.entries) {
        if (entry.client == client) {
            const bool known = entry.used + kKept >= now && digest::equal_secret(entry.mac, mac);
            entry.used = known ? now : entry.used;
            return known;
        }
    }
    return false;
}

void VerifiedLogins::keep(AccountId account, std::string_view hash, Entry entry) {
    const std::lock_guard lock(mutex_);
    auto& logins = accounts_[account];
    if (logins.hash != hash) {
        logins.entries.clear();
        logins.hash = hash;
    }
    auto& entries = logins.entries;
    std::erase_if(entries, [&](const Entry& each) { return each.client == entry.client; });
    if (entries.size() >= kMostClients) {
        entries.erase(
            std::min_element(entries.begin(), entries.end(),
                             [](const Entry& a, const Entry& b) { return a.used < b.used; }));
    }
    entries.push_back(std::move(entry));
}

void VerifiedLogins::drop_if_changed(AccountId account, std::string_view hash) {
    const auto current = directory_.password_hash(account);
    if (current && *current == hash) {
        return;
    }
    const std::lock_guard lock(mutex_);
    const auto it = accounts_.find(account);
    if (it != accounts_.end() && it->second.hash == hash) {
        accounts_.erase(it);
    }
}

Result<void> VerifiedLogins::remember(AccountId account, const std::string& client,
                                      std::string_view password, std::string_view hash) {
    const UnixSeconds now = clock_.now();
    Entry entry{client, mac_of(account, client, password), now, now};
    auto kept = directory_.remember_login({account, client, entry.mac, now}, hash);
    if (!kept) {
        return kept;
    }
    keep(account, hash, std::move(entry));
    // The directory drops silently what was verified against a password that has changed since; and
    // forget() may have run before keep().
    drop_if_changed(account, hash);
    return {};
}

void VerifiedLogins::forget(AccountId account) {
    const std::lock_guard lock(mutex_);
    accounts_.erase(account);
}

std::vector<AccountId> VerifiedLogins::accounts() {
    const std::lock_guard lock(mutex_);
    std::vector<AccountId> found;
    for (const auto& [account, logins] : accounts_) {
        found.push_back(account);
    }
    return found;
}

void VerifiedLogins::save_used() {
    struct Due {
        store::VerifiedLogin login;
        std::string hash;
    };
    std::vector<Due> due;
    {
        const std::lock_guard lock(mutex_);
        for (auto& [account, logins] : accounts_) {
            for (auto& entry : logins.entries) {
                if (entry.used >= entry.saved + kDay) {
                    due.push_back({{account, entry.client, entry.mac, entry.used}, logins.hash});
                    entry.saved = entry.used;
                }
            }
        }
    }
    for (const auto& [login, hash] : due) {
        if (auto kept = directory_.remember_login(login, hash); !kept) {
            log_.warning("verified_login_not_saved", {{"reason", kept.error().detail}});
        }
    }
}

}  // namespace syncgate::auth
