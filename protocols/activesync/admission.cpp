#include "protocols/activesync/admission.h"

#include "protocols/activesync/quirks.h"

namespace syncgate::activesync {
namespace {

constexpr UnixSeconds kHour = 3600;

bool is_provision(const Command& command) {
    return command.name == "Provision";
}

bool brings_key(const Applicant& applicant, const Command& command) {
    return command.needs_policy && !applicant.waits;
}

// Before 14.0 a device learns of its wipe by 449, which it believes only where it brings a key.
std::optional<CommonStatus> refused_for_wipe(const Applicant& applicant, const Command& command) {
    if (applicant.device.wipe == Wipe::kAccountPending && applicant.version < Version::k16_1) {
        return CommonStatus::kDeviceBlocked;  // it does not know that wipe
    }
    if (is_provision(command)) {
        return std::nullopt;
    }
    const bool keyless = brings_key(applicant, command) && !applicant.policy_key;
    return keyless && applicant.version < Version::k14_0 ? CommonStatus::kAccessDenied
                                                         : CommonStatus::kRemoteWipeRequested;
}

// Whether what it acknowledged is what is asked of it now.
std::optional<CommonStatus> outdated(const Applicant& applicant, UnixSeconds now) {
    if (applicant.device.policy != applicant.policy.fingerprint()) {
        return CommonStatus::kInvalidPolicyKey;
    }
    const auto hours = applicant.policy.number("PolicyRefreshHours");
    const bool expired = hours != 0 && applicant.device.policy_at + hours * kHour <= now;
    return expired ? std::optional(CommonStatus::kPolicyRefresh) : std::nullopt;
}

std::optional<CommonStatus> refused_for_key(const Applicant& applicant, UnixSeconds now) {
    const auto key = applicant.policy_key.value_or(0);
    const auto unprovisioned = applicant.policy.unprovisioned();
    if (key == 0 && unprovisioned == Unprovisioned::kEveryone) {
        return std::nullopt;
    }
    if (!applicant.policy_key && unprovisioned == Unprovisioned::kNone) {
        return CommonStatus::kLegacyDeviceOnStrictPolicy;
    }
    if (key == 0 || applicant.device.policy_key == 0) {
        return CommonStatus::kDeviceNotProvisioned;
    }
    if (key != applicant.device.policy_key) {
        return CommonStatus::kInvalidPolicyKey;
    }
    return outdated(applicant, now);
}

std::optional<CommonStatus> refused_for_policy(const Applicant& applicant, const Command& command,
                                               UnixSeconds now) {
    if (quirks_of(applicant.device.type).never_provisions) {
        return command.needs_policy && applicant.policy.unprovisioned() == Unprovisioned::kNone
                   ? std::optional(CommonStatus::kLegacyDeviceOnStrictPolicy)
                   : std::nullopt;
    }
    if (brings_key(applicant, command)) {
        return refused_for_key(applicant, now);
    }
    const bool held = command.needs_policy || command.name == "Ping";
    return held && applicant.device.policy_key != 0 ? outdated(applicant, now) : std::nullopt;
}

}  // namespace

std::optional<CommonStatus> refused(const Applicant& applicant, const Command& command,
                                    UnixSeconds now) {
    if (!applicant.policy.allows(Protocol::kActiveSync)) {
        return CommonStatus::kUserDisabled;
    }
    if (is_wipe_pending(applicant.device)) {
        return refused_for_wipe(applicant, command);
    }
    if (is_wiped(applicant.device)) {  // whose confirmation was lost says it again
        return is_provision(command) ? std::nullopt : std::optional(CommonStatus::kDeviceBlocked);
    }
    if (applicant.access == Access::kBlock) {
        return CommonStatus::kDeviceBlocked;
    }
    return refused_for_policy(applicant, command, now);
}

}  // namespace syncgate::activesync
