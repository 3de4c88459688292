#include "protocols/activesync/sync/server_id.h"

#include <gtest/gtest.h>

namespace syncgate::activesync {
namespace {

TEST(ServerId, ReadsWhatItWrote) {
    for (const ItemId id : {ItemId{1, 1}, ItemId{7, 4'294'967'295}, ItemId{kMaxKey, 3}}) {
        EXPECT_EQ(parse_item_id(to_server_id(id)), id);
        EXPECT_EQ(parse_collection_id(to_server_id(id.collection)), id.collection);
    }
}

TEST(ServerId, FitsIntoTheSixtyFourCharactersOfTheProtocol) {
    EXPECT_LE(to_server_id(ItemId{kMaxKey, kMaxKey}).size(), 64U);
}

TEST(ServerId, TakesNothingElse) {
    for (const char* text :
         {"", ":", "1:", ":1", "1", "0:1", "1:0", "1:1:1", "a:1", "1:a", "-1:1", "1:-1", " 1:1",
          "1:1 ", "1.5:1", "9223372036854775808:1", "1:99999999999999999999"}) {
        EXPECT_FALSE(parse_item_id(text)) << text;
    }
    for (const char* text : {"", "0", "-1", "x", "1:1", " 1", "9223372036854775808"}) {
        EXPECT_FALSE(parse_collection_id(text)) << text;
    }
}

}  // namespace
}  // namespace syncgate::activesync
