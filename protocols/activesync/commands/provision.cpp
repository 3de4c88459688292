#include "protocols/activesync/commands/provision.h"

#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/device_information.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace provision = wbxml::provision;
namespace settings = wbxml::settings;

constexpr std::string_view kPolicyType = "MS-EAS-Provisioning-WBXML";

// Source: MS-ASPROV 2.2.2.54 Status.
enum ProvisionStatus : int { kOk = 1, kProtocolError = 2, kServerError = 3 };
enum PolicyStatus : int { kPolicyOk = 1, kUnknownType = 3, kWrongKey = 5 };

// A permissive policy: nothing is required, everything is allowed.
struct Setting {
    wbxml::Tag tag;
    std::string_view value;
};
constexpr Setting kPolicy[] = {
    {provision::kDevicePasswordEnabled, "0"},
    {provision::kAlphanumericDevicePasswordRequired, "0"},
    {provision::kPasswordRecoveryEnabled, "0"},
    {provision::kRequireStorageCardEncryption, "0"},
    {provision::kAttachmentsEnabled, "1"},
    {provision::kMinDevicePasswordLength, "1"},
    {provision::kMaxInactivityTimeDeviceLock, "9999"},
    {provision::kMaxDevicePasswordFailedAttempts, "8"},
    {provision::kAllowSimpleDevicePassword, "1"},
    {provision::kDevicePasswordHistory, "0"},
    {provision::kAllowStorageCard, "1"},
    {provision::kAllowCamera, "1"},
    {provision::kRequireDeviceEncryption, "0"},
    {provision::kAllowUnsignedApplications, "1"},
    {provision::kAllowUnsignedInstallationPackages, "1"},
    {provision::kMinDevicePasswordComplexCharacters, "1"},
    {provision::kAllowWiFi, "1"},
    {provision::kAllowTextMessaging, "1"},
    {provision::kAllowPOPIMAPEmail, "1"},
    {provision::kAllowBluetooth, "2"},
    {provision::kAllowIrDA, "1"},
    {provision::kRequireManualSyncWhenRoaming, "0"},
    {provision::kAllowDesktopSync, "1"},
    {provision::kMaxCalendarAgeFilter, "0"},
    {provision::kAllowHTMLEmail, "1"},
    {provision::kMaxEmailAgeFilter, "0"},
    {provision::kMaxEmailBodyTruncationSize, "-1"},
    {provision::kMaxEmailHTMLBodyTruncationSize, "-1"},
    {provision::kRequireSignedSMIMEMessages, "0"},
    {provision::kRequireEncryptedSMIMEMessages, "0"},
    {provision::kAllowSMIMESoftCerts, "1"},
    {provision::kAllowBrowser, "1"},
    {provision::kAllowConsumerEmail, "1"},
    {provision::kAllowRemoteDesktop, "1"},
    {provision::kAllowInternetSharing, "1"},
};

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

Element answer(bool with_information, int policy_status, std::optional<std::uint32_t> key,
               bool with_policy) {
    Element root(provision::kProvision);
    if (with_information) {
        root.add(settings::kDeviceInformation).add(settings::kStatus, 1);
    }
    root.add(provision::kStatus, static_cast<int>(kOk));
    Element& policy = root.add(provision::kPolicies).add(provision::kPolicy);
    policy.add(provision::kPolicyType, std::string(kPolicyType));
    policy.add(provision::kStatus, policy_status);
    if (key) {
        policy.add(provision::kPolicyKey, static_cast<std::int64_t>(*key));
    }
    if (with_policy) {
        Element& document = policy.add(provision::kData).add(provision::kEASProvisionDoc);
        for (const auto& setting : kPolicy) {
            document.add(setting.tag, std::string(setting.value));
        }
    }
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
        return true;
    });
    if (!kept) {
        return failed(kServerError);
    }
    return answer(information != nullptr, kPolicyOk, key, true);
}

Answer acknowledgement(Context& context, const Element& policy, const Element* information) {
    const auto sent = parse_uint(policy.text(provision::kPolicyKey).value_or(""));
    const std::uint32_t key = new_key();
    auto kept = update(context, [&](Device& device) {
        if (information != nullptr) {
            device.information = device_information(*information);
        }
        if (!sent || *sent != device.policy_key_sent || *sent == 0) {
            return false;
        }
        device.policy_key = key;
        return true;
    });
    if (!kept) {
        return failed(kServerError);
    }
    return *kept ? answer(information != nullptr, kPolicyOk, key, false)
                 : answer(information != nullptr, kWrongKey, std::nullopt, false);
}

// 1 applied, 2 partly, 3 not applied, 4 managed by somebody else: a policy that requires nothing
// lets them all in.
bool is_acknowledgement(std::string_view status) {
    return status == "1" || status == "2" || status == "3" || status == "4";
}

}  // namespace

Answer run_provision(Context& context, const Element* root) {
    const Element* policies = root->child(provision::kPolicies);
    const Element* policy = policies == nullptr ? nullptr : policies->child(provision::kPolicy);
    if (policy == nullptr) {
        return failed(kProtocolError);
    }
    const auto type = policy->text(provision::kPolicyType);
    if (!type) {
        return failed(kProtocolError);
    }
    if (*type != kPolicyType) {
        return answer(false, kUnknownType, std::nullopt, false);
    }
    const Element* information = root->child(settings::kDeviceInformation);
    if (const auto status = policy->text(provision::kStatus)) {
        return is_acknowledgement(*status) ? acknowledgement(context, *policy, information)
                                           : failed(kProtocolError);
    }
    if (information == nullptr && context.version >= Version::k14_1) {
        return failed(static_cast<int>(CommonStatus::kDeviceInformationRequired));
    }
    return first_phase(context, information);
}

}  // namespace syncgate::activesync
