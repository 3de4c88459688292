#include "model/policy.h"

#include <set>

#include <gtest/gtest.h>

namespace syncgate {
namespace {

// Written in the suite's own words from MS-ASPROV 2.2.2: 42 elements of EASProvisionDoc.
constexpr std::size_t kDeviceSettings = 42;

TEST(PolicySettings, AreEachThereOnceWithAStandardThatIsAllowed) {
    std::set<std::string_view> names;
    std::size_t for_devices = 0;
    for (const auto& setting : policy_settings()) {
        SCOPED_TRACE(setting.name);
        EXPECT_TRUE(names.insert(setting.name).second);
        for_devices += is_for_device(setting) ? 1U : 0U;
        const auto standard = checked(setting, setting.standard);
        ASSERT_TRUE(standard);
        EXPECT_EQ(*standard, setting.standard);
        EXPECT_EQ(Policy().value(setting.name), setting.standard);
    }
    EXPECT_EQ(for_devices, kDeviceSettings);
}

struct Try {
    std::string_view name, value;
    std::string_view kept;  // "-": refused
};
constexpr Try kTries[] = {
    {"DevicePasswordEnabled", "1", "1"},
    {"devicepasswordenabled", "01", "1"},
    {"DevicePasswordEnabled", "2", "-"},
    {"DevicePasswordEnabled", "", "-"},
    {"DevicePasswordEnabled", "yes", "-"},
    {"MinDevicePasswordLength", "16", "16"},
    {"MinDevicePasswordLength", "17", "-"},
    {"MinDevicePasswordLength", "0", "-"},
    {"MinDevicePasswordLength", "", ""},
    {"MaxDevicePasswordFailedAttempts", "3", "-"},
    {"MaxDevicePasswordFailedAttempts", "4", "4"},
    {"MaxInactivityTimeDeviceLock", "9999", "9999"},
    {"MaxInactivityTimeDeviceLock", "10000", "-"},
    {"MaxCalendarAgeFilter", "0", "0"},
    {"MaxCalendarAgeFilter", "3", "-"},
    {"MaxCalendarAgeFilter", "7", "7"},
    {"MaxEmailAgeFilter", "6", "-"},
    {"MaxEmailBodyTruncationSize", "-1", "-1"},
    {"MaxEmailBodyTruncationSize", "-2", "-"},
    {"MaxEmailBodyTruncationSize", "99999999999999999999", "-"},
    {"AllowBluetooth", "2", "2"},
    {"AllowBluetooth", "3", "-"},
    {"UnapprovedInROMApplicationList", "a.exe;b.exe", "a.exe;b.exe"},
    {"UnapprovedInROMApplicationList", "a\nb", "-"},
    {"AllowNonProvisionableDevices", "2", "2"},
    {"PolicyRefreshHours", "8761", "-"},
};

TEST(PolicySettings, TakeWhatTheirRangeHasAndNothingElse) {
    for (const auto& each : kTries) {
        SCOPED_TRACE(std::string(each.name) + "=" + std::string(each.value));
        const auto* setting = find_policy_setting(each.name);
        ASSERT_NE(setting, nullptr);
        const auto kept = checked(*setting, each.value);
        ASSERT_EQ(kept.has_value(), each.kept != "-");
        if (kept) {
            EXPECT_EQ(*kept, each.kept);
        } else {
            EXPECT_NE(kept.error().detail.find(setting->name), std::string::npos);
        }
    }
    EXPECT_EQ(find_policy_setting("NoSuchSetting"), nullptr);
}

TEST(Policy, OfStandardValuesHasTheFingerprintZero) {
    EXPECT_EQ(Policy().fingerprint(), 0);
    EXPECT_EQ(Policy(Policy::Values{{"AllowCamera", "1"}}).fingerprint(), 0);
    EXPECT_EQ(
        Policy(Policy::Values{{"ProtocolIMAP", "0"}, {"PolicyRefreshHours", "8"}}).fingerprint(), 0)
        << "what no device gets changes no device's policy";
}

TEST(Policy, HasAnotherFingerprintWithAnotherValue) {
    std::set<std::int64_t> seen = {0};
    for (const auto& values :
         {Policy::Values{{"AllowCamera", "0"}}, Policy::Values{{"AllowBrowser", "0"}},
          Policy::Values{{"AllowCamera", "0"}, {"AllowBrowser", "0"}},
          Policy::Values{{"MinDevicePasswordLength", "4"}}}) {
        EXPECT_TRUE(seen.insert(Policy(values).fingerprint()).second);
        EXPECT_EQ(Policy(values).fingerprint(), Policy(values).fingerprint());
    }
}

TEST(Policy, SaysWhichProtocolsMayBeUsed) {
    EXPECT_TRUE(Policy().allows(Protocol::kActiveSync));
    const Policy narrow(Policy::Values{{"ProtocolActiveSync", "0"}, {"ProtocolPOP3", "0"}});
    EXPECT_FALSE(narrow.allows(Protocol::kActiveSync));
    EXPECT_FALSE(narrow.allows(Protocol::kPop3));
    EXPECT_TRUE(narrow.allows(Protocol::kImap));
    EXPECT_TRUE(narrow.allows(Protocol::kDav));
    EXPECT_TRUE(narrow.allows(Protocol::kSubmission));
}

}  // namespace
}  // namespace syncgate
