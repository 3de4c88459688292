#include "protocols/activesync/commands/provision.h"

#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/device_information.h"
#include "protocols/activesync/commands/policy_document.h"
#include "protocols/activesync/commands/remote_wipe.h"
#include "protocols/activesync/judging.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace provision = wbxml::provision;
namespace settings = wbxml::settings;

// Source: MS-ASPROV 2.2.2.54 Status.
enum ProvisionStatus : int { kOk = 1, kProtocolError = 2, kServerError = 3 };
enum PolicyStatus : int { kPolicyOk = 1, kUnknownType = 3, kWrongKey = 5 };
// What a device did with a policy.
enum Outcome : int { kApplied = 1, kPartly = 2, kNotApplied = 3, kManagedElsewhere = 4 };

std::uint32_t new_key() {
    std::uint32_t key = 0;
    while (key == 0) {
        for (const char c : digest::random_bytes(4)) {
            key = key << 8U | static_cast<unsigned char>(c);
        }
        key &= 0x7fffffffU;  // some clients read it as a signed number
    }
    return key;
}

Element failed(int status) {
    Element root(provision::kProvision);
    root.add(provision::kStatus, status);
    return root;
}

Answer server_error(Context& context, const Error& error) {
    context.services.log.error("provision_failed",
                               {{"account", context.who.address}, {"reason", error.detail}});
    return failed(kServerError);
}

Answer refuse(Context& context, CommonStatus status) {
    return fail(*find_command("Provision"), context.version, status);
}

Element answer(const Context& context, bool with_information, int policy_status,
               std::optional<std::uint32_t> key, bool with_policy) {
    Element root(provision::kProvision);
    if (with_information) {
        root.add(settings::kDeviceInformation).add(settings::kStatus, 1);
    }
    root.add(provision::kStatus, static_cast<int>(kOk));
    Element& policy = root.add(provision::kPolicies).add(provision::kPolicy);
    policy.add(provision::kPolicyType, std::string(policy_type(context.version)));
    policy.add(provision::kStatus, policy_status);
    if (key) {
        policy.add(provision::kPolicyKey, static_cast<std::int64_t>(*key));
    }
    if (with_policy) {
        policy.add(policy_data(context.policy, context.version));
    }
    return root;
}

Element unknown_type(std::string_view asked) {
    Element root = failed(kOk);
    Element& policy = root.add(provision::kPolicies).add(provision::kPolicy);
    policy.add(provision::kPolicyType, std::string(asked));
    policy.add(provision::kStatus, static_cast<int>(kUnknownType));
    return root;
}

// Changes the stored device; the error is the store's.
template <class F>
Result<bool> update(Context& context, F change) {
    return context.account->note([&](store::Note& note) -> Result<bool> {
        auto device = note.device(context.device.id);
        if (!device) {
            return Error{ErrorCode::kNotFound, "the device is gone"};
        }
        const bool kept = change(*device);
        note.update_device(*device);
        return kept;
    });
}

Answer first_phase(Context& context, const Element* information) {
    const std::uint32_t key = new_key();
    auto kept = update(context, [&](Device& device) {
        if (information != nullptr) {
            device.information = device_information(*information);
        }
        device.policy_key_sent = key;
        device.policy_sent = context.policy.fingerprint();
        return true;
    });
    if (!kept) {
        return server_error(context, kept.error());
    }
    return answer(context, information != nullptr, kPolicyOk, key, true);
}

// Why a device with this outcome is not let in.
std::optional<CommonStatus> refused_outcome(const Policy& policy, int outcome) {
    if (outcome == kManagedElsewhere && !policy.flag("AllowExternallyManagedDevices")) {
        return CommonStatus::kExternallyManagedDevicesNotAllowed;
    }
    const bool lacks = outcome == kPartly || outcome == kNotApplied;
    return lacks && policy.unprovisioned() == Unprovisioned::kNone
               ? std::optional(CommonStatus::kDeviceNotFullyProvisionable)
               : std::nullopt;
}

void record_outcome(Context& context, int outcome, bool let_in) {
    constexpr std::string_view kWords[] = {"", "applied", "applied in part", "not applied",
                                           "managed by somebody else"};
    if (context.policy.fingerprint() == 0 && let_in) {
        return;  // nothing was asked of it
    }
    record_decision(context.services, *context.account, context.device.id, "device",
                    let_in ? "policy-acknowledged" : "policy-refused",
                    std::string(kWords[outcome]));
}

Answer acknowledgement(Context& context, const Element& policy, int outcome,
                       const Element* information) {
    const auto sent = parse_uint(policy.text(provision::kPolicyKey).value_or(""));
    const std::uint32_t key = new_key();
    const auto no = refused_outcome(context.policy, outcome);
    auto kept = update(context, [&](Device& device) {
        if (information != nullptr) {
            device.information = device_information(*information);
        }
        if (!sent || *sent != device.policy_key_sent || *sent == 0) {
            return false;
        }
        device.policy_key = no ? 0 : key;
        device.policy = device.policy_sent;
        device.policy_at = context.services.clock.now();
        device.policy_outcome = outcome;
        return true;
    });
    if (!kept) {
        return server_error(context, kept.error());
    }
    if (!*kept) {
        return answer(context, information != nullptr, kWrongKey, std::nullopt, false);
    }
    record_outcome(context, outcome, !no);
    return no ? refuse(context, *no)
              : Answer(answer(context, information != nullptr, kPolicyOk, key, false));
}

// nullopt for what is none.
std::optional<int> parse_outcome(std::string_view status) {
    const auto outcome = parse_uint(status);
    return outcome && *outcome >= kApplied && *outcome <= kManagedElsewhere
               ? std::optional(static_cast<int>(*outcome))
               : std::nullopt;
}

}  // namespace

Answer run_provision(Context& context, const Element* root) {
    if (is_wipe_pending(context.device) || (is_wiped(context.device) && reports_wipe(*root))) {
        return run_remote_wipe(context, *root);
    }
    if (is_wiped(context.device)) {
        return refuse(context, CommonStatus::kDeviceBlocked);
    }
    const Element* policies = root->child(provision::kPolicies);
    const Element* policy = policies == nullptr ? nullptr : policies->child(provision::kPolicy);
    if (policy == nullptr) {
        return failed(kProtocolError);
    }
    const auto type = policy->text(provision::kPolicyType);
    if (!type) {
        return failed(kProtocolError);
    }
    if (*type != policy_type(context.version)) {
        return unknown_type(*type);
    }
    const Element* information = context.version < Version::k12_0  // which brought Settings
                                     ? nullptr
                                     : root->child(settings::kDeviceInformation);
    if (const auto status = policy->text(provision::kStatus)) {
        const auto outcome = parse_outcome(*status);
        return outcome ? acknowledgement(context, *policy, *outcome, information)
                       : Answer(failed(kProtocolError));
    }
    if (information == nullptr && context.version >= Version::k14_1) {
        return failed(static_cast<int>(CommonStatus::kDeviceInformationRequired));
    }
    return first_phase(context, information);
}

}  // namespace syncgate::activesync
