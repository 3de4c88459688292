#include "store/regime_tables.h"

#include <algorithm>

#include "base/text.h"
#include "store/directory_access.h"

namespace syncgate::store {
namespace {

constexpr std::string_view kAll = "all", kDomain = "domain:", kGroup = "group:";
constexpr std::size_t kMaxPattern = 256;

bool is_there(Connection& db, const PolicyScope& scope) {
    if (scope.account != 0) {
        return find_integer(db, "SELECT 1 FROM account WHERE id = $1", scope.account).has_value();
    }
    const std::string_view name = scope.name;
    if (name.starts_with(kDomain)) {
        return find_integer(db, "SELECT 1 FROM domain WHERE name = $1", name.substr(kDomain.size()))
            .has_value();
    }
    if (name.starts_with(kGroup)) {
        return find_integer(db, "SELECT 1 FROM member_group WHERE name = $1",
                            name.substr(kGroup.size()))
            .has_value();
    }
    return true;
}

bool is_scope(const PolicyScope& scope) {
    return scope.account != 0 || scope.name == kAll || scope.name.starts_with(kDomain) ||
           scope.name.starts_with(kGroup);
}

void put(Connection& db, const PolicyScope& scope, std::string_view name, std::string_view value) {
    if (scope.account != 0) {
        run(db,
            "INSERT INTO account_policy(account, name, value) VALUES($1, $2, $3)"
            " ON CONFLICT(account, name) DO UPDATE SET value = excluded.value",
            scope.account, name, value);
        return;
    }
    run(db,
        "INSERT INTO scope_policy(scope, name, value) VALUES($1, $2, $3)"
        " ON CONFLICT(scope, name) DO UPDATE SET value = excluded.value",
        scope.name, name, value);
}

void drop(Connection& db, const PolicyScope& scope, std::string_view name) {
    if (scope.account != 0) {
        run(db, "DELETE FROM account_policy WHERE account = $1 AND name = $2", scope.account, name);
        return;
    }
    run(db, "DELETE FROM scope_policy WHERE scope = $1 AND name = $2", scope.name, name);
}

Result<void> check(const DeviceRule& rule) {
    const bool control = std::any_of(rule.pattern.begin(), rule.pattern.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (rule.pattern.empty() || rule.pattern.size() > kMaxPattern || control ||
        !is_utf8(rule.pattern)) {
        return Error{ErrorCode::kMalformed, "a pattern has 1 to 256 bytes of text"};
    }
    if (rule.subject == RuleSubject::kCount && !parse_uint(rule.pattern)) {
        return Error{ErrorCode::kMalformed, "count is a number of devices, not " + rule.pattern};
    }
    return {};
}

}  // namespace

template <class F>
auto RegimeTables::write(F f) -> decltype(f(std::declval<Connection&>())) {
    auto result = write_directory(engine_.directory(), [&](Connection& db) {
        auto done = f(db);
        if (done) {
            engine_.announce_regime(db);
        }
        return done;
    });
    forget();
    return result;
}

void RegimeTables::forget() {
    const std::lock_guard lock(mutex_);
    ++state_;
    loaded_ = nullptr;
}

Result<std::shared_ptr<const RegimeTables::Loaded>> RegimeTables::loaded() {
    std::uint64_t state = 0;
    {
        const std::lock_guard lock(mutex_);
        if (loaded_ != nullptr) {
            return loaded_;
        }
        state = state_;
    }
    auto read = read_directory(
        engine_.directory(), [](Connection& db) -> Result<std::shared_ptr<const Loaded>> {
            auto found = std::make_shared<Loaded>();
            Query accounts(db,
                           "SELECT account, name, value FROM account_policy"
                           " ORDER BY account, name");
            while (accounts.next()) {
                found->values.push_back(
                    {{accounts.integer(0), ""}, accounts.text(1), accounts.text(2)});
            }
            Query scopes(db, "SELECT scope, name, value FROM scope_policy ORDER BY scope, name");
            while (scopes.next()) {
                found->values.push_back({{0, scopes.text(0)}, scopes.text(1), scopes.text(2)});
                found->has_groups = found->has_groups || scopes.text(0).starts_with(kGroup);
            }
            Query rules(db,
                        "SELECT number, subject, pattern, access FROM device_rule ORDER BY number");
            while (rules.next()) {
                found->rules.push_back({rules.integer(0),
                                        static_cast<RuleSubject>(rules.integer(1)), rules.text(2),
                                        static_cast<Access>(rules.integer(3))});
            }
            return std::shared_ptr<const Loaded>(std::move(found));
        });
    if (read) {
        const std::lock_guard lock(mutex_);
        if (state_ == state) {
            loaded_ = *read;
        }
    }
    return read;
}

Result<std::vector<std::string>> RegimeTables::groups_of(AccountId account) {
    return read_directory(
        engine_.directory(), [&](Connection& db) -> Result<std::vector<std::string>> {
            Query rows(db,
                       "SELECT member_group FROM member WHERE account = $1 ORDER BY member_group",
                       account);
            std::vector<std::string> found;
            while (rows.next()) {
                found.push_back(std::string(kGroup) + rows.text(0));
            }
            return found;
        });
}

Result<std::vector<ScopedValue>> RegimeTables::values_for(AccountId account,
                                                          std::string_view address) {
    auto all = loaded();
    if (!all) {
        return all.error();
    }
    std::vector<PolicyScope> nearest = {{account, ""}};
    if ((*all)->has_groups) {
        auto groups = groups_of(account);
        if (!groups) {
            return groups.error();
        }
        for (auto& group : *groups) {
            nearest.push_back({0, std::move(group)});
        }
    }
    const auto domain = lower_ascii(address.substr(address.rfind('@') + 1));
    nearest.push_back({0, std::string(kDomain) + domain});
    nearest.push_back({0, std::string(kAll)});
    std::vector<ScopedValue> found;
    for (const auto& scope : nearest) {
        for (const auto& each : (*all)->values) {
            const bool nearer =
                std::any_of(found.begin(), found.end(),
                            [&](const ScopedValue& known) { return known.name == each.name; });
            if (each.scope == scope && !nearer) {
                found.push_back(each);
            }
        }
    }
    return found;
}

Result<Policy> RegimeTables::policy(AccountId account, std::string_view address) {
    auto found = values_for(account, address);
    if (!found) {
        return found.error();
    }
    Policy::Values values;
    for (auto& each : *found) {
        values.emplace(std::move(each.name), std::move(each.value));
    }
    return Policy(std::move(values));
}

Result<std::vector<ScopedValue>> RegimeTables::values() {
    auto all = loaded();
    return all ? Result<std::vector<ScopedValue>>((*all)->values) : all.error();
}

Result<void> RegimeTables::set(const PolicyScope& given, std::string_view name,
                               std::optional<std::string_view> value) {
    const PolicyScope scope{given.account, lower_ascii(given.name)};
    const auto* setting = find_policy_setting(name);
    if (setting == nullptr) {
        return Error{ErrorCode::kMalformed, "no setting is called " + std::string(name)};
    }
    if (!is_scope(scope)) {
        return Error{ErrorCode::kMalformed,
                     "a policy is for an account, all, domain:NAME or group:NAME"};
    }
    if (setting->audience == SettingFor::kAccount && scope.account == 0) {
        return Error{ErrorCode::kMalformed,
                     std::string(setting->name) + " is said of each account by itself"};
    }
    auto kept = checked(*setting, value.value_or(setting->standard));
    if (!kept) {
        return kept.error();
    }
    return write([&](Connection& db) -> Result<void> {
        if (!is_there(db, scope)) {
            return Error{ErrorCode::kNotFound, "nobody here is " + scope.name};
        }
        if (value) {
            put(db, scope, setting->name, *kept);
        } else {
            drop(db, scope, setting->name);
        }
        return {};
    });
}

Result<std::vector<DeviceRule>> RegimeTables::rules() {
    auto all = loaded();
    return all ? Result<std::vector<DeviceRule>>((*all)->rules) : all.error();
}

Result<std::int64_t> RegimeTables::add_rule(const DeviceRule& rule) {
    if (auto good = check(rule); !good) {
        return good.error();
    }
    return write([&](Connection& db) -> Result<std::int64_t> {
        const auto number = next_number(db, "device_rule");
        run(db, "INSERT INTO device_rule(number, subject, pattern, access) VALUES($1, $2, $3, $4)",
            number, rule.subject, rule.pattern, rule.access);
        return number;
    });
}

Result<void> RegimeTables::remove_rule(std::int64_t number) {
    return write([&](Connection& db) -> Result<void> {
        if (run(db, "DELETE FROM device_rule WHERE number = $1", number) == 0) {
            return Error{ErrorCode::kNotFound, "no rule " + std::to_string(number)};
        }
        return {};
    });
}

void RegimeTables::drop_account(Connection& db, AccountId account) {
    if (run(db, "DELETE FROM account_policy WHERE account = $1", account) != 0) {
        engine_.announce_regime(db);
    }
}

void RegimeTables::drop_group(Connection& db, std::string_view group) {
    const std::string scope = std::string(kGroup) + std::string(group);
    if (run(db, "DELETE FROM scope_policy WHERE scope = $1", scope) != 0) {
        engine_.announce_regime(db);
    }
}

}  // namespace syncgate::store
