#include "model/policy.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace syncgate {
namespace {

using enum SettingFor;
using enum SettingType;

constexpr std::int64_t kAny = 2'147'483'647;  // what every client reads as a number
constexpr std::size_t kMaxList = 4096;

// Ranges: MS-ASPROV 2.2.2.1 to 2.2.2.60, each under its name.
constexpr PolicySetting kSettings[] = {
    {"DevicePasswordEnabled", kDevice12, kFlag, 0, 1, "0"},
    {"AlphanumericDevicePasswordRequired", kDevice12, kFlag, 0, 1, "0"},
    {"PasswordRecoveryEnabled", kDevice12, kFlag, 0, 1, "0"},
    {"RequireStorageCardEncryption", kDevice, kFlag, 0, 1, "0"},
    {"AttachmentsEnabled", kDevice12, kFlag, 0, 1, "1"},
    {"MinDevicePasswordLength", kDevice12, kNumberOrNone, 1, 16, "1"},
    {"MaxInactivityTimeDeviceLock", kDevice12, kNumberOrNone, 0, 9999, "9999"},  // seconds
    {"MaxDevicePasswordFailedAttempts", kDevice12, kNumberOrNone, 4, 16, "8"},
    {"MaxAttachmentSize", kDevice12, kNumberOrNone, 0, kAny, ""},  // bytes
    {"AllowSimpleDevicePassword", kDevice12, kFlag, 0, 1, "1"},
    {"DevicePasswordExpiration", kDevice12, kNumberOrNone, 0, 730, ""},  // days
    {"DevicePasswordHistory", kDevice12, kNumber, 0, 50, "0"},
    {"AllowStorageCard", kDevice, kFlag, 0, 1, "1"},
    {"AllowCamera", kDevice, kFlag, 0, 1, "1"},
    {"RequireDeviceEncryption", kDevice, kFlag, 0, 1, "0"},
    {"AllowUnsignedApplications", kDevice, kFlag, 0, 1, "1"},
    {"AllowUnsignedInstallationPackages", kDevice, kFlag, 0, 1, "1"},
    {"MinDevicePasswordComplexCharacters", kDevice, kNumber, 1, 4, "1"},
    {"AllowWiFi", kDevice, kFlag, 0, 1, "1"},
    {"AllowTextMessaging", kDevice, kFlag, 0, 1, "1"},
    {"AllowPOPIMAPEmail", kDevice, kFlag, 0, 1, "1"},
    {"AllowBluetooth", kDevice, kNumber, 0, 2, "2"},  // off, hands free only, on
    {"AllowIrDA", kDevice, kFlag, 0, 1, "1"},
    {"RequireManualSyncWhenRoaming", kDevice, kFlag, 0, 1, "0"},
    {"AllowDesktopSync", kDevice, kFlag, 0, 1, "1"},
    {"MaxCalendarAgeFilter", kDevice, kNumber, 0, 7, "0"},  // as FilterType: 0, 4 to 7
    {"AllowHTMLEmail", kDevice, kFlag, 0, 1, "1"},
    {"MaxEmailAgeFilter", kDevice, kNumber, 0, 5, "0"},                // as FilterType
    {"MaxEmailBodyTruncationSize", kDevice, kNumber, -1, kAny, "-1"},  // kilobytes; -1: whole
    {"MaxEmailHTMLBodyTruncationSize", kDevice, kNumber, -1, kAny, "-1"},
    {"RequireSignedSMIMEMessages", kDevice, kFlag, 0, 1, "0"},
    {"RequireEncryptedSMIMEMessages", kDevice, kFlag, 0, 1, "0"},
    {"RequireSignedSMIMEAlgorithm", kDevice, kNumber, 0, 1, "0"},      // SHA1, MD5
    {"RequireEncryptionSMIMEAlgorithm", kDevice, kNumber, 0, 4, "0"},  // 3DES, DES, RC2 128, 64, 40
    // No negotiation, strong algorithms only, any.
    {"AllowSMIMEEncryptionAlgorithmNegotiation", kDevice, kNumber, 0, 2, "2"},
    {"AllowSMIMESoftCerts", kDevice, kFlag, 0, 1, "1"},
    {"AllowBrowser", kDevice, kFlag, 0, 1, "1"},
    {"AllowConsumerEmail", kDevice, kFlag, 0, 1, "1"},
    {"AllowRemoteDesktop", kDevice, kFlag, 0, 1, "1"},
    {"AllowInternetSharing", kDevice, kFlag, 0, 1, "1"},
    {"UnapprovedInROMApplicationList", kDevice, kList, 0, 0, ""},  // names of files
    {"ApprovedApplicationList", kDevice, kList, 0, 0, ""},         // hashes of files
    {"AllowNonProvisionableDevices", kServer, kNumber, 0, 2, "1"},
    {"AllowExternallyManagedDevices", kServer, kFlag, 0, 1, "1"},
    {"PolicyRefreshHours", kServer, kNumber, 0, 8760, "0"},  // 0: never
    {"ProtocolActiveSync", kProtocol, kFlag, 0, 1, "1"},
    {"ProtocolIMAP", kProtocol, kFlag, 0, 1, "1"},
    {"ProtocolPOP3", kProtocol, kFlag, 0, 1, "1"},
    {"ProtocolDAV", kProtocol, kFlag, 0, 1, "1"},
    {"ProtocolSubmission", kProtocol, kFlag, 0, 1, "1"},
    {kAdministersHomes, kAccount, kFlag, 0, 1, "0"},
};

// Values within the range that mean nothing.
struct Gap {
    std::string_view name;
    std::int64_t least, most;
};
constexpr Gap kGaps[] = {{"MaxCalendarAgeFilter", 1, 3}};

std::optional<std::int64_t> parse_number(std::string_view text) {
    const bool negative = text.starts_with('-');
    const auto digits = parse_uint(negative ? text.substr(1) : text);
    if (!digits || *digits > static_cast<std::uint64_t>(kAny)) {
        return std::nullopt;
    }
    const auto number = static_cast<std::int64_t>(*digits);
    return negative ? -number : number;
}

bool is_allowed(const PolicySetting& setting, std::int64_t number) {
    return number >= setting.least && number <= setting.most &&
           std::none_of(std::begin(kGaps), std::end(kGaps), [&](const Gap& gap) {
               return gap.name == setting.name && number >= gap.least && number <= gap.most;
           });
}

std::string range_of(const PolicySetting& setting) {
    const std::string numbers =
        std::to_string(setting.least) + " to " + std::to_string(setting.most);
    for (const auto& gap : kGaps) {
        if (gap.name == setting.name) {
            return numbers + " but not " + std::to_string(gap.least) + " to " +
                   std::to_string(gap.most);
        }
    }
    return setting.type == kNumberOrNone ? numbers + ", or empty for no limit" : numbers;
}

Result<std::string> checked_list(const PolicySetting& setting, std::string_view value) {
    const bool control = std::any_of(value.begin(), value.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (control || !is_utf8(value) || value.size() > kMaxList) {
        return Error{ErrorCode::kMalformed,
                     std::string(setting.name) + ": names separated by ';', at most 4096 bytes"};
    }
    return std::string(value);
}

}  // namespace

std::span<const PolicySetting> policy_settings() {
    return kSettings;
}

const PolicySetting* find_policy_setting(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(kSettings), std::end(kSettings),
                     [&](const PolicySetting& each) { return iequals(each.name, name); });
    return found == std::end(kSettings) ? nullptr : found;
}

