#include "model/device_rule.h"

#include <gtest/gtest.h>

namespace syncgate {
namespace {

Device phone() {
    Device device;
    device.type = "iPhone";
    device.user_agent = "Apple-iPhone11C8/2007.75";
    device.information = "Model=iPhone11C8\nOS=iOS 17.2 21C62\nFriendlyName=OS=Fake\n";
    return device;
}

struct Try {
    RuleSubject subject;
    std::string_view pattern;
    bool fits;
};
constexpr Try kTries[] = {
    {RuleSubject::kType, "iphone", true},
    {RuleSubject::kType, "iPhon", false},
    {RuleSubject::kType, "*", true},
    {RuleSubject::kType, "", false},
    {RuleSubject::kType, "i*e", true},
    {RuleSubject::kType, "i?hone", true},
    {RuleSubject::kType, "iPhone?", false},
    {RuleSubject::kOs, "iOS 17.*", true},
    {RuleSubject::kOs, "Fake", false},
    {RuleSubject::kModel, "*11c8", true},
    {RuleSubject::kAgent, "Apple-*/2007.*", true},
    {RuleSubject::kAgent, "*a*a*a*a*a*a*a*a*a*a*b", false},
    {RuleSubject::kCount, "3", true},
    {RuleSubject::kCount, "4", false},
    {RuleSubject::kCount, "many", false},
};

TEST(DeviceRule, FitsByItsSubjectAndPattern) {
    for (const auto& each : kTries) {
        SCOPED_TRACE(std::string(name_of(each.subject)) + "=" + std::string(each.pattern));
        const DeviceRule rule{1, each.subject, std::string(each.pattern), Access::kBlock};
        EXPECT_EQ(fits(rule, phone(), 3), each.fits);
    }
}

TEST(DeviceRule, TheFirstThatFitsCountsAndTheAdministratorsWordBeforeIt) {
    const std::vector<DeviceRule> rules = {
        {1, RuleSubject::kType, "Android*", Access::kBlock},
        {2, RuleSubject::kType, "iPhone", Access::kAllow},
        {3, RuleSubject::kType, "*", Access::kQuarantine},
    };
    Device device = phone();
    EXPECT_EQ(judge(rules, device, 0).rule, 2);
    EXPECT_EQ(judge(rules, device, 0).access, Access::kAllow);
    device.type = "SAMSUNG1";
    EXPECT_EQ(judge(rules, device, 0).access, Access::kQuarantine);
    device.access = Access::kAllow;
    EXPECT_EQ(judge(rules, device, 0).access, Access::kAllow);
    EXPECT_EQ(judge(rules, device, 0).rule, 0);
    device.access = Access::kByRule;
    EXPECT_EQ(judge({}, device, 0).access, Access::kAllow);
}

TEST(DeviceRule, NamesAreReadAsTheyAreWritten) {
    for (const auto subject : {RuleSubject::kType, RuleSubject::kOs, RuleSubject::kModel,
                               RuleSubject::kAgent, RuleSubject::kCount}) {
        EXPECT_EQ(parse_rule_subject(name_of(subject)), subject);
    }
    for (const auto access :
         {Access::kByRule, Access::kAllow, Access::kQuarantine, Access::kBlock}) {
        EXPECT_EQ(parse_access(name_of(access)), access);
    }
    EXPECT_FALSE(parse_rule_subject("colour"));
    EXPECT_FALSE(parse_access("maybe"));
}

}  // namespace
}  // namespace syncgate
