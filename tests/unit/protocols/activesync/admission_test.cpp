#include "protocols/activesync/admission.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

constexpr UnixSeconds kNow = 1'795'500'000;
constexpr auto kNone = static_cast<CommonStatus>(0);

const Policy kStandard;
const Policy kCamera(Policy::Values{{"AllowCamera", "0"}});
const Policy kStrict(Policy::Values{{"AllowCamera", "0"}, {"AllowNonProvisionableDevices", "0"}});
const Policy kLoose(Policy::Values{{"AllowCamera", "0"}, {"AllowNonProvisionableDevices", "2"}});
const Policy kHourly(Policy::Values{{"PolicyRefreshHours", "1"}});
const Policy kOff(Policy::Values{{"ProtocolActiveSync", "0"}});

Device provisioned(const Policy& policy = kStandard) {
    Device device;
    device.type = "iPhone";
    device.policy_key = 7;
    device.policy = policy.fingerprint();
    device.policy_at = kNow - 10;
    return device;
}
Device with(Wipe wipe) {
    Device device = provisioned();
    device.wipe = wipe;
    return device;
}
Device typed(std::string type) {
    Device device;
    device.type = std::move(type);
    return device;
}
Device old() {
    Device device = provisioned();
    device.policy_at = kNow - 3600;
    return device;
}

struct Row {
    const char* what;
    Device device;
    const Policy& policy;
    Access access;
    Version version;
    std::optional<std::uint32_t> key;
    const char* command;
    CommonStatus refused;
};
using enum Version;
using enum CommonStatus;