bool is_for_device(const PolicySetting& setting) {
    return setting.audience == kDevice || setting.audience == kDevice12;
}

Result<std::string> checked(const PolicySetting& setting, std::string_view value) {
    if (setting.type == kList) {
        return checked_list(setting, value);
    }
    if (setting.type == kNumberOrNone && value.empty()) {
        return std::string();
    }
    const auto number = parse_number(value);
    if (!number || !is_allowed(setting, *number)) {
        return Error{ErrorCode::kMalformed, std::string(setting.name) + " is " + range_of(setting) +
                                                ", not " + std::string(value)};
    }
    return std::to_string(*number);
}

std::string Policy::value(std::string_view name) const {
    if (const auto chosen = values_.find(name); chosen != values_.end()) {
        return chosen->second;
    }
    const auto* setting = find_policy_setting(name);
    if (setting == nullptr) {
        throw std::out_of_range("no setting " + std::string(name));
    }
    return std::string(setting->standard);
}

std::int64_t Policy::number(std::string_view name) const {
    return parse_number(value(name)).value_or(0);
}

Unprovisioned Policy::unprovisioned() const {
    return static_cast<Unprovisioned>(number("AllowNonProvisionableDevices"));
}

bool Policy::allows(Protocol protocol) const {
    switch (protocol) {
        case Protocol::kActiveSync:
            return flag("ProtocolActiveSync");
        case Protocol::kImap:
            return flag("ProtocolIMAP");
        case Protocol::kPop3:
            return flag("ProtocolPOP3");
        case Protocol::kDav:
            return flag("ProtocolDAV");
        case Protocol::kSubmission:
            return flag("ProtocolSubmission");
    }
    return false;
}

std::int64_t Policy::fingerprint() const {
    // FNV-1a: it tells one policy from the next, and keeps nobody from anything.
    std::uint64_t hash = 14695981039346656037U;
    bool standard = true;
    for (const auto& setting : kSettings) {
        if (!is_for_device(setting)) {
            continue;
        }
        const auto text = value(setting.name);
        standard = standard && text == setting.standard;
        for (const char c : text + "\n") {
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
        }
    }
    const auto positive = static_cast<std::int64_t>(hash >> 1U);
    return standard ? 0 : std::max<std::int64_t>(positive, 1);
}

}  // namespace syncgate
