#include "gateway/store_place.h"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/unit/store/temp_folder.h"

namespace syncgate {
namespace {

class StorePlace : public testing::Test {
  protected:
    std::string of(const std::string& given) {
        const auto found = database_of(folder_.path(), given);
        EXPECT_TRUE(found) << found.error().detail;
        return found ? *found : "";
    }
    TempFolder folder_;
};

TEST_F(StorePlace, AFolderWithoutAWordOfItKeepsFiles) {
    EXPECT_EQ(of(""), "");
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "database"));
}

TEST_F(StorePlace, WhatWasGivenOnceIsRememberedAndMayBeChanged) {
    EXPECT_EQ(of("host=db1 dbname=mail"), "host=db1 dbname=mail");
    EXPECT_EQ(of(""), "host=db1 dbname=mail");
    EXPECT_EQ(of("host=db2 dbname=mail"), "host=db2 dbname=mail");
    EXPECT_EQ(of(""), "host=db2 dbname=mail");
}

TEST_F(StorePlace, AFolderWithAStoreOfItsOwnTakesNoDatabase) {
    std::ofstream(folder_.path() / "directory.db") << "";
    const auto found = database_of(folder_.path(), "dbname=mail");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::kConflict);
    EXPECT_EQ(of(""), "");
}

TEST_F(StorePlace, AFolderThatIsNotThereSaysSo) {
    const auto found = database_of(folder_.path() / "none", "dbname=mail");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace syncgate
