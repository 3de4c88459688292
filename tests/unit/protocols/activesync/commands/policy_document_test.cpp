#include "protocols/activesync/commands/policy_document.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace provision = wbxml::provision;

const wbxml::Element& document_of(const wbxml::Element& data) {
    return *data.child(provision::kEASProvisionDoc);
}

TEST(PolicyDocument, NamesEverySettingInItsVersionsAndNoOther) {
    const auto since_12_1 = policy_data({}, Version::k12_1);
    const auto in_12_0 = policy_data({}, Version::k12_0);
    std::size_t named = 0, named_12_0 = 0;
    for (const auto& setting : policy_settings()) {
        if (!is_for_device(setting)) {
            continue;
        }
        SCOPED_TRACE(setting.name);
        const auto tag = wbxml::find_tag(wbxml::namespace_of(provision::kProvision), setting.name);
        ASSERT_TRUE(tag);
        const auto text = document_of(since_12_1).text(*tag);
        ASSERT_TRUE(text);
        EXPECT_EQ(*text, setting.standard);
        ++named;
        EXPECT_EQ(document_of(in_12_0).has(*tag), setting.audience == SettingFor::kDevice12);
        named_12_0 += document_of(in_12_0).has(*tag) ? 1U : 0U;
    }
    EXPECT_EQ(document_of(since_12_1).children().size(), named);
    EXPECT_EQ(document_of(in_12_0).children().size(), named_12_0);
}

TEST(PolicyDocument, WritesValuesAndListsAsTheirElements) {
    const Policy policy(Policy::Values{{"MinDevicePasswordLength", "6"},
                                       {"DevicePasswordExpiration", "90"},
                                       {"UnapprovedInROMApplicationList", "a.exe; b.exe;"},
                                       {"ApprovedApplicationList", "YWJj"}});
    const auto xml = wbxml::dump(policy_data(policy, Version::k16_1));
    EXPECT_THAT(xml, HasSubstr("MinDevicePasswordLength>6<"));
    EXPECT_THAT(xml, HasSubstr("DevicePasswordExpiration>90<"));
    EXPECT_THAT(xml, HasSubstr("ApplicationName>a.exe<"));
    EXPECT_THAT(xml, HasSubstr("ApplicationName>b.exe<"));
    EXPECT_THAT(xml, HasSubstr("Hash>YWJj<"));
}

TEST(PolicyDocument, IsTextForDevicesOf2_5) {
    EXPECT_EQ(policy_type(Version::k2_5), "MS-WAP-Provisioning-XML");
    EXPECT_EQ(policy_type(Version::k12_0), "MS-EAS-Provisioning-WBXML");
    EXPECT_EQ(policy_data({}, Version::k2_5).content(),
              R"(<wap-provisioningdoc><characteristic type="SecurityPolicy">)"
              R"(<parm name="4131" value="1"/></characteristic></wap-provisioningdoc>)");
    const Policy policy(Policy::Values{{"DevicePasswordEnabled", "1"},
                                       {"MinDevicePasswordLength", "5"},
                                       {"MaxInactivityTimeDeviceLock", "301"},
                                       {"MaxDevicePasswordFailedAttempts", "8"}});
    const std::string text(policy_data(policy, Version::k2_5).content());
    EXPECT_THAT(text, HasSubstr(R"(name="4131" value="0")"));
    EXPECT_THAT(text, HasSubstr(R"(name="MinimumPasswordLength" value="5")"));
    EXPECT_THAT(text, HasSubstr(R"(name="PasswordComplexity" value="2")"));
    EXPECT_THAT(text, HasSubstr(R"(name="AEFrequencyValue" value="6")"));  // minutes, rounded up
    EXPECT_THAT(text, HasSubstr(R"(name="DeviceWipeThreshold" value="8")"));
    const Policy endless(Policy::Values{{"DevicePasswordEnabled", "1"},
                                        {"AlphanumericDevicePasswordRequired", "1"},
                                        {"MaxDevicePasswordFailedAttempts", ""}});
    const std::string other(policy_data(endless, Version::k2_5).content());
    EXPECT_THAT(other, Not(HasSubstr("AEFrequency")));
    EXPECT_THAT(other, Not(HasSubstr("DeviceWipeThreshold")));
    EXPECT_THAT(other, HasSubstr(R"(name="PasswordComplexity" value="0")"));
}

}  // namespace
}  // namespace syncgate::activesync
