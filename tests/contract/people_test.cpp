// Whom an address list finds: Directory::people, Directory::set_name.
#include <gmock/gmock.h>

#include "store/directory.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class PeopleTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        ASSERT_TRUE(directory().add_domain("example.net"));
        jane_ = name("jane.doe@example.org", "Jane Doe");
        name("jd2@example.org", "Dörte Jansen");
        name("jane@example.net", "Jane of another domain");
    }
    Directory& directory() { return store_->directory(); }
    AccountId name(std::string_view address, std::string_view name) {
        const auto id = store_->create_account(address, "hash");
        EXPECT_TRUE(id && directory().set_name(*id, name));
        return *id;
    }
    std::vector<std::string> found(const std::vector<std::string>& beginnings,
                                   std::size_t most = 100) {
        const auto people = *directory().people("Example.ORG", beginnings, most);
        std::vector<std::string> addresses;
        for (const auto& each : people) {
            addresses.push_back(each.address);
        }
        return addresses;
    }

    AccountId jane_ = 0;
};

TEST_F(PeopleTest, AreFoundByTheBeginningsOfTheirWords) {
    EXPECT_THAT(found({"jan"}), ElementsAre("jd2@example.org", "jane.doe@example.org"));
    EXPECT_THAT(found({"do", "jan"}),
                UnorderedElementsAre("jd2@example.org", "jane.doe@example.org"));
    EXPECT_THAT(found({"doe", "jan"}), ElementsAre("jane.doe@example.org"));
    EXPECT_THAT(found({"dort"}), ElementsAre("jd2@example.org"));
    EXPECT_THAT(found({"jd2"}), ElementsAre("jd2@example.org"));
    EXPECT_THAT(found({"ane"}), IsEmpty());
    EXPECT_THAT(found({"example"}), IsEmpty());
    EXPECT_THAT(found({}), IsEmpty());
    EXPECT_THAT(found({"jan"}, 1), SizeIs(1));
}

TEST_F(PeopleTest, OfAnotherDomainAreNotFound) {
    EXPECT_THAT(found({"another"}), IsEmpty());
}

TEST_F(PeopleTest, WithoutANameAreFoundByTheirAddress) {
    EXPECT_THAT(found({"u1"}), ElementsAre("u1@example.org"));
}

TEST_F(PeopleTest, WhoAreCalledOtherwiseAreFoundByThatAlone) {
    ASSERT_TRUE(directory().set_name(jane_, "Joan Smith"));
    EXPECT_THAT(found({"smith"}), ElementsAre("jane.doe@example.org"));
    EXPECT_THAT(found({"jane"}), ElementsAre("jane.doe@example.org"));  // her address
    ASSERT_TRUE(directory().set_name(jane_, ""));
    EXPECT_THAT(found({"smith"}), IsEmpty());
}

TEST_F(PeopleTest, WhoMayNotLogInOrAreGoneAreNotFound) {
    ASSERT_TRUE(directory().set_enabled(jane_, false));
    EXPECT_THAT(found({"doe"}), IsEmpty());
    ASSERT_TRUE(directory().set_enabled(jane_, true));
    EXPECT_THAT(found({"doe"}), SizeIs(1));
    ASSERT_TRUE(store_->delete_account(jane_));
    EXPECT_THAT(found({"doe"}), IsEmpty());
}

TEST_F(PeopleTest, WhatIsNoNameIsRefused) {
    for (const auto& name : {std::string(251, 'x'), std::string("two\nlines"),
                             std::string("no \xff UTF-8"), std::string("a \0 b", 5)}) {
        const auto done = directory().set_name(jane_, name);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, ErrorCode::kMalformed);
    }
    EXPECT_EQ(directory().set_name(999, "Nobody").error().code, ErrorCode::kNotFound);
    EXPECT_THAT(found({"doe"}), SizeIs(1));
}

}  // namespace
}  // namespace syncgate::store
