#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr Layer kMail{ItemClass::kMail, 0, 0};
constexpr Layer kContacts{ItemClass::kContact, 0, 0};

class LayersTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        for (auto* number : {&first_, &second_}) {
            auto made = account_->note([&](Note& note) -> Result<DeviceNumber> {
                return note.ensure_device(number == &first_ ? "A" : "B", "Phone").number;
            });
            ASSERT_TRUE(made);
            *number = *made;
        }
        heard_.take();
    }

    void set(const LayerPlace& place, const Layer& layer, std::optional<bool> shown) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            change.set_layer(place, layer, shown);
            return true;
        }));
    }
    LayerChoices choices(DeviceNumber device) {
        auto found = account_->read([&](const Snapshot& snapshot) -> Result<LayerChoices> {
            return snapshot.layer_choices(device);
        });
        EXPECT_TRUE(found);
        return *found;
    }

    DeviceNumber first_ = 0, second_ = 0;
};

TEST_F(LayersTest, AreChosenForTheAccountForAKindAndForEachDevice) {
    set({}, kMail, false);
    set({0, "WindowsOutlook"}, kMail, true);
    set({first_, ""}, kContacts, false);
    set({second_, ""}, {ItemClass::kContact, 7, 5}, true);
    const auto first = choices(first_);
    EXPECT_THAT(first.account, ElementsAre(Pair(kMail, false)));
    EXPECT_THAT(first.kinds, ElementsAre(Pair("windowsoutlook", ElementsAre(Pair(kMail, true)))));
    EXPECT_THAT(first.device, ElementsAre(Pair(kContacts, false)));
    EXPECT_THAT(choices(second_).device, ElementsAre(Pair(Layer{ItemClass::kContact, 7, 5}, true)));
    EXPECT_THAT(choices(0).device, IsEmpty());
}

TEST_F(LayersTest, ThatChangeAreToldAsTheHierarchyAndNoOther) {
    set({first_, ""}, kMail, false);
    const auto heard = heard_.take();
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(std::get<1>(heard[0]), kHierarchy);
    set({first_, ""}, kMail, false);
    set({first_, ""}, kContacts, std::nullopt);
    EXPECT_THAT(heard_.take(), IsEmpty());
    set({first_, ""}, kMail, true);
    set({first_, ""}, kMail, std::nullopt);
    EXPECT_EQ(heard_.take().size(), 2U);
    EXPECT_THAT(choices(first_).device, IsEmpty());
}

TEST_F(LayersTest, OfADeviceGoWithIt) {
    set({}, kMail, false);
    set({first_, ""}, kContacts, false);
    ASSERT_TRUE(account_->note([&](Note& note) -> Result<bool> {
        note.remove_device(first_);
        return true;
    }));
    EXPECT_THAT(choices(first_).device, IsEmpty());
    EXPECT_THAT(choices(first_).account, ElementsAre(Pair(kMail, false)));
}

TEST_F(LayersTest, OfABookGoWithIt) {
    auto book = account_->write([](Change& change) -> Result<CollectionId> {
        return change.add_collection(ItemClass::kContact, 0, Role::kNone, "Club");
    });
    ASSERT_TRUE(book);
    set({}, {ItemClass::kContact, 0, *book}, false);
    set({}, {ItemClass::kContact, 7, *book}, true);  // another's book with the same number
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        EXPECT_TRUE(change.remove_collection(*book));
        return true;
    }));
    EXPECT_THAT(choices(0).account, ElementsAre(Pair(Layer{ItemClass::kContact, 7, *book}, true)));
}

TEST_F(LayersTest, OfOthersAreNoneUntilTheyAreAllowed) {
    EXPECT_FALSE(choices(first_).shared_allowed);
    for (const bool allowed : {true, false}) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            change.allow_shared_layers(allowed);
            return true;
        }));
        EXPECT_EQ(choices(first_).shared_allowed, allowed);
        EXPECT_EQ(heard_.take().size(), 1U);
    }
    EXPECT_THAT(choices(0).account, IsEmpty());
}

TEST_F(LayersTest, OutliveTheProcess) {
    set({first_, ""}, kMail, false);
    open();
    account_ = *store_->account(store_->directory().find_login("u1")->id);
    EXPECT_THAT(choices(first_).device, ElementsAre(Pair(kMail, false)));
}

}  // namespace
}  // namespace syncgate::store
