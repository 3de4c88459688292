// Devices: list, show, let in or not, wipe, forget.
#include <algorithm>

#include "base/text.h"
#include "gateway/admin/operations.h"
#include "model/device_rule.h"
#include "protocols/activesync/sync/set_aside.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/regime.h"

namespace syncgate::admin {
namespace {

constexpr UnixSeconds kMinute = 60;

std::string day_and_time(UnixSeconds time) {
    return time == 0 ? "never" : iso8601_millis(time * 1000).substr(0, 19);
}

std::string_view state_of(const Device& device, Access access) {
    switch (device.wipe) {
        case Wipe::kPending:
            return "wipe pending";
        case Wipe::kAccountPending:
            return "account wipe pending";
        case Wipe::kDone:
            return "wiped";
        case Wipe::kAccountDone:
            return "account wiped";
        case Wipe::kNone:
            break;
    }
    return standing_of(access);
}

// What is out of the ordinary with it; "" for nothing.
std::string unusual(const std::string& pauses, const Result<std::size_t>& aside) {
    return (pauses.empty() ? "" : "\tpauses: " + pauses) +
           (!aside        ? "\tunreadable: " + aside.error().detail
            : *aside == 0 ? ""
                          : "\tset aside: " + std::to_string(*aside));
}

std::string device_line(const std::string& address, const Device& device, Access access,
                        const std::string& unusual) {
    return address + "\t" + device.id + "\t" + to_plain_line(device.type) + "\t" + device.version +
           "\t" + day_and_time(device.last_seen) + "\t" + std::string(state_of(device, access)) +
           "\t" + to_plain_line(device.user_agent) + unusual + "\n";
}

std::string policy_of(const Device& device, const Policy& policy) {
    constexpr std::string_view kOutcomes[] = {"taken", "applied", "applied in part", "not applied",
                                              "managed by somebody else"};
    if (device.policy_key == 0) {
        return "none";
    }
    const auto outcome = std::clamp(device.policy_outcome, 0, 4);
    return std::string(kOutcomes[outcome]) + " " + day_and_time(device.policy_at) +
           (device.policy == policy.fingerprint() ? "" : ", outdated");
}

std::string described(const Device& device, const Judgement& judgement, const Policy& policy,
                      bool with_password) {
    std::string out;
    const auto add = [&](std::string_view name, const std::string& value) {
        out += std::string(name) + "\t" + to_plain_line(value) + "\n";
    };
    add("device", device.id);
    add("type", device.type);
    add("state", std::string(state_of(device, judgement.access)));
    add("by", said_by(device, judgement));
    add("version", device.version);
    add("program", device.user_agent);
    add("first seen", day_and_time(device.first_seen));
    add("last seen", day_and_time(device.last_seen));
    add("policy", policy_of(device, policy));
    const bool kept = !device.recovery_password.empty();
    add("recovery password", !kept ? "none" : with_password ? device.recovery_password : "kept");
    for (const auto line : split(device.information, '\n')) {
        if (const auto equals = line.find('='); equals != std::string_view::npos) {
            add(line.substr(0, equals), std::string(line.substr(equals + 1)));
        }
    }
    return out;
}

Error no_device(const std::string& id) {
    return {ErrorCode::kNotFound, "no device " + to_plain_line(id)};
}

}  // namespace

// Changes the device, wakes it if it waits, and puts the decision into the audit.
Result<std::string> Operations::decide(const Call& call, const Decision& decision) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    const std::string id = call.value("device");
    auto done = (*account)->write([&](store::Change& change) -> Result<bool> {
        auto device = change.device(id);
        if (!device) {
            return no_device(id);
        }
        if (auto changed = decision.change(change, *device); !changed) {
            return changed.error();
        }
        change.touch_hierarchy();
        return true;
    });
    if (!done) {
        return done.error();
    }
    return recorded({(*account)->address(), id, decision.event, decision.detail},
                    "device " + id + " " + decision.told + "\n");
}

Result<std::string> Operations::device_access(const Call& call) {
    const auto access = parse_access(call.value("access"));
    if (!access) {
        return Error{ErrorCode::kMalformed, "a device is allow, quarantine, block or by-rule"};
    }
    constexpr std::string_view kTold[] = {"is judged by the rules again", "is allowed",
                                          "is quarantined", "is blocked"};
    return decide(call, {[&](store::Change& change, Device& device) -> Result<void> {
                             device.access = *access;
                             change.update_device(device);
                             return {};
                         },
                         std::string(name_of(*access)), "",
                         std::string(kTold[static_cast<std::size_t>(*access)])});
}

Result<std::string> Operations::device_wipe(const Call& call) {
    const bool account_only = call.value("account_only") == "yes";
    return decide(call, {[&](store::Change& change, Device& device) -> Result<void> {
                             if (account_only && device.version != "16.1") {
                                 return Error{
                                     ErrorCode::kUnsupported,
                                     "only 16.1 knows a wipe of one account, and the device "
                                     "speaks " +
                                         device.version + "; wipe all of it, or block it"};
                             }
                             device.wipe = account_only ? Wipe::kAccountPending : Wipe::kPending;
                             change.update_device(device);
                             return {};
                         },
                         "wipe", account_only ? "account" : "device",
                         account_only ? "is told to remove this account at its next request"
                                      : "is told to wipe itself at its next request"});
}

