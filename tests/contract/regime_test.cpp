// Policies of accounts, groups, domains and all; rules; the audit.
#include "store/regime.h"

#include <gmock/gmock.h>

#include "store/audit.h"
#include "store/groups.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const PolicyScope kAll{0, "all"}, kDomain{0, "domain:example.org"}, kFamily{0, "group:family"};

class RegimeTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        own_ = {account_->id(), ""};
        ASSERT_TRUE(groups().add_group("family"));
    }

    Regime& regime() { return store_->directory().regime(); }
    Groups& groups() { return store_->directory().groups(); }

    std::string length() {
        auto policy = regime().policy(account_->id(), account_->address());
        EXPECT_TRUE(policy);
        return policy->value("MinDevicePasswordLength");
    }
    void set_length(const PolicyScope& scope, std::optional<std::string_view> value) {
        const auto done = regime().set(scope, "MinDevicePasswordLength", value);
        EXPECT_TRUE(done) << done.error().detail;
    }
    ErrorCode error(const Result<void>& done) {
        EXPECT_FALSE(done);
        return done ? ErrorCode::kInternal : done.error().code;
    }

    PolicyScope own_;
};

TEST_F(RegimeTest, TheNearestValueCounts) {
    EXPECT_EQ(length(), "1");
    set_length(kAll, "2");
    EXPECT_EQ(length(), "2");
    set_length(kDomain, "3");
    EXPECT_EQ(length(), "3");
    set_length(kFamily, "4");
    EXPECT_EQ(length(), "3") << "no member of the family yet";
    ASSERT_TRUE(groups().join("family", account_->id()));
    EXPECT_EQ(length(), "4");
    set_length(own_, "5");
    EXPECT_EQ(length(), "5");
    set_length(own_, std::nullopt);
    set_length(kFamily, std::nullopt);
    set_length(kDomain, std::nullopt);
    EXPECT_EQ(length(), "2");
}

TEST_F(RegimeTest, OfSeveralGroupsTheFirstByNameCounts) {
    ASSERT_TRUE(groups().add_group("board"));
    for (const auto* group : {"family", "board"}) {
        ASSERT_TRUE(groups().join(group, account_->id()));
    }
    set_length(kFamily, "4");
    set_length({0, "group:Board"}, "6");
    EXPECT_EQ(length(), "6");
}

TEST_F(RegimeTest, EachSettingGoesItsOwnWay) {
    set_length(own_, "5");
    ASSERT_TRUE(regime().set(kAll, "allowcamera", "0"));
    const auto policy = regime().policy(account_->id(), account_->address());
    EXPECT_EQ(policy->value("MinDevicePasswordLength"), "5");
    EXPECT_EQ(policy->value("AllowCamera"), "0");
    EXPECT_THAT(*regime().values(), ElementsAre(ScopedValue{own_, "MinDevicePasswordLength", "5"},
                                                ScopedValue{kAll, "AllowCamera", "0"}));
    EXPECT_THAT(*regime().values_for(account_->id(), account_->address()), SizeIs(2));
    const auto other = add("u2@example.org");
    EXPECT_EQ(regime().policy(other->id(), other->address())->value("MinDevicePasswordLength"),
              "1");
}

TEST_F(RegimeTest, WhatCannotBeIsRefused) {
    EXPECT_EQ(error(regime().set(kAll, "NoSuch", "1")), ErrorCode::kMalformed);
    EXPECT_EQ(error(regime().set(kAll, "AllowCamera", "2")), ErrorCode::kMalformed);
    EXPECT_EQ(error(regime().set({0, "everybody"}, "AllowCamera", "1")), ErrorCode::kMalformed);
    EXPECT_EQ(error(regime().set({0, "domain:example.net"}, "AllowCamera", "1")),
              ErrorCode::kNotFound);
    EXPECT_EQ(error(regime().set({0, "group:choir"}, "AllowCamera", "1")), ErrorCode::kNotFound);
    EXPECT_EQ(error(regime().set({999, ""}, "AllowCamera", "1")), ErrorCode::kNotFound);
    EXPECT_THAT(*regime().values(), IsEmpty());
}

