#include "model/shared_id.h"

#include <gtest/gtest.h>

namespace syncgate {
namespace {

TEST(SharedId, ComesBackAsWhatItNames) {
    for (const SharedCollection shared : {SharedCollection{1, 1}, SharedCollection{7, 12},
                                          SharedCollection{90'000, 4'294'967'295}}) {
        const auto id = shared_id(shared);
        ASSERT_TRUE(id);
        EXPECT_EQ(parse_shared_id(*id), shared);
    }
}

TEST(SharedId, IsNoneOfTheAccountsOwn) {
    for (const CollectionId own : {CollectionId{1}, CollectionId{4'294'967'295}}) {
        EXPECT_FALSE(parse_shared_id(own));
    }
    EXPECT_FALSE(parse_shared_id(CollectionId{1} << 32));
}

TEST(SharedId, NamesNothingThatCannotBe) {
    for (const SharedCollection wrong :
         {SharedCollection{0, 1}, SharedCollection{1, 0},
          SharedCollection{1, CollectionId{1} << 32}, SharedCollection{AccountId{1} << 31, 1}}) {
        EXPECT_FALSE(shared_id(wrong));
    }
}

TEST(SharedId, AGuestIsNoDeviceOfTheOwnersAndNoOtherGuest) {
    EXPECT_LT(guest_number(1, 1), 0);
    EXPECT_NE(guest_number(1, 2), guest_number(2, 1));
    EXPECT_NE(guest_number(1, 2), guest_number(1, 3));
}

}  // namespace
}  // namespace syncgate
