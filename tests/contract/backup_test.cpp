#include "store/backup.h"

#include <atomic>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>

#include "base/hex.h"
#include "store/collected.h"
#include "store/copying.h"
#include "store/manifest.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class BackupTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        id_ = account_->id();
        inbox_ = folder(*account_, Role::kInbox);
        fill();
    }
    // Something in every table of an account that a device and a person fill.
    void fill() {
        ASSERT_TRUE(store_->directory().add_alias(id_, "alias@example.org"));
        ASSERT_TRUE(deliver(*account_, clock_, {.message = "Subject: small\r\n\r\n"}));
        ASSERT_TRUE(deliver(*account_, clock_,
                            {.message = "Subject: large\r\n\r\n" + std::string(100'000, 'x')}));
        auto written = account_->write([&](Change& change) -> Result<bool> {
            NewObject object;
            object.bytes = odd_;
            object.preview = std::string("a\0b\xff", 4);
            NewItem item;
            item.object = change.add_object(object);
            item.name = "one";
            item.native_uid = "uid";
            item.keywords = "Work";
            const Uid uid = change.add_item(inbox_, item);
            change.keep_version(*change.item(inbox_, uid), Loss::kOverwritten, 1);
            change.set_layer({}, {ItemClass::kNote, 0, 0}, false);
            change.begin_received(77, 5, kNow + 1000);
            const auto device = change.ensure_device("D1", "Phone");
            Line line;
            line.points.push_back({change.next_key(), {1, 2}, {3, 4}, {5, 6}, "rest"});
            line.confirmed = line.points[0].key;
            line.options = "options";
            EXPECT_TRUE(change.save_line(device.number, inbox_, line));
            EXPECT_TRUE(change.save_hierarchy(device.number, {},
                                              {{change.next_key(), {{inbox_, 1}}, 1, 1}}));
            change.remember(device.number, "send", "key", "200", kNow + 1000);
            change.set_tag({"Work", "Work", "#ff0000"});
            collect_addresses(change, std::vector<Correspondent>{{"a@b.example", "A"}});
            change.set_quota(1'000'000'000, std::nullopt);
            return true;
        });
        ASSERT_TRUE(written) << written.error().detail;
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            change.set_object(inbox_, 1, change.item(inbox_, 1)->object, 5);
            return change.remove_item(inbox_, 2) && deliver_again(change);
        }));
    }
    // The large text once more, so that it is there.
    bool deliver_again(Change& change) {
        NewItem item;
        item.object = change.add_object(index_mail(large_));
        change.add_item(inbox_, item);
        return true;
    }
    void close() {
        account_.reset();
        store_.reset();
    }
    void reopen() {
        open();
        account_ = *store_->account(id_);
    }

    StorePlace here() { return {folder_.path(), database_.conninfo()}; }
    std::filesystem::path at(const std::string& name) { return out_.path() / name; }
    Result<CopiedStore> backup(const std::string& name, const std::string& address = "") {
        return back_up(here(), at(name), address, clock_, {});
    }
    std::uint32_t validity(Account& account) {
        return *account.read([&](const Snapshot& s) -> Result<std::uint32_t> {
            return s.collection(inbox_)->uidvalidity;
        });
    }
    static Sums sums(const StorePlace& place, AccountId account) {
        const auto engine = open_source(place);
        const auto opened = engine->open_account(account);
        const Transaction read(opened->database(), Transaction::Kind::kRead, account);
        return sum_account({*read, account, opened->blobs()});
    }
    static Sums directory_sums(const StorePlace& place) {
        const auto engine = open_source(place);
        std::set<AccountId> all;
        for (const auto& each : accounts_of(*engine)) {
            all.insert(each.id);
        }
        const Transaction read(engine->directory(), Transaction::Kind::kRead, 0);
        return sum_directory(*read, all);
    }
    template <class T>
    static std::optional<ErrorCode> error(const Result<T>& result) {
        return result ? std::nullopt : std::optional(result.error().code);
    }
    Result<CopiedAccount> restore(const std::string& name, AccountRestore what) {
        return restore_account(at(name), here(), what, Accept::kUnchanged);
    }
    std::int64_t next_key(Account& account) {
        return *account.note([](Note& note) -> Result<std::int64_t> { return note.next_key(); });
    }
    Modseq modseq() {
        return *account_->read([](const Snapshot& s) -> Result<Modseq> { return s.modseq(); });
    }
    static std::vector<std::string> problems(Account& account) {
        return *account.read(
            [](const Snapshot& s) -> Result<std::vector<std::string>> { return s.problems(); });
    }

    const std::string odd_ = std::string("\0\xff odd", 6);
    const std::string large_ = "Subject: large\r\n\r\n" + std::string(100'000, 'y');
    TempFolder out_;
    AccountId id_ = 0;
    CollectionId inbox_ = 0;
};

// -- what is copied

// (table, column, type) as the engine has them.
std::set<std::string> columns_of(Connection& db, bool postgres, const std::string& table) {
    std::set<std::string> found;
    if (postgres) {
        Query rows(db,
                   "SELECT column_name, data_type FROM information_schema.columns"
                   " WHERE table_name = $1",
                   table);
        while (rows.next()) {
            found.insert(rows.text(0) + " " + rows.text(1));
        }
        return found;
    }
    Query rows(db, "SELECT name, lower(type) FROM pragma_table_info($1)", table);
    while (rows.next()) {
        found.insert(rows.text(0) + " " + rows.text(1));
    }
    return found;
}

std::set<std::string> tables_of(Connection& db, bool postgres) {
    std::set<std::string> found;
    Query rows(db, postgres ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                            : "SELECT name FROM sqlite_schema WHERE type = 'table'");
    while (rows.next()) {
        found.insert(rows.text(0));
    }
    return found;
}

TEST_F(BackupTest, EveryTableAndColumnOfTheSchemaIsCopied) {
    const bool postgres = on_postgres();
    const auto type_of = [&](Column::Kind kind) {
        return kind == Column::Kind::kInteger ? "bigint"
               : kind == Column::Kind::kText  ? "text"
               : postgres                     ? "bytea"
                                              : "blob";
    };
    std::set<std::string> known{"schema_version", "gone_account", "word_mark", "object_words"};
    const auto compare = [&](Connection& db, const std::vector<Table>& tables, bool of_account) {
        for (const auto& table : tables) {
            SCOPED_TRACE(table.name);
            known.insert(table.name);
            std::set<std::string> listed;
            for (const auto& column : table.columns) {
                const bool row_id = !postgres && !of_account && column.name == "id";
                listed.insert(column.name + " " + (row_id ? "integer" : type_of(column.kind)));
            }
            if (of_account) {
                listed.insert("account bigint");
            }
            if (table.is_text) {
                listed.insert(std::string("content ") + type_of(Column::Kind::kBytes));
            }
            EXPECT_EQ(columns_of(db, postgres, table.name), listed);
        }
    };
    const auto account = connection_to(id_);
    compare(*account, account_tables(), true);
    const auto directory =
        postgres ? connection_to(id_) : sqlite::open(folder_.path() / "directory.db", false);
    compare(*directory, directory_tables(), false);
    for (const auto* db : {account.get(), directory.get()}) {
        for (const auto& table : tables_of(*const_cast<Connection*>(db), postgres)) {
            EXPECT_TRUE(known.contains(table)) << table;
        }
    }
}

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

// -- a backup that is none

TEST_F(BackupTest, ThatWasCutOffOrChangedIsNotRestored) {
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

TEST_F(BackupTest, ARestoredStoreGoesOnWithoutGivingANumberTwice) {
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

TEST_F(BackupTest, AStoreThatIsInUseIsNeitherCopiedNorRestoredInto) {
    ASSERT_TRUE(backup("b"));
    EXPECT_EQ(error(copy_store(here(), {at("c")}, {})), ErrorCode::kConflict);
    EXPECT_EQ(error(restore_store(at("b"), here(), Accept::kUnchanged, {})), ErrorCode::kConflict);
    EXPECT_THAT(items(*account_), SizeIs(3));
}

TEST_F(BackupTest, ARestoreThatFailsLeavesTheTargetEmpty) {
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

TEST_F(BackupTest, AStoreMovesToTheOtherEngineAndBack) {
    add("u2@example.org");
    const auto object = items(*account_).back().object;
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
    EXPECT_THAT(problems(*account), IsEmpty());
    EXPECT_EQ((*opened)->create_account("u3@example.org", "h").has_value(), true);
}

// -- one account, while the store is served

TEST_F(BackupTest, AnAccountThatIsThereIsReplacedOnlyWhenAsked) {
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

TEST_F(BackupTest, ADeviceThatIsAheadOfTheRestoredStateIsUnknownAndSyncsAnew) {
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

TEST_F(BackupTest, AnAccountComesBackUnderAnotherAddressBesideTheFirst) {
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

TEST_F(BackupTest, ADeletedAccountComesBackWithItsPasswordAliasesAndPlace) {
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

TEST_F(BackupTest, MailForOthersThatWaitsIsNotLostByAReplacement) {
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

// -- the manifest

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