const Row kRows[] = {
    {"new", typed("iPhone"), kStandard, Access::kAllow, k14_1, 0, "Sync", kDeviceNotProvisioned},
    {"new, no key",
     typed("iPhone"),
     kStandard,
     Access::kAllow,
     k14_1,
     {},
     "Sync",
     kDeviceNotProvisioned},
    {"new, sets up", typed("iPhone"), kStandard, Access::kAllow, k14_1, 0, "Provision", kNone},
    {"new, Settings", typed("iPhone"), kStandard, Access::kAllow, k14_1, 0, "Settings", kNone},
    {"new, Ping", typed("iPhone"), kCamera, Access::kAllow, k14_1, {}, "Ping", kNone},
    {"at rest", provisioned(), kStandard, Access::kAllow, k14_1, 7, "Sync", kNone},
    {"without its key", provisioned(), kStandard, Access::kAllow, k14_1, 0, "Sync",
     kDeviceNotProvisioned},
    {"another key", provisioned(), kStandard, Access::kAllow, k14_1, 8, "Sync", kInvalidPolicyKey},
    {"policy changed", provisioned(), kCamera, Access::kAllow, k14_1, 7, "Sync", kInvalidPolicyKey},
    {"policy changed, Ping",
     provisioned(),
     kCamera,
     Access::kAllow,
     k14_1,
     {},
     "Ping",
     kInvalidPolicyKey},
    {"policy changed, sets up", provisioned(), kCamera, Access::kAllow, k14_1, 0, "Provision",
     kNone},
    {"policy taken", provisioned(kCamera), kCamera, Access::kAllow, k14_1, 7, "Sync", kNone},
    {"fresh", provisioned(), kHourly, Access::kAllow, k14_1, 7, "Sync", kNone},
    {"expired", old(), kHourly, Access::kAllow, k14_1, 7, "Sync", kPolicyRefresh},
    {"expired, Ping", old(), kHourly, Access::kAllow, k14_1, {}, "Ping", kPolicyRefresh},
    {"Outlook", typed("WindowsOutlook15"), kCamera, Access::kAllow, k14_0, {}, "Sync", kNone},
    {"Outlook, strict",
     typed("WindowsOutlook15"),
     kStrict,
     Access::kAllow,
     k14_0,
     {},
     "Sync",
     kLegacyDeviceOnStrictPolicy},
    {"analyser",
     typed("TestActiveSyncConnectivity"),
     kStandard,
     Access::kAllow,
     k14_0,
     {},
     "Sync",
     kNone},
    {"no key, strict",
     typed("Phone"),
     kStrict,
     Access::kAllow,
     k14_1,
     {},
     "FolderSync",
     kLegacyDeviceOnStrictPolicy},
    {"key 0, strict", typed("Phone"), kStrict, Access::kAllow, k14_1, 0, "FolderSync",
     kDeviceNotProvisioned},
    {"no key, all let in", typed("Phone"), kLoose, Access::kAllow, k14_1, {}, "Sync", kNone},
    {"key 0, all let in", typed("Phone"), kLoose, Access::kAllow, k14_1, 0, "Sync", kNone},
    {"outdated, all let in", provisioned(), kLoose, Access::kAllow, k14_1, 7, "Sync",
     kInvalidPolicyKey},
    {"blocked", provisioned(), kStandard, Access::kBlock, k14_1, 7, "Provision", kDeviceBlocked},
    {"quarantined", provisioned(), kStandard, Access::kQuarantine, k14_1, 7, "Sync", kNone},
    {"quarantined, new", typed("Phone"), kStandard, Access::kQuarantine, k14_1, 0, "Sync",
     kDeviceNotProvisioned},
    {"switched off", provisioned(), kOff, Access::kAllow, k14_1, 7, "Sync", kUserDisabled},
    {"switched off, sets up", provisioned(), kOff, Access::kAllow, k14_1, 7, "Provision",
     kUserDisabled},
    {"wipe", with(Wipe::kPending), kStandard, Access::kAllow, k14_1, 7, "Sync",
     kRemoteWipeRequested},
    {"wipe, Ping",
     with(Wipe::kPending),
     kStandard,
     Access::kAllow,
     k14_1,
     {},
     "Ping",
     kRemoteWipeRequested},
    {"wipe, Settings", with(Wipe::kPending), kStandard, Access::kAllow, k14_1, 7, "Settings",
     kRemoteWipeRequested},
    {"wipe, asks", with(Wipe::kPending), kStandard, Access::kAllow, k14_1, 0, "Provision", kNone},
    {"wipe of a blocked one", with(Wipe::kPending), kStandard, Access::kBlock, k14_1, 7, "Sync",
     kRemoteWipeRequested},
    {"wipe, 12.1", with(Wipe::kPending), kStandard, Access::kAllow, k12_1, 7, "Sync",
     kRemoteWipeRequested},
    {"wipe, 12.1 without key",
     with(Wipe::kPending),
     kStandard,
     Access::kAllow,
     k12_1,
     {},
     "Sync",
     kAccessDenied},
    {"wipe, 12.1 Ping",
     with(Wipe::kPending),
     kStandard,
     Access::kAllow,
     k12_1,
     {},
     "Ping",
     kRemoteWipeRequested},
    {"account wipe", with(Wipe::kAccountPending), kStandard, Access::kAllow, k16_1, 7, "Sync",
     kRemoteWipeRequested},
    {"account wipe, 14.1", with(Wipe::kAccountPending), kStandard, Access::kAllow, k14_1, 7,
     "Provision", kDeviceBlocked},
    {"wiped", with(Wipe::kDone), kStandard, Access::kAllow, k14_1, 7, "FolderSync", kDeviceBlocked},
    {"wiped, says so again", with(Wipe::kDone), kStandard, Access::kAllow, k14_1, 0, "Provision",
     kNone},
};

TEST(Admission, GoesByTheDeviceThePolicyAndTheCommand) {
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.what);
        const Applicant applicant{row.device, row.policy, row.access, row.version, row.key, false};
        EXPECT_EQ(refused(applicant, *find_command(row.command), kNow).value_or(kNone),
                  row.refused);
    }
}

TEST(Admission, OfWhatWaitsLooksAtTheDeviceAloneForItsKeyIsNotKnownAnyMore) {
    const auto status = [](const Device& device, const Policy& policy) {
        const Applicant applicant{device, policy, Access::kAllow, k14_1, std::nullopt, true};
        return refused(applicant, *find_command("Sync"), kNow).value_or(kNone);
    };
    EXPECT_EQ(status(provisioned(), kStandard), kNone);
    EXPECT_EQ(status(provisioned(), kCamera), kInvalidPolicyKey);
    EXPECT_EQ(status(old(), kHourly), kPolicyRefresh);
    EXPECT_EQ(status(with(Wipe::kPending), kStandard), kRemoteWipeRequested);
    EXPECT_EQ(status(typed("WindowsOutlook15"), kCamera), kNone);
}

}  // namespace
}  // namespace syncgate::activesync
