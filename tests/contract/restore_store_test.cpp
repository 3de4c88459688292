// A whole store from a backup, and from one that is none.
#include <fstream>

#include <gmock/gmock.h>

#include "tests/contract/backup_fixture.h"

namespace syncgate::store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class RestoreStoreTest : public BackupTest {};

// -- a backup that is none

TEST_F(RestoreStoreTest, WhatWasCutOffOrChangedIsNotRestored) {
    ASSERT_TRUE(backup("b"));
    const StorePlace fresh{at("fresh")};
    const auto restored = [&](Accept accept = Accept::kUnchanged) {
        return error(restore_store(at("b"), fresh, accept, {}));
    };
    const auto manifest = at("b") / "manifest";
    std::string text;
    {
        std::ifstream in(manifest);
        text.assign(std::istreambuf_iterator<char>(in), {});
    }
    std::filesystem::remove(manifest);
    EXPECT_EQ(restored(), ErrorCode::kNotFound);
    for (const std::size_t length : {std::size_t{0}, std::size_t{20}, text.size() - 1}) {
        std::ofstream(manifest) << text.substr(0, length);
        EXPECT_EQ(restored(), ErrorCode::kMalformed);
    }
    std::ofstream(manifest) << text;
    {
        auto opened = Store::open(at("b"), {clock_, log_});
        ASSERT_TRUE(opened);
        ASSERT_TRUE(deliver(**(*opened)->account(id_), clock_, {.message = "x\r\n"}));
    }
    EXPECT_EQ(restored(), ErrorCode::kConflict);
    EXPECT_EQ(restored(Accept::kChanged), std::nullopt);
}

// -- the whole store

TEST_F(RestoreStoreTest, ARestoredStoreGoesOnWithoutGivingANumberTwice) {
    ASSERT_TRUE(backup("b"));
    const auto later = next_key(*account_);
    const auto before = items(*account_);
    const StorePlace fresh{at("fresh")};
    const auto restored = restore_store(at("b"), fresh, Accept::kUnchanged, {});
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_TRUE(restore_store(at("b"), {at("again")}, Accept::kUnchanged, {}));  // is unchanged
    EXPECT_EQ(error(restore_store(at("b"), fresh, Accept::kUnchanged, {})), ErrorCode::kConflict);

    auto opened = Store::open(fresh.dir, {clock_, log_});
    const auto account = *(*opened)->account(id_);
    EXPECT_THAT(problems(*account), IsEmpty());
    EXPECT_GT(next_key(*account), later);
    EXPECT_EQ(all_files(*account), all_files(*account_));
    const auto after = items(*account);
    ASSERT_EQ(after.size(), before.size());
    EXPECT_EQ(after[0].uid, before[0].uid);
    EXPECT_EQ(after[0].modseq, before[0].modseq);
    EXPECT_NE(validity(*account), validity(*account_));  // these may come again for other things
    // What the device has is known, so that it goes on from there.
    const auto line = *account->read(
        [&](const Snapshot& s) -> Result<Line> { return s.line(s.device("D1")->number, inbox_); });
    ASSERT_THAT(line.points, SizeIs(1));
    EXPECT_EQ(line.points[0].rest, "rest");
    EXPECT_EQ(*(*opened)->directory().password_hash(id_), "hash");
}

TEST_F(RestoreStoreTest, AStoreThatIsInUseIsNeitherCopiedNorRestoredInto) {
    ASSERT_TRUE(backup("b"));
    EXPECT_EQ(error(copy_store(here(), {at("c")}, {})), ErrorCode::kConflict);
    EXPECT_EQ(error(restore_store(at("b"), here(), Accept::kUnchanged, {})), ErrorCode::kConflict);
    EXPECT_THAT(items(*account_), SizeIs(3));
}

TEST_F(RestoreStoreTest, ARestoreThatFailsLeavesTheTargetEmpty) {
    const auto other = add("u2@example.org")->id();
    ASSERT_TRUE(backup("b"));
    // The second account can't be read: a backup whose store.db was lost.
    std::filesystem::remove(at("b") / "accounts" / std::to_string(other) / "store.db");
    const StorePlace fresh{at("fresh")};
    ASSERT_FALSE(restore_store(at("b"), fresh, Accept::kChanged, {}));
    auto opened = Store::open(fresh.dir, {clock_, log_});
    ASSERT_TRUE(opened);
    EXPECT_THAT(*(*opened)->directory().accounts(), IsEmpty());
    EXPECT_THAT(*(*opened)->leftovers(), IsEmpty());
}

TEST_F(RestoreStoreTest, AStoreMovesToTheOtherEngineAndBack) {
    add("u2@example.org");
    const auto object = items(*account_).back().object;
    const auto before = all_files(*account_);
    ASSERT_THAT(before, SizeIs(4));
    close();
    const StorePlace files{at("files")};
    const TestDatabase second;
    const StorePlace back{at("back"), second.conninfo()};
    for (const auto& [from, to] : {std::pair{here(), files}, std::pair{files, back}}) {
        const auto copied = copy_store(from, to, {});
        ASSERT_TRUE(copied) << copied.error().detail;
        EXPECT_TRUE(copied->is_whole());
        EXPECT_EQ(difference(sums(from, id_), sums(to, id_)), "");
        EXPECT_EQ(difference(directory_sums(from), directory_sums(to)), "");
    }
    auto opened = Store::open(back.dir, {clock_, log_, nullptr, 0, {}, back.database});
    ASSERT_TRUE(opened) << opened.error().detail;
    const auto account = *(*opened)->account(id_);
    EXPECT_EQ(bytes(*account, object), large_);
    EXPECT_EQ(all_files(*account), before);
    EXPECT_THAT(problems(*account), IsEmpty());
    EXPECT_EQ((*opened)->create_account("u3@example.org", "h").has_value(), true);
}

}  // namespace
}  // namespace syncgate::store
