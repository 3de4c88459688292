// Logins against the directory: memory first, then the throttle, then Argon2id, one a core.
#pragma once

#include <atomic>
#include <semaphore>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "gateway/auth/throttle.h"
#include "gateway/auth/verified_logins.h"
#include "model/authenticator.h"
#include "store/directory.h"

namespace syncgate::auth {

// Thread-safe.
class PasswordAuthenticator final : public Authenticator {
  public:
    // Reads the names of those whose logins are remembered.
    PasswordAuthenticator(store::Directory& directory, VerifiedLogins& verified, const Clock& clock,
                          Log& log);

    std::optional<Identity> remembered(const Login& login) override;
    Result<Identity> verify(const Login& login) override;

    // After a change of password, name or standing: nothing of the account is remembered.
    void forget(AccountId account);

    // Nothing that is remembered counts any more but what the directory has now.
    void reload();

    [[nodiscard]] std::uint64_t argon2_runs() const { return runs_; }

  private:
    void load_names();
    void load_names_of(const store::AccountRecord& account, std::uint64_t state);
    // `state`: before the account was read. What was read before a forget() is not kept.
    void know(const std::string& name, const store::AccountRecord& account, std::uint64_t state);
    std::uint64_t state();
    // Waits its turn: one Argon2id a core. Who waits is bounded by the workers for logins.
    bool is_right(std::string_view password, const std::string& hash);

    store::Directory& directory_;
    VerifiedLogins& verified_;
    Throttle throttle_;
    Log& log_;

    std::shared_mutex names_mutex_;  // guards names_ and state_
    // Logins that were right, and the names of accounts whose logins are remembered.
    std::unordered_map<std::string, Identity> names_;
    std::uint64_t state_ = 0;  // how often something was forgotten

    std::counting_semaphore<> turns_;
    std::atomic<std::uint64_t> runs_{0};
};

// The names that a login may mean, the first that an account has counts; blanks around are dropped.
// "example.org\user" is that user of example.org, or else just "user", as in "CORP\user": a Windows
// domain says nothing here.
std::vector<std::string> login_names(std::string_view login);

// Latin-1 read as UTF-8: Outlook for Windows sends passwords so.
std::string latin1_to_utf8(std::string_view text);

}  // namespace syncgate::auth
