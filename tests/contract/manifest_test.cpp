#include "store/manifest.h"

#include <gmock/gmock.h>

#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::SizeIs;

TEST(Manifest, IsReadAsItWasWritten) {
    Manifest written;
    written.made = kNow;
    written.whole = false;
    written.directory_version = 3;
    written.account_version = 4;
    written.accounts.push_back({7, "u 1@example.org", 1, 2, 3});
    written.files.push_back({"accounts/7/store.db", std::string(32, '\xab')});
    const auto read = parse_manifest(write_manifest(written));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->made, kNow);
    EXPECT_FALSE(read->whole);
    EXPECT_EQ(read->directory_version, 3U);
    EXPECT_EQ(read->account_version, 4U);
    ASSERT_THAT(read->accounts, SizeIs(1));
    EXPECT_EQ(read->accounts[0].address, "u 1@example.org");
    EXPECT_EQ(read->accounts[0].bytes, 3);
    ASSERT_THAT(read->files, SizeIs(1));
    EXPECT_EQ(read->files[0].hash, written.files[0].hash);
}

}  // namespace
}  // namespace syncgate::store
