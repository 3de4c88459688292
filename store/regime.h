// What administrators lay down about devices: policies of all, of domains, groups and accounts,
// and rules by which devices are let in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/device_rule.h"
#include "model/ids.h"
#include "model/policy.h"

namespace syncgate::store {

// For whom a value is: an account, or "all", "domain:example.org", "group:family".
struct PolicyScope {
    AccountId account = 0;  // 0: `name` says
    std::string name;
    bool operator==(const PolicyScope&) const = default;
};

struct ScopedValue {
    PolicyScope scope;
    std::string name, value;
    bool operator==(const ScopedValue&) const = default;
};

// Thread-safe. Every method: kUnavailable when the disk fails. What is laid down counts from the
// next question on, at every gateway of the database; whoever waits is told by the caller.
class Regime {
  public:
    virtual ~Regime() = default;

    // Of each setting the nearest value: the account's, else of its groups (the first by name),
    // else of its domain, else of all. `address`: the account's.
    virtual Result<Policy> policy(AccountId account, std::string_view address) = 0;
    // Of one setting, from the nearest scope on, with where it was said. Empty: standard.
    virtual Result<std::vector<ScopedValue>> values_for(AccountId account,
                                                        std::string_view address) = 0;
    // All that was chosen, by scope and name; accounts first.
    virtual Result<std::vector<ScopedValue>> values() = 0;
    // nullopt: no value of this scope any more. Errors: kMalformed (no such setting, a value that
    // it does not take, a scope that is none, or not one for the setting), kNotFound (domain, group
    // or account).
    virtual Result<void> set(const PolicyScope& scope, std::string_view name,
                             std::optional<std::string_view> value) = 0;

    // In their order.
    virtual Result<std::vector<DeviceRule>> rules() = 0;
    // Behind all others; its number. Errors: kMalformed (an empty or long pattern, a count that is
    // no number).
    virtual Result<std::int64_t> add_rule(const DeviceRule& rule) = 0;
    // Errors: kNotFound.
    virtual Result<void> remove_rule(std::int64_t number) = 0;

    // What is remembered of it counts no more: another process changed it, or may have.
    virtual void forget() = 0;
};

}  // namespace syncgate::store
