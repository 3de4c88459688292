#include "protocols/activesync/commands/policy_document.h"

#include "base/text.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace provision = wbxml::provision;

wbxml::Tag tag_of(const PolicySetting& setting) {
    static const auto space = wbxml::namespace_of(provision::kProvision);
    return wbxml::find_tag(space, setting.name).value();  // a test finds each
}

// Of a list: what each of its texts stands in.
wbxml::Tag entry_of(wbxml::Tag list) {
    return list == provision::kApprovedApplicationList ? provision::kHash
                                                       : provision::kApplicationName;
}

void add(Element& document, const PolicySetting& setting, const std::string& value) {
    Element& element = document.add(tag_of(setting));
    if (setting.type == SettingType::kList) {
        for (const auto entry : split(value, ';')) {
            if (!trim(entry).empty()) {
                element.add(entry_of(element.tag()), std::string(trim(entry)));
            }
        }
    } else if (!value.empty()) {
        element = Element(element.tag(), value);
    }
}

bool knows(Version version, const PolicySetting& setting) {
    return setting.audience == SettingFor::kDevice12 ||
           (setting.audience == SettingFor::kDevice && version >= Version::k12_1);
}

std::string parm(std::string_view name, const std::string& value) {
    return R"(<parm name=")" + std::string(name) + R"(" value=")" + value + R"("/>)";
}

std::string key(std::string_view path, const std::string& inside) {
    return R"(<characteristic type="HKLM\Comm\Security\Policy\LASSD)" + std::string(path) +
           R"(">)" + inside + "</characteristic>";
}

// What a Windows Mobile of that time took: password, its length and kind, lock and wipe.
std::string wap_document(const Policy& policy) {
    const bool password = policy.flag("DevicePasswordEnabled");
    std::string out = R"(<wap-provisioningdoc><characteristic type="SecurityPolicy">)" +
                      parm("4131", password ? "0" : "1") + "</characteristic>";
    if (password) {
        constexpr std::int64_t kNever = 9999;
        const auto seconds = policy.number("MaxInactivityTimeDeviceLock");
        const bool letters = policy.flag("AlphanumericDevicePasswordRequired");
        out += R"(<characteristic type="Registry">)";
        if (seconds != 0 && seconds < kNever) {
            out += key(R"(\AE\{50C13377-C66D-400C-889E-C316FC4AB374})",
                       parm("AEFrequencyType", "1") +
                           parm("AEFrequencyValue", std::to_string((seconds + 59) / 60)));
        }
        if (const auto most = policy.number("MaxDevicePasswordFailedAttempts"); most != 0) {
            out += key("", parm("DeviceWipeThreshold", std::to_string(most)));
        }
        out +=
            key(R"(\LAP\lap_pw)", parm("MinimumPasswordLength",
                                       std::to_string(policy.number("MinDevicePasswordLength"))) +
                                      parm("PasswordComplexity", letters ? "0" : "2")) +
            "</characteristic>";
    }
    return out + "</wap-provisioningdoc>";
}

}  // namespace

std::string_view policy_type(Version version) {
    return version < Version::k12_0 ? "MS-WAP-Provisioning-XML" : "MS-EAS-Provisioning-WBXML";
}

Element policy_data(const Policy& policy, Version version) {
    if (version < Version::k12_0) {
        return {provision::kData, wap_document(policy)};
    }
    Element data(provision::kData);
    Element& document = data.add(provision::kEASProvisionDoc);
    for (const auto& setting : policy_settings()) {
        if (knows(version, setting)) {
            add(document, setting, policy.value(setting.name));
        }
    }
    return data;
}

}  // namespace syncgate::activesync