TEST_F(RegimeTest, WhoAdministersHomesIsNamedByHimself) {
    ASSERT_TRUE(groups().join("family", account_->id()));
    for (const auto& scope : {kAll, kDomain, kFamily}) {
        EXPECT_EQ(error(regime().set(scope, kAdministersHomes, "1")), ErrorCode::kMalformed);
    }
    const auto administers = [&] {
        return regime().policy(account_->id(), account_->address())->flag(kAdministersHomes);
    };
    EXPECT_FALSE(administers());
    ASSERT_TRUE(regime().set(own_, kAdministersHomes, "1"));
    EXPECT_TRUE(administers());
}

TEST_F(RegimeTest, APolicyGoesWithItsAccountAndItsGroup) {
    const auto other = add("u2@example.org");
    set_length({other->id(), ""}, "5");
    set_length(kFamily, "4");
    ASSERT_TRUE(store_->delete_account(other->id()));
    ASSERT_TRUE(groups().remove_group("family"));
    ASSERT_TRUE(groups().add_group("family"));  // anew, without its policy
    ASSERT_TRUE(groups().join("family", account_->id()));
    EXPECT_EQ(length(), "1");
    regime().forget();
    EXPECT_THAT(*regime().values(), IsEmpty());
}

TEST_F(RegimeTest, IsThereAfterARestart) {
    set_length(kAll, "7");
    ASSERT_TRUE(regime().add_rule({0, RuleSubject::kType, "Android*", Access::kBlock}));
    open();
    account_ = *store_->account(own_.account);
    EXPECT_EQ(length(), "7");
    EXPECT_THAT(*regime().rules(), SizeIs(1));
}

TEST_F(RegimeTest, RulesHaveTheOrderInWhichTheyCame) {
    const DeviceRule first{0, RuleSubject::kType, "Android*", Access::kBlock};
    const DeviceRule second{0, RuleSubject::kCount, "5", Access::kQuarantine};
    const auto one = regime().add_rule(first);
    const auto two = regime().add_rule(second);
    ASSERT_TRUE(one && two);
    EXPECT_LT(*one, *two);
    ASSERT_THAT(*regime().rules(), SizeIs(2));
    EXPECT_EQ((*regime().rules())[1].pattern, "5");
    ASSERT_TRUE(regime().remove_rule(*two));
    EXPECT_EQ(error(regime().remove_rule(*two)), ErrorCode::kNotFound);
    const auto three = regime().add_rule(second);
    EXPECT_GT(*three, *two) << "a number is given once";
    for (const auto& bad : {DeviceRule{0, RuleSubject::kType, "", Access::kBlock},
                            DeviceRule{0, RuleSubject::kType, std::string(257, 'x')},
                            DeviceRule{0, RuleSubject::kOs, "a\nb", Access::kBlock},
                            DeviceRule{0, RuleSubject::kCount, "few", Access::kBlock}}) {
        EXPECT_EQ(regime().add_rule(bad).error().code, ErrorCode::kMalformed);
    }
}

class AuditTest : public StoreTest {
  protected:
    Audit& audit() { return store_->directory().audit(); }
    void record(const std::string& account, const std::string& device, const std::string& event) {
        ASSERT_TRUE(audit().record({0, 0, "administrator", account, device, event, "x\ty"}));
    }
    std::vector<std::string> events(const AuditQuery& query) {
        auto found = audit().records(query);
        EXPECT_TRUE(found);
        std::vector<std::string> names;
        for (const auto& each : *found) {
            names.push_back(each.event);
        }
        return names;
    }
};

TEST_F(AuditTest, KeepsWhatWasDecidedInItsOrder) {
    record("u1@example.org", "A", "one");
    record("u2@example.org", "A", "two");
    clock_.advance(5);
    record("u1@example.org", "B", "three");
    EXPECT_THAT(events({}), ElementsAre("one", "two", "three"));
    EXPECT_THAT(events({"", "", 2}), ElementsAre("two", "three"));
    EXPECT_THAT(events({"u1@example.org", "", 9}), ElementsAre("one", "three"));
    EXPECT_THAT(events({"u1@example.org", "A", 9}), ElementsAre("one"));
    open();
    const auto found = audit().records({});
    ASSERT_THAT(*found, SizeIs(3));
    EXPECT_EQ((*found)[2].at, kNow + 5);
    EXPECT_EQ((*found)[2].by, "administrator");
    EXPECT_EQ((*found)[2].detail, "x\ty");
}

}  // namespace
}  // namespace syncgate::store
