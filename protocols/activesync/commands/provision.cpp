#include "protocols/activesync/commands/provision.h"

#include <algorithm>

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

// How a policy is written, by version. Source: MS-ASPROV 2.2.2.43 PolicyType.
struct PolicyType {
    std::string_view name;
    Version since, until;
    Element (*data)(Version version);
};

// Source: MS-ASPROV 2.2.2.54 Status.
enum ProvisionStatus : int { kOk = 1, kProtocolError = 2, kServerError = 3 };
enum PolicyStatus : int { kPolicyOk = 1, kUnknownType = 3, kWrongKey = 5 };

// A permissive policy: nothing is required, everything is allowed.
struct Setting {
    wbxml::Tag tag;
    std::string_view value;
    Version since = Version::k12_1;
};
constexpr Setting kPolicy[] = {
    {provision::kDevicePasswordEnabled, "0", Version::k12_0},
    {provision::kAlphanumericDevicePasswordRequired, "0", Version::k12_0},
    {provision::kPasswordRecoveryEnabled, "0", Version::k12_0},
    {provision::kRequireStorageCardEncryption, "0"},
    {provision::kAttachmentsEnabled, "1", Version::k12_0},
    {provision::kMinDevicePasswordLength, "1", Version::k12_0},
    {provision::kMaxInactivityTimeDeviceLock, "9999", Version::k12_0},
    {provision::kMaxDevicePasswordFailedAttempts, "8", Version::k12_0},
    {provision::kAllowSimpleDevicePassword, "1", Version::k12_0},
    {provision::kDevicePasswordHistory, "0", Version::k12_0},
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

Element as_elements(Version version) {
    Element data(provision::kData);
    Element& document = data.add(provision::kEASProvisionDoc);
    for (const auto& setting : kPolicy) {
        if (version >= setting.since) {
            document.add(setting.tag, std::string(setting.value));
        }
    }
    return data;
}

// What Windows Mobile takes from an OMA client provisioning document: 4131 is its Password Required
// Policy, which 1 switches off.
constexpr std::string_view kWapDocument =
    "<wap-provisioningdoc>"
    "<characteristic type=\"SecurityPolicy\"><parm name=\"4131\" value=\"1\"/></characteristic>"
    "</wap-provisioningdoc>";

Element as_wap(Version) {
    return {provision::kData, std::string(kWapDocument)};
}

constexpr PolicyType kPolicyTypes[] = {
    {"MS-WAP-Provisioning-XML", Version::k2_5, Version::k2_5, as_wap},
    {"MS-EAS-Provisioning-WBXML", Version::k12_0, Version::k16_1, as_elements},
};

// Null for what the version does not know.
const PolicyType* find_policy_type(std::string_view name, Version version) {
    const auto* type =
        std::find_if(std::begin(kPolicyTypes), std::end(kPolicyTypes), [&](const auto& each) {
            return each.name == name && version >= each.since && version <= each.until;
        });
    return type == std::end(kPolicyTypes) ? nullptr : type;
}

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

// `data`: null for an answer without the policy itself.
Element answer(std::string_view type, bool with_information, int policy_status,
               std::optional<std::uint32_t> key, const Element* data) {
    Element root(provision::kProvision);
    if (with_information) {
        root.add(settings::kDeviceInformation).add(settings::kStatus, 1);
    }
    root.add(provision::kStatus, static_cast<int>(kOk));
    Element& policy = root.add(provision::kPolicies).add(provision::kPolicy);
    policy.add(provision::kPolicyType, std::string(type));
    policy.add(provision::kStatus, policy_status);
    if (key) {
        policy.add(provision::kPolicyKey, static_cast<std::int64_t>(*key));
    }
    if (data != nullptr) {
        policy.add(*data);
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

Answer first_phase(Context& context, const PolicyType& type, const Element* information) {
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
    const Element data = type.data(context.version);
    return answer(type.name, information != nullptr, kPolicyOk, key, &data);
}

Answer acknowledgement(Context& context, const PolicyType& type, const Element& policy,
                       const Element* information) {
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
    return *kept ? answer(type.name, information != nullptr, kPolicyOk, key, nullptr)
                 : answer(type.name, information != nullptr, kWrongKey, std::nullopt, nullptr);
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
    const auto name = policy->text(provision::kPolicyType);
    if (!name) {
        return failed(kProtocolError);
    }
    const auto* type = find_policy_type(*name, context.version);
    if (type == nullptr) {
        return answer(*name, false, kUnknownType, std::nullopt, nullptr);
    }
    const Element* information = context.version < Version::k12_0  // which brought Settings
                                     ? nullptr
                                     : root->child(settings::kDeviceInformation);
    if (const auto status = policy->text(provision::kStatus)) {
        return is_acknowledgement(*status) ? acknowledgement(context, *type, *policy, information)
                                           : failed(kProtocolError);
    }
    if (information == nullptr && context.version >= Version::k14_1) {
        return failed(static_cast<int>(CommonStatus::kDeviceInformationRequired));
    }
    return first_phase(context, *type, information);
}

}  // namespace syncgate::activesync
