// Who there is: domains, accounts and their addresses, credentials, logins verified before.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"

namespace syncgate::store {

class Audit;
class Certificates;
class Groups;
class Invitations;
class Lessons;
class PushSubscriptions;
class Regime;

struct AccountRecord {
    AccountId id = 0;
    std::string address;  // lower case
    std::string display_name;
    bool enabled = true;
    UnixSeconds created = 0;
    std::string elsewhere;  // the URL of the server that serves it; "": it is served here
};

// A password that was right once for one client. Source: docs/decisions, verified logins.
struct VerifiedLogin {
    AccountId account = 0;
    std::string client;  // protocol and device
    std::string mac;     // 32 bytes
    UnixSeconds used = 0;
};

// Thread-safe. Every method: kUnavailable when the disk fails.
class Directory {
  public:
    virtual ~Directory() = default;

    // Errors: kConflict (is there), kMalformed (no domain name).
    virtual Result<void> add_domain(std::string_view name) = 0;
    virtual Result<std::vector<std::string>> domains() = 0;

    virtual Result<std::vector<AccountRecord>> accounts() = 0;
    // Errors: kNotFound.
    virtual Result<AccountRecord> account(AccountId id) = 0;
    // Enabled accounts of the domain that have words which begin with all of these in their name
    // or local part, without regard to case and accents; by name. `beginnings` are words as
    // words::fold gives them. At most `most`, of those that the longest of them meets first.
    virtual Result<std::vector<AccountRecord>> people(std::string_view domain,
                                                      const std::vector<std::string>& beginnings,
                                                      std::size_t most) = 0;
    // By the full address, an alias, or the local part while only one domain has it; without
    // regard to case. Errors: kNotFound (also an ambiguous local part).
    virtual Result<AccountRecord> find_login(std::string_view login) = 0;
    // Who gets mail for `address`: account, alias, either with +detail; kNotFound: nobody here.
    virtual Result<AccountRecord> find_recipient(std::string_view address) = 0;
    // The same from memory alone, without waiting; nullopt: ask find_recipient().
    virtual std::optional<AccountRecord> recall_recipient(std::string_view address) = 0;
    virtual Result<bool> is_local_domain(std::string_view domain) = 0;
    // The addresses that the account may send from: its own and its aliases.
    virtual Result<std::vector<std::string>> sender_addresses(AccountId account) = 0;
    // Errors: kConflict (taken), kTooLarge (50), kNotFound (domain).
    virtual Result<void> add_alias(AccountId account, std::string_view address) = 0;
    // Nobody gets what comes for it, or logs in by it, any more. Errors: kNotFound (none of the
    // account's aliases).
    virtual Result<void> remove_alias(AccountId account, std::string_view address) = 0;

    virtual Result<std::string> password_hash(AccountId account) = 0;
    // Drops the account's verified logins in the same transaction.
    virtual Result<void> set_password(AccountId account, std::string_view hash) = 0;
    // What people call it; "": nothing. Errors: kMalformed (over 250 bytes, not UTF-8, several
    // lines), kNotFound.
    virtual Result<void> set_name(AccountId account, std::string_view name) = 0;
    virtual Result<void> set_enabled(AccountId account, bool enabled) = 0;
    virtual Result<void> set_elsewhere(AccountId account, std::string_view url) = 0;

    // The newest 50 of each account, used after `since`.
    virtual Result<std::vector<VerifiedLogin>> verified_logins(UnixSeconds since) = 0;
    // Adds, or renews; beyond 50 of an account the oldest goes. Dropped silently when the
    // account's password hash is no longer `hash` (it changed while this one was verified).
    virtual Result<void> remember_login(const VerifiedLogin& login, std::string_view hash) = 0;
    virtual Result<void> forget_logins(AccountId account) = 0;

    // Accounts that had work to do at `when` or before (store/due.h); some may have none left.
    virtual Result<std::vector<AccountId>> due_before(UnixSeconds when) = 0;

    // Groups of accounts and what they share, and are invited to; live as long as this.
    virtual Groups& groups() = 0;
    virtual Invitations& invitations() = 0;
    // With which mail to accounts is encrypted; the same.
    virtual Certificates& certificates() = 0;
    // What is asked of devices, and who decided what; the same.
    virtual Regime& regime() = 0;
    virtual Audit& audit() = 0;
    // What users say of spam; the same.
    virtual Lessons& lessons() = 0;
    // Who is told of changes through push services; the same.
    virtual PushSubscriptions& push_subscriptions() = 0;

    // What the engine finds wrong with it; empty when all is well. Reads everything.
    virtual Result<std::vector<std::string>> problems() = 0;
};

}  // namespace syncgate::store
