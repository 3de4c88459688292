// Passwords that were right once, so that neither a request nor a restart with ten thousand phones
// pays for Argon2id. Why: docs/decisions/0006-verified-logins.md.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "model/ids.h"
#include "store/directory.h"

namespace syncgate::auth {

// Thread-safe. Looks up in memory only; what is remembered goes to the directory as well.
class VerifiedLogins {
  public:
    // Reads the key file, making it (mode 0600) when it is not there, and the directory's rows.
    VerifiedLogins(store::Directory& directory, const Clock& clock, Log& log,
                   const std::filesystem::path& key_file);

    // Whether this password was right for this client within the last 30 days.
    bool knows(AccountId account, const std::string& client, std::string_view password);

    // `hash` is the password's hash that was verified: should it have changed, nothing is kept.
    Result<void> remember(AccountId account, const std::string& client, std::string_view password,
                          std::string_view hash);

    void forget(AccountId account);
    // As the directory has them now.
    void reload();

    // Those with a login that is remembered.
    std::vector<AccountId> accounts();

    // Writes down which were used lately. Called now and then.
    void save_used();

  private:
    struct Entry {
        std::string client;
        std::string mac;
        UnixSeconds used = 0;
        UnixSeconds saved = 0;  // `used` as the directory has it
    };
    struct Logins {
        std::string hash;  // the password's hash that stood when they were verified
        std::vector<Entry> entries;
    };

    [[nodiscard]] std::string mac_of(AccountId account, const std::string& client,
                                     std::string_view password) const;
    void keep(AccountId account, std::string_view hash, Entry entry);
    // When `hash` is not the account's password any more, nothing that rests on it stays.
    void drop_if_changed(AccountId account, std::string_view hash);

    store::Directory& directory_;
    const Clock& clock_;
    Log& log_;
    std::string key_;
    std::mutex mutex_;  // guards accounts_
    std::unordered_map<AccountId, Logins> accounts_;
};

}  // namespace syncgate::auth