Result<std::string> Operations::device_unwipe(const Call& call) {
    return decide(call, {[&](store::Change& change, Device& device) -> Result<void> {
                             if (device.wipe == Wipe::kNone) {
                                 return Error{ErrorCode::kConflict, "nobody wiped it"};
                             }
                             device.wipe = Wipe::kNone;
                             device.policy_key = 0;
                             change.update_device(device);
                             return {};
                         },
                         "unwipe", "", "may come back, and begins with its policy"});
}

Result<std::string> Operations::device_forget(const Call& call) {
    return decide(call, {[&](store::Change& change, Device& device) -> Result<void> {
                             if (device.wipe != Wipe::kNone || device.access == Access::kBlock) {
                                 return Error{ErrorCode::kConflict,
                                              "forgotten, it would be let in again: it is wiped or "
                                              "blocked; first: device unwipe, device by-rule"};
                             }
                             change.remove_device(device.number);
                             return {};
                         },
                         "forget", "", "is forgotten; it starts anew when it comes back"});
}

Result<std::string> Operations::device_resync(const Call& call) {
    return decide(call, {[&](store::Change& change, Device& device) -> Result<void> {
                             change.forget_sync(device.number);
                             return {};
                         },
                         "resync", "", "syncs everything anew"});
}

Result<std::string> Operations::device_list(const Call& call) {
    auto accounts = store_.directory().accounts();
    auto rules = store_.directory().regime().rules();
    if (!accounts || !rules) {
        return accounts ? rules.error() : accounts.error();
    }
    const std::string only = lower_ascii(call.value("account"));
    if (!only.empty()) {
        auto record = store_.directory().find_login(only);
        if (!record) {
            return record.error();
        }
        accounts = std::vector{*record};
    }
    std::string out;
    for (const auto& record : *accounts) {
        auto devices = devices_of(record.id);
        if (!devices && !only.empty()) {
            return devices.error();
        }
        if (!devices) {  // the others are still shown
            out += record.address + "\tunreadable: " + devices.error().detail + "\n";
            continue;
        }
        for (const auto& device : *devices) {
            const auto judgement = judge(*rules, device, count_earlier(*devices, device));
            out += device_line(record.address, device, judgement.access,
                               unusual(pauses(record.id, device), set_aside(record.id, device)));
        }
    }
    return out;
}

Result<std::string> Operations::device_show(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    auto& regime = store_.directory().regime();
    auto devices = devices_of((*account)->id());
    auto rules = regime.rules();
    auto policy = regime.policy((*account)->id(), (*account)->address());
    if (!devices || !rules || !policy) {
        return !devices ? devices.error() : !rules ? rules.error() : policy.error();
    }
    const std::string id = call.value("device");
    const auto device = std::find_if(devices->begin(), devices->end(),
                                     [&](const Device& each) { return each.id == id; });
    if (device == devices->end()) {
        return no_device(id);
    }
    const bool with_password = call.value("password") == "yes";
    auto text = described(*device, judge(*rules, *device, count_earlier(*devices, *device)),
                          *policy, with_password);
    const auto aside = set_aside((*account)->id(), *device);
    if (!aside) {
        return aside.error();
    }
    const std::string paused = pauses((*account)->id(), *device);
    text += "pauses\t" + (paused.empty() ? "no" : paused) + "\nset aside\t" +
            std::to_string(*aside) + "\n";
    return with_password && !device->recovery_password.empty()
               ? recorded({(*account)->address(), id, "recovery-password-shown", ""}, text)
               : text;
}

Result<std::string> Operations::device_trace(const Call& call) {
    auto account = account_of(call);
    if (!account) {
        return account.error();
    }
    const auto minutes = parse_uint(call.value("minutes"));
    if (!minutes || *minutes > 7 * 24 * 60) {
        return Error{ErrorCode::kMalformed, "minutes: 0 to 10080"};
    }
    const std::string id = call.value("device");
    auto done = (*account)->note([&](store::Note& note) -> Result<bool> {
        auto device = note.device(id);
        if (!device) {
            return no_device(id);
        }
        device->trace_until = store_.clock().now() + static_cast<UnixSeconds>(*minutes) * kMinute;
        note.update_device(*device);
        return true;
    });
    if (!done) {
        return done.error();
    }
    const auto file =
        store_.dir() / "traces" / (std::to_string((*account)->id()) + "-" + id + ".log");
    return *minutes == 0 ? "trace of " + id + " is off\n"
                         : "trace of " + id + " for " + std::to_string(*minutes) + " minutes in " +
                               file.string() + "\n";
}

std::string Operations::pauses(AccountId account, const Device& device) const {
    return remark_ ? remark_(account, device.id) : std::string();
}

Result<std::size_t> Operations::set_aside(AccountId id, const Device& device) {
    auto account = store_.account(id);
    if (!account) {
        return account.error();
    }
    return (*account)->read([&](const store::Snapshot& snapshot) -> Result<std::size_t> {
        return activesync::set_aside_of(snapshot, device.number).size();
    });
}

Result<std::vector<Device>> Operations::devices_of(AccountId id) {
    auto account = store_.account(id);
    if (!account) {
        return account.error();
    }
    return (*account)->read([](const store::Snapshot& snapshot) -> Result<std::vector<Device>> {
        return snapshot.devices();
    });
}

}  // namespace syncgate::admin
