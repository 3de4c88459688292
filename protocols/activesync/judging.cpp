#include "protocols/activesync/judging.h"

#include <algorithm>

#include "store/audit.h"
#include "store/directory.h"
#include "store/regime.h"

namespace syncgate::activesync {
namespace {

Result<std::size_t> count_stored(store::Account& account, const Device& device) {
    return account.read([&](const store::Snapshot& snapshot) -> Result<std::size_t> {
        return count_earlier(snapshot.devices(), device);
    });
}

bool counts_devices(const std::vector<DeviceRule>& rules) {
    return std::any_of(rules.begin(), rules.end(),
                       [](const DeviceRule& rule) { return rule.subject == RuleSubject::kCount; });
}

Result<void> keep(store::Account& account, Device& device, Access standing) {
    device.standing = standing;
    auto kept = account.note([&](store::Note& note) -> Result<bool> {
        if (auto stored = note.device(device.id)) {
            stored->standing = standing;
            note.update_device(*stored);
        }
        return true;
    });
    return kept ? Result<void>() : Result<void>(kept.error());
}

}  // namespace

Result<Judged> judge_device(Services& services, store::Account& account, Device& device) {
    auto& regime = services.store.directory().regime();
    auto policy = regime.policy(account.id(), account.address());
    auto rules = regime.rules();
    if (!policy || !rules) {
        return policy ? rules.error() : policy.error();
    }
    std::size_t earlier = 0;
    if (counts_devices(*rules)) {
        auto counted = count_stored(account, device);
        if (!counted) {
            return counted.error();
        }
        earlier = *counted;
    }
    Judged judged{*std::move(policy), judge(*rules, device, earlier)};
    if (judged.judgement.access == device.standing) {
        return judged;
    }
    const bool is_new = device.standing == Access::kByRule;
    if (auto kept = keep(account, device, judged.judgement.access); !kept) {
        return kept.error();
    }
    record_decision(services, account, device.id, said_by(device, judged.judgement),
                    std::string(standing_of(judged.judgement.access)),
                    (is_new ? "new, " : "") + device.type + ", " + device.user_agent);
    return judged;
}

void record_decision(Services& services, const store::Account& account, const std::string& device,
                     const std::string& by, const std::string& event, const std::string& detail) {
    services.log.info("device_decision", {{"account", account.address()},
                                          {"device", device},
                                          {"by", by},
                                          {"decision", event},
                                          {"detail", detail}});
    auto recorded = services.store.directory().audit().record(
        {0, 0, by, account.address(), device, event, detail});
    if (!recorded) {
        services.log.error("audit_not_written", {{"account", account.address()},
                                                 {"device", device},
                                                 {"decision", event},
                                                 {"reason", recorded.error().detail}});
    }
}

}  // namespace syncgate::activesync
