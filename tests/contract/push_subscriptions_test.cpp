// Who is told of changes through push services: store/push_subscriptions.h.
#include "store/push_subscriptions.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr CollectionId kBook = 7;
constexpr UnixSeconds kDay = 86'400;

class PushSubscriptionsTest : public StoreTest {
  protected:
    PushSubscriptions& pushed() { return store_->directory().push_subscriptions(); }
    PushSubscription about(CollectionId book, std::string resource, Modseq told = 5) {
        PushSubscription one;
        one.account = one.owner = account_->id();
        one.collection = book;
        one.resource = std::move(resource);
        one.public_key = std::string("\x04\0key", 5);
        one.secret = std::string("\0secret", 7);
        one.expires = clock_.now() + kDay;
        one.told = told;
        return one;
    }
    std::string add(const PushSubscription& one) {
        const auto id = pushed().add(one);
        EXPECT_TRUE(id);
        return id ? *id : std::string();
    }
    std::vector<PushSubscription> mine() {
        const auto found = pushed().of(account_->id());
        EXPECT_TRUE(found);
        return *found;
    }
};

TEST_F(PushSubscriptionsTest, WhatIsAddedIsThereAsItWasGiven) {
    auto one = about(kBook, "https://push.example.net/a");
    one.id = add(one);
    one.created = clock_.now();
    EXPECT_EQ(mine(), std::vector{one});
    EXPECT_EQ(*pushed().all(), std::vector{one});
    EXPECT_EQ(*pushed().about(account_->id(), kBook), std::vector{one});
    EXPECT_THAT(*pushed().about(account_->id(), kBook + 1), IsEmpty());
}

TEST_F(PushSubscriptionsTest, TheSameResourceOfACollectionIsRenewed) {
    auto one = about(kBook, "https://push.example.net/a");
    const auto id = add(one);
    clock_.advance(60);
    one.expires += kDay;
    one.secret = "another";
    EXPECT_EQ(add(one), id);
    ASSERT_THAT(mine(), SizeIs(1));
    EXPECT_EQ(mine().front().expires, one.expires);
    EXPECT_EQ(mine().front().secret, "another");
    EXPECT_NE(add(about(kBook + 1, "https://push.example.net/a")), id);
    EXPECT_NE(add(about(kBook, "https://push.example.net/b")), id);
    EXPECT_THAT(mine(), SizeIs(3));
}

TEST_F(PushSubscriptionsTest, ThatAreRemovedOrExpiredAreNotThere) {
    const auto id = add(about(kBook, "https://push.example.net/a"));
    EXPECT_EQ(pushed().remove(account_->id() + 1, id).error().code, ErrorCode::kNotFound);
    EXPECT_TRUE(pushed().remove(account_->id(), id));
    EXPECT_EQ(pushed().remove(account_->id(), id).error().code, ErrorCode::kNotFound);
    EXPECT_THAT(mine(), IsEmpty());

    const auto other = add(about(kBook, "https://push.example.net/a"));
    clock_.advance(kDay);
    EXPECT_THAT(mine(), IsEmpty());
    EXPECT_THAT(*pushed().all(), IsEmpty());
    EXPECT_THAT(*pushed().about(account_->id(), kBook), IsEmpty());
    EXPECT_EQ(pushed().remove(account_->id(), other).error().code, ErrorCode::kNotFound);
    EXPECT_NE(add(about(kBook, "https://push.example.net/a")), other);
}

TEST_F(PushSubscriptionsTest, AnAccountHasSoManyAndNoMore) {
    for (std::size_t i = 0; i < kMostPushSubscriptions; ++i) {
        add(about(kBook, "https://push.example.net/" + std::to_string(i)));
    }
    const auto more = pushed().add(about(kBook, "https://push.example.net/more"));
    EXPECT_EQ(more.error().code, ErrorCode::kTooLarge);
    EXPECT_TRUE(pushed().add(about(kBook, "https://push.example.net/0")));
    auto nobody = about(kBook, "https://push.example.net/a");
    nobody.owner = account_->id() + 1000;
    EXPECT_EQ(pushed().add(nobody).error().code, ErrorCode::kNotFound);
}

TEST_F(PushSubscriptionsTest, OneOfThoseWhoTellItTellsIt) {
    add(about(kBook, "https://push.example.net/a", 5));
    const auto seen = mine().front();
    EXPECT_TRUE(*pushed().tell(seen, 8));
    EXPECT_FALSE(*pushed().tell(seen, 8));
    EXPECT_EQ(mine().front().told, 8);
}

TEST_F(PushSubscriptionsTest, AnOwnWriteIsKnownWhereNothingElseHasYetToBeTold) {
    add(about(kBook, "https://push.example.net/a", 5));
    const auto one = mine().front();
    const auto told_after = [&](Modseq before, Modseq modseq) {
        EXPECT_TRUE(pushed().note_own(one, before, modseq));
        return mine().front().told;
    };
    EXPECT_EQ(told_after(6, 7), 5);  // of 6 it was not told
    EXPECT_EQ(told_after(5, 8), 8);
    EXPECT_EQ(told_after(4, 9), 9);
    EXPECT_EQ(told_after(1, 3), 9);  // of a write that was before
}

TEST_F(PushSubscriptionsTest, TheKeyIsMadeOnce) {
    const std::string made("\0key", 4);
    EXPECT_EQ(*pushed().key([&] { return made; }), made);
    EXPECT_EQ(*pushed().key([] { return std::string("another"); }), made);
}

TEST_F(PushSubscriptionsTest, TheyGoWithTheAccountThatHasThemOrThatTheyAreAbout) {
    const auto other = store_->create_account("other@example.org", "hash");
    ASSERT_TRUE(other);
    auto one = about(kBook, "https://push.example.net/a");
    one.account = *other;
    add(one);
    one = about(kBook, "https://push.example.net/b");
    one.owner = *other;
    add(one);
    add(about(kBook, "https://push.example.net/c"));
    EXPECT_THAT(*pushed().all(), SizeIs(3));
    ASSERT_TRUE(store_->delete_account(*other));
    EXPECT_THAT(*pushed().all(), SizeIs(1));
}

}  // namespace
}  // namespace syncgate::store
