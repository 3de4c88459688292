#include "protocols/activesync/commands/device_information.h"

#include "tests/unit/protocols/activesync/commands/device_fixture.h"

namespace syncgate::activesync {
namespace {

namespace settings = wbxml::settings;
namespace page = wbxml::provision;

using wbxml::Element;

Element model(const std::string& name) {
    Element information(settings::kDeviceInformation);
    information.add(settings::kSet).add(settings::kModel, name);
    return information;
}

class DeviceInformationTest : public DeviceTest {
  protected:
    std::string kept() {
        const auto device =
            account_->read([](const store::Snapshot& snapshot) -> Result<std::optional<Device>> {
                return snapshot.device("PHONE");
            });
        EXPECT_TRUE(device && *device);
        return (*device)->information;
    }
};

TEST_F(DeviceInformationTest, IsKeptAsSettingsSaysIt) {
    Element root(settings::kSettings);
    root.add(model("one"));
    ask("Settings", root);
    EXPECT_NE(kept().find("Model=one"), std::string::npos) << kept();
}

TEST_F(DeviceInformationTest, IsNotKeptOfARefusedRequest) {
    Element root(settings::kSettings);
    root.add(model("never"));
    root.add(settings::kDevicePassword);
    EXPECT_EQ(ask("Settings", root), "<Settings><Status>2</Status></Settings>");
    EXPECT_EQ(kept().find("never"), std::string::npos) << kept();
}

TEST_F(DeviceInformationTest, IsKeptThatComesWithAnAcknowledgement) {
    Element root(page::kProvision);
    root.add(model("two"));
    Element& policy = root.add(page::kPolicies).add(page::kPolicy);
    policy.add(page::kPolicyType, std::string("MS-EAS-Provisioning-WBXML"));
    policy.add(page::kPolicyKey, 1);
    policy.add(page::kStatus, 1);
    const auto answer = ask("Provision", root);
    EXPECT_EQ(answer.find("<Provision><DeviceInformation><Status>1</Status></DeviceInformation>"),
              0U)
        << answer;
    EXPECT_NE(kept().find("Model=two"), std::string::npos) << kept();
}

}  // namespace
}  // namespace syncgate::activesync
