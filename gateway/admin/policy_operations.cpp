// Policies, and protocols of accounts.
#include <algorithm>

#include "base/text.h"
#include "gateway/admin/operations.h"
#include "model/policy.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/regime.h"

namespace syncgate::admin {
namespace {

using store::PolicyScope;
using store::ScopedValue;

struct Assignment {
    const PolicySetting* setting = nullptr;
    std::optional<std::string> value;  // nullopt: none any more
};

// "MinDevicePasswordLength=6", one a line.
Result<std::vector<Assignment>> parse_assignments(const std::string& text) {
    std::vector<Assignment> found;
    for (const auto line : split(text, '\n')) {
        if (line.empty()) {
            continue;
        }
        const auto equals = line.find('=');
        const auto name = line.substr(0, equals);
        const auto* setting = find_policy_setting(name);
        if (setting == nullptr) {
            return Error{ErrorCode::kMalformed, "no setting is called " + std::string(name) +
                                                    "; policy show ADDRESS has them all"};
        }
        if (equals == std::string_view::npos) {
            return Error{ErrorCode::kMalformed, "say " + std::string(name) + "=VALUE"};
        }
        auto value = checked(*setting, line.substr(equals + 1));
        if (!value) {
            return value.error();
        }
        found.push_back({setting, *std::move(value)});
    }
    return found;
}

// "imap=off pop3=default".
Result<std::vector<Assignment>> parse_protocols(const std::string& text) {
    std::vector<Assignment> found;
    for (const auto word : split(text, ' ')) {
        if (word.empty()) {
            continue;
        }
        const auto equals = word.find('=');
        const auto state = equals == std::string_view::npos ? "" : word.substr(equals + 1);
        const auto* setting = find_policy_setting("Protocol" + std::string(word.substr(0, equals)));
        if (setting == nullptr || (state != "on" && state != "off" && state != "default")) {
            return Error{ErrorCode::kMalformed,
                         "say PROTOCOL=on, off or default; there are activesync, imap, pop3, dav "
                         "and submission"};
        }
        found.push_back({setting, state == "default"
                                      ? std::nullopt
                                      : std::optional<std::string>(state == "on" ? "1" : "0")});
    }
    return found;
}

std::string value_line(const std::string& name, const std::string& value, const std::string& by) {
    return name + "\t" + value + "\t" + by + "\n";
}

std::string by_of(const PolicyScope& scope) {
    return scope.account != 0 ? "account" : scope.name;
}

// Each setting of these kinds, with who says so.
template <class Wanted>
std::string shown(const std::vector<ScopedValue>& values, Wanted wanted) {
    std::string out;
    for (const auto& setting : policy_settings()) {
        if (!wanted(setting)) {
            continue;
        }
        const auto chosen =
            std::find_if(values.begin(), values.end(),
                         [&](const ScopedValue& each) { return each.name == setting.name; });
        out +=
            chosen == values.end()
                ? value_line(std::string(setting.name), std::string(setting.standard), "standard")
                : value_line(chosen->name, chosen->value, by_of(chosen->scope));
    }
    return out;
}

bool asks_of_devices(const std::vector<Assignment>& assignments) {
    return std::any_of(assignments.begin(), assignments.end(), [](const Assignment& each) {
        return is_for_device(*each.setting) && each.value && *each.value != each.setting->standard;
    });
}

}  // namespace

Result<PolicyScope> Operations::scope_of(const std::string& name) {
    if (name.empty()) {
        return PolicyScope{0, "all"};
    }
    if (name == "all" || name.find(':') != std::string::npos) {
        return PolicyScope{0, lower_ascii(name)};
    }
    auto record = store_.directory().find_login(name);
    return record ? Result<PolicyScope>(PolicyScope{record->id, ""}) : record.error();
}

// Whoever the scope holds looks again.
Result<void> Operations::wake(const PolicyScope& scope) {
    if (scope.account == 0) {
        if (told_.everybody_looks) {
            told_.everybody_looks();
        }
        return {};
    }
    auto account = store_.account(scope.account);
    if (!account) {
        return account.error();
    }
    auto touched = (*account)->write([](store::Change& change) -> Result<bool> {
        change.touch_hierarchy();
        return true;
    });
    return touched ? Result<void>() : Result<void>(touched.error());
}

Result<std::string> Operations::policy_show(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    auto values = store_.directory().regime().values_for((*account)->id(), (*account)->address());
    return values ? Result<std::string>(shown(*values, [](const PolicySetting&) { return true; }))
                  : values.error();
}

Result<std::string> Operations::policy_list(const Call&) {
    auto values = store_.directory().regime().values();
    auto addresses = addresses_by_id();
    if (!values || !addresses) {
        return values ? addresses.error() : values.error();
    }
    std::string out;
    for (const auto& each : *values) {
        const auto whose =
            each.scope.account != 0 ? (*addresses)[each.scope.account] : each.scope.name;
        out += value_line(whose, each.name, each.value);
    }
    return out;
}

Result<std::string> Operations::policy_set(const Call& call) {
    auto assignments = parse_assignments(call.value("set"));
    auto scope = scope_of(call.value("for"));
    if (!assignments || !scope) {
        return assignments ? scope.error() : assignments.error();
    }
    auto& regime = store_.directory().regime();
    std::string detail;
    for (const auto& each : *assignments) {
        if (auto set = regime.set(*scope, each.setting->name, each.value); !set) {
            return set.error();
        }
        detail += (detail.empty() ? "" : " ") + std::string(each.setting->name) + "=" + *each.value;
    }
    if (auto woken = wake(*scope); !woken) {
        return woken.error();
    }
    std::string text = "set for " + call.value("for") + ": " + detail + "\n";
    if (asks_of_devices(*assignments)) {
        text +=
            "Devices that can't be provisioned are let in unless AllowNonProvisionableDevices=0.\n";
    }
    return recorded({"", "", "policy-set", call.value("for") + " " + detail}, text);
}

Result<std::string> Operations::policy_clear(const Call& call) {
    auto scope = scope_of(call.value("for"));
    auto values = store_.directory().regime().values();
    if (!scope || !values) {
        return scope ? values.error() : scope.error();
    }
    const std::string asked = call.value("names");
    const auto names = split(asked, '\n');
    const auto named = [&](const std::string& name) {
        return asked.empty() || std::any_of(names.begin(), names.end(), [&](std::string_view each) {
                   return iequals(each, name);
               });
    };
    std::string detail;
    for (const auto& each : *values) {
        if (each.scope != *scope || !named(each.name)) {
            continue;
        }
        if (auto set = store_.directory().regime().set(*scope, each.name, std::nullopt); !set) {
            return set.error();
        }
        detail += (detail.empty() ? "" : " ") + each.name;
    }
    if (detail.empty()) {
        return Error{ErrorCode::kNotFound, "nothing of that is set for " + call.value("for")};
    }
    if (auto woken = wake(*scope); !woken) {
        return woken.error();
    }
    return recorded({"", "", "policy-cleared", call.value("for") + " " + detail},
                    "cleared for " + call.value("for") + ": " + detail + "\n");
}

Result<std::string> Operations::account_protocols(const Call& call) {
    auto assignments = parse_protocols(call.value("set"));
    auto account = account_of(call);
    if (!assignments || !account) {
        return assignments ? account.error() : assignments.error();
    }
    const PolicyScope scope{(*account)->id(), ""};
    auto& regime = store_.directory().regime();
    for (const auto& each : *assignments) {
        if (auto set = regime.set(scope, each.setting->name, each.value); !set) {
            return set.error();
        }
    }
    auto values = regime.values_for(scope.account, (*account)->address());
    if (!values) {
        return values.error();
    }
    std::string out;
    const std::string all = shown(*values, [](const PolicySetting& setting) {
        return setting.audience == SettingFor::kProtocol;
    });
    for (const auto line : split(all, '\n')) {
        const auto fields = split(line, '\t');
        if (fields.size() == 3) {
            constexpr std::size_t kPrefix = std::string_view("Protocol").size();
            out += value_line(lower_ascii(fields[0].substr(kPrefix)),
                              fields[1] == "1" ? "on" : "off", std::string(fields[2]));
        }
    }
    if (assignments->empty()) {
        return out;
    }
    if (auto woken = wake(scope); !woken) {
        return woken.error();
    }
    return recorded({(*account)->address(), "", "protocols", call.value("set")}, out);
}

}  // namespace syncgate::admin
