#include "protocols/dav/sync_token.h"

#include <gtest/gtest.h>

namespace syncgate::dav {
namespace {

Collection book() {
    Collection collection;
    collection.id = 7;
    collection.uidvalidity = 99;
    collection.highest = 50;
    collection.compacted = 20;
    return collection;
}

TEST(DavSyncToken, ComesBackAsThePlaceThatItNames) {
    const auto whole = parse_sync_token(sync_token(1, book()), 1, book());
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->upto, (Cursor{50, kMaxUid}));
    const SyncPlace page{{5, 3}, 30};
    const auto cut = parse_sync_token(page_token(1, book(), page), 1, book());
    ASSERT_TRUE(cut) << "a page of the first sync is old, and what left before it does not matter";
    EXPECT_EQ(cut->upto, page.upto);
    EXPECT_EQ(cut->floor, 30);
}

TEST(DavSyncToken, OfAnotherPlaceOrTimeIsRefused) {
    auto other = book();
    other.uidvalidity = 98;
    Collection later = book();
    later.highest = 51;
    for (const auto& token :
         {std::string(), std::string("data:,"), sync_token(2, book()), sync_token(1, other),
          sync_token(1, later), sync_token(1, book()) + "/", sync_token(1, book()) + "/1",
          page_token(1, book(), {{5, 3}, 10}), page_token(1, book(), {{20, 3}, 10}),
          page_token(1, book(), {{51, 3}, 0}), std::string("data:,1/7/99/18446744073709551615")}) {
        const auto place = parse_sync_token(token, 1, book());
        ASSERT_FALSE(place) << token;
        EXPECT_EQ(place.error().code, ErrorCode::kConflict);
    }
}

}  // namespace
}  // namespace syncgate::dav
