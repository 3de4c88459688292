// One account from a backup, while its store is served.
#include <gmock/gmock.h>

#include "tests/contract/backup_fixture.h"

namespace syncgate::store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class RestoreAccountTest : public BackupTest {};

TEST_F(RestoreAccountTest, AnAccountThatIsThereIsReplacedOnlyWhenAsked) {
    ASSERT_TRUE(backup("b"));
    ASSERT_TRUE(store_->directory().set_password(id_, "newer"));
    const auto later = deliver(*account_, clock_, {.message = "Subject: later\r\n\r\n"});
    const auto key = next_key(*account_);
    const auto before = modseq();
    const auto valid = validity(*account_);
    EXPECT_EQ(error(restore("b", {.address = "u1@example.org"})), ErrorCode::kConflict);
    EXPECT_THAT(items(*account_), SizeIs(4));

    const auto done = restore("b", {.address = "U1@example.org", .replace = true});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_THAT(items(*account_), SizeIs(3));
    EXPECT_EQ(bytes(*account_, items(*account_).back().object), large_);
    EXPECT_THAT(problems(*account_), IsEmpty());
    EXPECT_EQ(*store_->directory().password_hash(id_), "newer");
    // No number comes twice: uids, keys, modseqs.
    EXPECT_GT(next_key(*account_), key);
    EXPECT_GE(modseq(), before);
    const auto again = deliver(*account_, clock_, {.message = "Subject: again\r\n\r\n"});
    ASSERT_TRUE(again);
    EXPECT_GT(again->uid, later->uid);
    EXPECT_NE(validity(*account_), valid);
    EXPECT_THAT(problems(*account_), IsEmpty());
    reopen();
    EXPECT_THAT(items(*account_), SizeIs(4));
    EXPECT_THAT(*account_->note([](Note& note) -> Result<std::vector<std::filesystem::path>> {
        return note.leftovers();
    }),
                IsEmpty());
}

TEST_F(RestoreAccountTest, ADeviceThatIsAheadOfTheRestoredStateIsUnknownAndSyncsAnew) {
    ASSERT_TRUE(backup("b"));
    const auto key = *account_->note([&](Note& note) -> Result<std::int64_t> {
        const auto device = note.ensure_device("D1", "Phone");
        Line line = note.line(device.number, inbox_);
        line.points = {{note.next_key(), {90, 0}, {90, 0}, {}, "newer"}};
        line.confirmed = line.points[0].key;
        EXPECT_TRUE(note.save_line(device.number, inbox_, line));
        return line.confirmed;
    });
    ASSERT_TRUE(restore("b", {.address = "u1@example.org", .replace = true}));
    const auto line = *account_->read(
        [&](const Snapshot& s) -> Result<Line> { return s.line(s.device("D1")->number, inbox_); });
    ASSERT_THAT(line.points, SizeIs(1));
    EXPECT_LT(line.points[0].key, key);
    EXPECT_GT(next_key(*account_), key);  // it can't become known again by chance
}

TEST_F(RestoreAccountTest, AnAccountComesBackUnderAnotherAddressBesideTheFirst) {
    ASSERT_TRUE(backup("b"));
    const auto done = restore("b", {.address = "u1@example.org", .as = "Old@example.org"});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(done->address, "old@example.org");
    EXPECT_NE(done->id, id_);
    const auto old = *store_->account(done->id);
    EXPECT_THAT(items(*old), SizeIs(3));
    EXPECT_THAT(problems(*old), IsEmpty());
    EXPECT_THAT(*store_->leftovers(), IsEmpty());
    EXPECT_EQ(store_->directory().find_recipient("alias@example.org")->id, id_);
    EXPECT_EQ(error(restore("b", {.address = "u1@example.org", .as = "x@example.net"})),
              ErrorCode::kNotFound);
    EXPECT_EQ(error(restore("b", {.address = "u9@example.org"})), ErrorCode::kNotFound);
    EXPECT_EQ(error(restore("b", {.address = "u1@example.org", .as = "alias@example.org"})),
              ErrorCode::kConflict);
    EXPECT_THAT(*store_->leftovers(), IsEmpty());
}

TEST_F(RestoreAccountTest, ADeletedAccountComesBackWithItsPasswordAliasesAndPlace) {
    ASSERT_TRUE(store_->directory().set_elsewhere(id_, "https://other.example/"));
    ASSERT_TRUE(backup("b"));
    account_.reset();
    ASSERT_TRUE(store_->delete_account(id_));
    const auto done = restore("b", {.address = "u1@example.org"});
    ASSERT_TRUE(done) << done.error().detail;
    const auto record = store_->directory().find_login("alias@example.org");
    ASSERT_TRUE(record);
    EXPECT_EQ(record->id, done->id);
    EXPECT_EQ(record->elsewhere, "https://other.example/");
    EXPECT_EQ(*store_->directory().password_hash(done->id), "hash");
    EXPECT_THAT(items(**store_->account(done->id)), SizeIs(3));
    EXPECT_THAT(*store_->leftovers(), IsEmpty());
}

TEST_F(RestoreAccountTest, TheFilesOfAnAccountAreReplacedWithIt) {
    const auto before = all_files(*account_);
    ASSERT_TRUE(backup("b"));
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        const auto folder = *find_file(change, kRootFolder, "folder");
        const auto small = find_file(change, folder.id(), "small");
        remove_file(change, *find_file(change, folder.id(), "large"));
        return put_file(change, {folder.id(), "small"}, small, octets_ + "more", "x/y") &&
               put_file(change, {kRootFolder, "new"}, std::nullopt, "new", "");
    }));
    const auto changed = all_files(*account_);
    ASSERT_TRUE(restore("b", {.address = "u1@example.org", .replace = true}));
    EXPECT_EQ(all_files(*account_), before);
    EXPECT_NE(all_files(*account_), changed);
    // A new one is no other than was there.
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        return put_file(change, {kRootFolder, "newer"}, std::nullopt, octets_, "").has_value();
    }));
    EXPECT_THAT(all_files(*account_), SizeIs(before.size() + 1));
    EXPECT_THAT(problems(*account_), IsEmpty());
    const auto done = restore("b", {.address = "u1@example.org", .as = "old@example.org"});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(all_files(**store_->account(done->id)), before);
    EXPECT_THAT(problems(**store_->account(done->id)), IsEmpty());
}

TEST_F(RestoreAccountTest, MailForOthersThatWaitsIsNotLostByAReplacement) {
    ASSERT_TRUE(backup("b"));
    const auto connection = connection_to(id_);
    run(*connection,
        "INSERT INTO intent(account, id, target, object, role, flags)"
        " VALUES($1, 900, 4711, 1, 1, 0)",
        id_);
    EXPECT_EQ(error(restore("b", {.address = "u1@example.org", .replace = true})),
              ErrorCode::kUnavailable);
    EXPECT_THAT(items(*account_), SizeIs(3));
}

}  // namespace
}  // namespace syncgate::store
