// What a backup holds.
#include <atomic>
#include <thread>

#include <gmock/gmock.h>

#include "tests/contract/backup_fixture.h"

namespace syncgate::store {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(BackupTest, IsAStoreInFilesThatHoldsTheSame) {
    const auto other = add("u2@example.org");
    const auto copied = backup("b");
    ASSERT_TRUE(copied) << copied.error().detail;
    EXPECT_TRUE(copied->is_whole());
    EXPECT_THAT(copied->accounts, SizeIs(2));
    EXPECT_EQ(difference(sums(here(), id_), sums({at("b")}, id_)), "");
    EXPECT_EQ(difference(directory_sums(here()), directory_sums({at("b")})), "");

    auto opened = Store::open(at("b"), {clock_, log_});
    ASSERT_TRUE(opened) << opened.error().detail;
    EXPECT_THAT(*(*opened)->leftovers(), IsEmpty());
    const auto account = *(*opened)->account(id_);
    EXPECT_THAT(problems(*account), IsEmpty());
    const auto mine = items(*account_);
    const auto theirs = items(*account);
    ASSERT_EQ(mine.size(), theirs.size());
    for (std::size_t i = 0; i < mine.size(); ++i) {
        EXPECT_EQ(mine[i].uid, theirs[i].uid);
        EXPECT_EQ(mine[i].modseq, theirs[i].modseq);
        EXPECT_EQ(bytes(*account_, mine[i].object), bytes(*account, theirs[i].object));
    }
}

TEST_F(BackupTest, HasEachWriteWholeOrNotAtAllWhileOthersWrite) {
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        const std::string large(70'000, 'z');
        for (int i = 0; !stop; ++i) {
            // Two items in a write; a large text comes and goes with each.
            EXPECT_TRUE(account_->write([&](Change& change) -> Result<bool> {
                NewObject object;
                const std::string text = large + std::to_string(i);
                object.bytes = text;
                NewItem item;
                item.object = change.add_object(object);
                change.add_item(inbox_, item);
                change.add_item(inbox_, item);
                const auto all = change.items(inbox_, 0, 1000);
                if (all.size() > 20) {
                    for (std::size_t k = 3; k < all.size() - 2; ++k) {
                        change.remove_item(inbox_, all[k].uid);
                    }
                }
                return true;
            }));
        }
    });
    for (int i = 0; i < 3; ++i) {
        const auto name = "b" + std::to_string(i);
        const auto copied = backup(name);
        ASSERT_TRUE(copied) << copied.error().detail;
        EXPECT_TRUE(copied->is_whole()) << copied->accounts[0].problems[0];
        auto opened = Store::open(at(name), {clock_, log_});
        ASSERT_TRUE(opened);
        const auto account = *(*opened)->account(id_);
        EXPECT_THAT(problems(*account), IsEmpty());
        EXPECT_EQ((items(*account).size() - 3) % 2, 0U);
    }
    stop = true;
    writer.join();
}

TEST_F(BackupTest, OfOneAccountHoldsNoOther) {
    add("u2@example.org");
    ASSERT_TRUE(backup("b", "U2@example.org"));
    EXPECT_EQ(error(backup("c", "nobody@example.org")), ErrorCode::kNotFound);
    EXPECT_FALSE(std::filesystem::exists(at("c")));
    auto opened = Store::open(at("b"), {clock_, log_});
    ASSERT_THAT(*(*opened)->directory().accounts(), SizeIs(1));
    EXPECT_FALSE((*opened)->directory().find_recipient("alias@example.org"));
    EXPECT_THAT(*(*opened)->leftovers(), IsEmpty());
}

TEST_F(BackupTest, GoesIntoAnEmptyFolderAlone) {
    std::filesystem::create_directory(at("b"));
    EXPECT_TRUE(backup("b"));
    EXPECT_EQ(error(backup("b")), ErrorCode::kConflict);
    EXPECT_TRUE(check_backup(at("b"), Accept::kUnchanged));  // as it was
    EXPECT_EQ(error(backup("no/such/folder")), ErrorCode::kNotFound);
}

TEST_F(BackupTest, NamesWhatTheStoreLacksAndKeepsTheRest) {
    const auto connection = connection_to(id_);
    run(*connection, "UPDATE blob SET content = $1 WHERE account = $2 AND size < 100",
        Blob{"other bytes"}, id_);
    const auto copied = backup("b");
    ASSERT_TRUE(copied) << copied.error().detail;
    EXPECT_FALSE(copied->is_whole());
    EXPECT_THAT(copied->accounts[0].problems, testing::Each(HasSubstr("is damaged")));
    EXPECT_EQ(difference(sums(here(), id_), sums({at("b")}, id_)), "");
}

}  // namespace
}  // namespace syncgate::store
