#include <gmock/gmock.h>

#include "gateway/admin/operations.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::admin {
namespace {

using testing::HasSubstr;
using testing::Not;

using Values = std::map<std::string, std::string>;

class LayerOperations : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        operations_ = std::make_unique<Operations>(*store_, nullptr);
        auto made = account_->write([](store::Change& change) -> Result<CollectionId> {
            change.ensure_device("ABC", "iPhone");
            change.ensure_device("DEF", "Tablet");
            change.add_collection(ItemClass::kContact, 0, Role::kDefault, "Contacts");
            return change.add_collection(ItemClass::kContact, 0, Role::kNone, "Club");
        });
        ASSERT_TRUE(made);
        club_ = "contacts:" + std::to_string(*made);
    }

    std::string text(const std::string& name, Values values) {
        values["account"] = "u1";
        const auto done = operations_->run({name, values, {}});
        EXPECT_TRUE(done) << done.error().detail;
        return done ? *done : std::string();
    }
    ErrorCode error(const std::string& name, Values values) {
        values["account"] = "u1";
        const auto done = operations_->run({name, values, {}});
        EXPECT_FALSE(done);
        return done ? ErrorCode::kInternal : done.error().code;
    }
    std::string device(const std::string& id, const std::string& set = {}) {
        return text("device-layers", {{"device", id}, {"set", set}});
    }

    std::unique_ptr<Operations> operations_;
    std::string club_;
};

TEST_F(LayerOperations, ListClassesAndFurtherBooksOfEachDevice) {
    const auto of = [&](const std::string& id) {
        return id + "\tmail\ton\tstandard\t\n" + id + "\tcontacts\ton\tstandard\t\n" + id +
               "\tcalendar\ton\tstandard\t\n" + id + "\ttasks\ton\tstandard\t\n" + id +
               "\tnotes\ton\tstandard\t\n" + id + "\t" + club_ + "\ton\tstandard\tClub\n";
    };
    EXPECT_EQ(device(""), of("ABC") + of("DEF"));
    EXPECT_EQ(device("DEF"), of("DEF"));
}

TEST_F(LayerOperations, SwitchOneDeviceAlone) {
    EXPECT_THAT(device("ABC", "mail=off " + club_ + "=off"),
                AllOf(HasSubstr("ABC\tmail\toff\tdevice\t\n"),
                      HasSubstr(club_ + "\toff\tdevice\tClub\n"), Not(HasSubstr("DEF"))));
    EXPECT_THAT(device("DEF"), Not(HasSubstr("off")));
    EXPECT_THAT(device("ABC", "mail=default"), HasSubstr("ABC\tmail\ton\tstandard\t\n"));
}

TEST_F(LayerOperations, OfAnAccountAndAKindHoldUntilADeviceChooses) {
    text("account-layers", {{"set", "notes=off"}});
    const auto kind = text("account-layers", {{"kind", "iPh"}, {"set", "notes=on mail=off"}});
    EXPECT_THAT(kind, AllOf(HasSubstr("iPh\tmail\toff\tkind\t\n"),
                            HasSubstr("iPh\ttasks\ton\tstandard\t\n")));
    EXPECT_THAT(device("ABC"),
                AllOf(HasSubstr("\tmail\toff\tkind\t"), HasSubstr("\tnotes\ton\tkind\t")));
    EXPECT_THAT(device("DEF"),
                AllOf(HasSubstr("\tmail\ton\tstandard\t"), HasSubstr("\tnotes\toff\taccount\t")));
    EXPECT_THAT(text("account-layers", {}),
                AllOf(HasSubstr("*\tnotes\toff\taccount\t\n"),
                      HasSubstr("iph\tmail\toff\tkind\t\n"), Not(HasSubstr("iph\ttasks"))));
}

TEST_F(LayerOperations, AllowWhatOthersShareForAnAccountOnly) {
    EXPECT_THAT(text("account-layers", {}), HasSubstr("*\tshared\toff\tstandard\t\n"));
    EXPECT_THAT(text("account-layers", {{"set", "shared=on"}}),
                HasSubstr("*\tshared\ton\taccount\t\n"));
    EXPECT_THAT(text("account-layers", {{"set", "shared=default"}}),
                HasSubstr("*\tshared\toff\tstandard\t\n"));
    EXPECT_EQ(error("device-layers", {{"device", "ABC"}, {"set", "shared=on"}}),
              ErrorCode::kMalformed);
    EXPECT_EQ(error("account-layers", {{"kind", "iPhone"}, {"set", "shared=on"}}),
              ErrorCode::kMalformed);
}

TEST_F(LayerOperations, RefusedLeaveAllAsItWas) {
    const auto before = device("");
    for (const auto* wrong : {"mail", "mail=", "mail=maybe", "mails=off", "=off", "mail:3=off"}) {
        EXPECT_EQ(
            error("device-layers", {{"device", "ABC"}, {"set", std::string("notes=off ") + wrong}}),
            ErrorCode::kMalformed)
            << wrong;
    }
    EXPECT_EQ(error("device-layers", {{"device", "ABC"}, {"set", "notes=off contacts:999=off"}}),
              ErrorCode::kNotFound);
    EXPECT_EQ(error("device-layers", {{"device", "nosuch"}, {"set", "notes=off"}}),
              ErrorCode::kNotFound);
    EXPECT_EQ(error("device-layers", {{"device", "nosuch"}}), ErrorCode::kNotFound);
    EXPECT_EQ(error("device-layers", {{"set", "notes=off"}}), ErrorCode::kMalformed);
    EXPECT_EQ(device(""), before);
}

}  // namespace
}  // namespace syncgate::admin
