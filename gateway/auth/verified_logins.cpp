#include "gateway/auth/verified_logins.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "base/text.h"
#include "formats/digest/sha256.h"

namespace syncgate::auth {
namespace {

constexpr UnixSeconds kDay = 86'400;
constexpr UnixSeconds kKept = 30 * kDay;
constexpr std::size_t kKeyBytes = 32;

std::string key_of(AccountId account, std::string_view client) {
    return std::to_string(account) + " " + std::string(client);
}

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
    const bool written = fd >= 0 && write(fd, made.data(), made.size()) ==
                                        static_cast<ssize_t>(made.size()) && fsync(fd) == 0;
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
    auto stored = directory.verified_logins(clock.now() - kKept);
    if (!stored) {
        log.error("verified_logins_unreadable", {{"reason", stored.error().detail}});
        return;
    }
    for (auto& login : *stored) {
        entries_[key_of(login.account, login.client)] =
            Entry{std::move(login.mac), login.used, login.used, {}};
    }
}

std::string VerifiedLogins::mac_of(AccountId account, const std::string& client,
                                   std::string_view password) const {
    // The lengths keep (client "a b", password "c") apart from (client "a", password "b c").
    return digest::hmac_sha256(key_, std::to_string(account) + " " +
                                         std::to_string(client.size()) + " " + client +
                                         std::string(password));
}

bool VerifiedLogins::knows(AccountId account, const std::string& client,
                           std::string_view password) {
    const std::string mac = mac_of(account, client, password);
    const UnixSeconds now = clock_.now();
    const std::lock_guard lock(mutex_);
    const auto it = entries_.find(key_of(account, client));
    if (it == entries_.end() || it->second.used + kKept < now ||
        !digest::equal_secret(it->second.mac, mac)) {
        return false;
    }
    it->second.used = now;
    return true;
}

Result<void> VerifiedLogins::remember(AccountId account, const std::string& client,
                                      std::string_view password, std::string_view hash) {
    const UnixSeconds now = clock_.now();
    Entry entry{mac_of(account, client, password), now, now, std::string(hash)};
    auto kept = directory_.remember_login({account, client, entry.mac, now}, hash);
    if (!kept) {
        return kept;
    }
    const std::lock_guard lock(mutex_);
    entries_[key_of(account, client)] = std::move(entry);
    return {};
}

void VerifiedLogins::forget(AccountId account) {
    const std::string prefix = key_of(account, "");
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const auto& entry) { return entry.first.starts_with(prefix); });
}

void VerifiedLogins::save_used() {
    struct Due {
        store::VerifiedLogin login;
        std::string hash;
    };
    std::vector<Due> due;
    {
        const std::lock_guard lock(mutex_);
        for (auto& [key, entry] : entries_) {
            if (entry.used >= entry.saved + kDay) {
                const auto space = key.find(' ');
                const auto account =
                    static_cast<AccountId>(parse_uint(key.substr(0, space)).value_or(0));
                due.push_back({{account, key.substr(space + 1), entry.mac, entry.used}, entry.hash});
                entry.saved = entry.used;
            }
        }
    }
    for (auto& [login, hash] : due) {
        if (hash.empty()) {
            hash = directory_.password_hash(login.account) ? *directory_.password_hash(login.account)
                                                           : std::string();
        }
        if (auto kept = directory_.remember_login(login, hash); !kept) {
            log_.warning("verified_login_not_saved", {{"reason", kept.error().detail}});
        }
    }
}

}  // namespace syncgate::auth
